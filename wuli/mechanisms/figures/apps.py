from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "wuli.mechanisms.figures"
    label = "figures"
    verbose_name = _("数字")

    def ready(self) -> None:
        """Refuse faulty declarations, and keep the marking triggers in step with every migration."""
        from .declared import check_declarations

        check_declarations()
        post_migrate.connect(_after_migrate, sender=self)


def _after_migrate(**_told: Any) -> None:
    from .known import sync_known
    from .reports.loading import load_shipped
    from .triggers import sync

    sync()
    sync_known()
    load_shipped()
