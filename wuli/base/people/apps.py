from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "wuli.base.people"
    label = "people"
    verbose_name = _("人员")

    def ready(self) -> None:
        """Make the verbs and the long work of roster imports known: they live in a folder of their own."""
        for own in ("actions", "mend_actions", "jobs", "tasks"):
            import_module(f"wuli.base.people.roster.{own}")
