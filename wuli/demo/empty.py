"""Empties a database of sample data, so that a federation of one's own can begin.

The tables are append-only on purpose, so this works below them: as their owner, with their triggers off,
and only where the mark of the sample says that nothing here is real.
"""

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict
from wuli.mechanisms.figures.reports.loading import load_shipped

from .models import SampleData

KEPT = {  # what migrations and data files put there
    "orgs_division", "core_ruleset", "core_holiday", "figures_knownindicator",
    "accounts_consenttext", "auth_group", "auth_group_permissions", "auth_permission",
    "django_content_type", "django_migrations",
}  # fmt: skip


class NotSampleData(Conflict):
    """Only sample data is emptied."""

    code = "demo.not_sample_data"
    message = _("这里不是示例数据，没有清空任何东西。")


def empty() -> int:
    """Clear every table but divisions, rules and the calendar; how many tables. Raises NotSampleData."""
    if not SampleData.objects.exists():
        raise NotSampleData()
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # ALTER TABLE waits for none of them
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} DISABLE TRIGGER USER")
        names = ", ".join(connection.ops.quote_name(table) for table in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER")
        cursor.execute("ALTER SEQUENCE people_person_number_seq RESTART")
        load_shipped()
    return len(tables)


def _tables() -> list[str]:
    ours = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }
    present = set(connection.introspection.table_names())
    return sorted((ours & present) - KEPT)
