from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "wuli.programmes.campaigns"
    label = "campaigns"
    verbose_name = _("任务与履职")
