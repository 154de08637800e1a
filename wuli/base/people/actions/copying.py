"""Inserting many rows by COPY; rows that a constraint of the table refuses are left out and told."""

from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from psycopg import sql

DRAFT = "CREATE TEMP TABLE {draft} ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
INSERT = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM {draft} ON CONFLICT DO NOTHING RETURNING id
"""


def insert_rows(model: type[models.Model], rows: list[dict[str, Any]]) -> list[UUID]:
    """Insert rows given by column; gives the keys that went in.

    Values are as the database wants them (sealed, ranges). Columns that are not given get the model's
    default. What a unique or exclusion constraint refuses is skipped, as ON CONFLICT DO NOTHING does.
    """
    if not rows:
        return []
    defaults = _defaults(model)
    given = {name for row in rows for name in row}
    names = [f.column for f in model._meta.concrete_fields if f.column in given or f.column in defaults]
    table, draft = sql.Identifier(model._meta.db_table), sql.Identifier(f"draft_{model._meta.db_table}")
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    steps = {"table": table, "draft": draft, "columns": columns}
    with connection.cursor() as cursor:
        cursor.execute(text(DRAFT, **steps))
        with cursor.copy(sql.SQL("COPY {draft} ({columns}) FROM STDIN").format(**steps)) as copy:
            for row in rows:
                copy.write_row([row.get(name, defaults.get(name)) for name in names])
        cursor.execute(text(INSERT, **steps))
        keys = [key for (key,) in cursor.fetchall()]
        cursor.execute(text("DROP TABLE {draft}", **steps))
    return keys


def text(statement: str, **names: sql.Composable) -> str:
    """The statement with its names quoted; text, because the audit context is put before it as text."""
    return sql.SQL(statement).format(**names).as_string()


def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """Default by column, for columns the database does not fill itself."""
    defaults: dict[str, Any] = {}
    for each in model._meta.concrete_fields:
        if each.has_db_default() or each.primary_key:
            continue
        default = each.get_default()
        defaults[each.column] = timezone.now() if each.name == "created_at" else default
    return defaults
