from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgsConfig(AppConfig):
    name = "wuli.base.orgs"
    label = "orgs"
    verbose_name = _("组织")

    def ready(self) -> None:
        """Make the verbs and the long work of large sheets known: they live in a folder of their own."""
        for own in ("actions", "jobs", "tasks"):
            import_module(f"wuli.base.orgs.intake.{own}")
