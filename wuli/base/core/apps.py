from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "wuli.base.core"
    label = "core"
    verbose_name = _("底座")

    def ready(self) -> None:
        """Find what every app declares: capabilities with their actions, kinds, indicators, offers."""
        autodiscover_modules("actions", "kinds", "figures", "desk")
