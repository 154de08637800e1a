from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "wuli.base.core"
    label = "core"
    verbose_name = _("底座")

    def ready(self) -> None:
        """Find what every app declares: capabilities with their actions, kinds, indicators, offers."""
        for own in ("files", "rules", "calendar", "notices", "numbering", "reveal", "tokens"):
            import_module(f"wuli.base.core.actions.{own}")
        import_module("wuli.base.core.menu")
        autodiscover_modules("actions", "rule_kinds", "kinds", "figures", "desk", "sheets")
        post_migrate.connect(_fill_tables, sender=self)


def _fill_tables(**_kwargs: Any) -> None:
    """After a migration: the rules and days that ship with the apps, where they are not there yet.

    Not a data migration, because upper apps bring rules of their own in later versions.
    """
    from .filling import fill_days, fill_rules

    fill_rules()
    fill_days()
