"""Puts the templates that ship into the database, after a migration or when the sample has been cleared."""

from django.db import connection
from django.utils import timezone

from wuli.base.core.actions import SYSTEM

from ..models import TemplateVersion


def load_shipped() -> None:
    """Load what ships, once the tables are there; what is in step already is not touched."""
    from ..actions.templates import load_templates  # actions build on this package

    if TemplateVersion._meta.db_table in connection.introspection.table_names():
        load_templates(actor=SYSTEM, at=timezone.now())
