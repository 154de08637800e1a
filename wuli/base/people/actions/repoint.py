"""Re-pointing what belongs to one person to another, over every table of the house, and back again."""

import json
from contextlib import ExitStack
from typing import Any, TypedDict
from uuid import UUID

import pgtrigger
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event
from psycopg import sql
from psycopg.types.json import Jsonb

from wuli.base.core.errors import RuleBroken

from ..models import Duplicate, Person
from .copying import text


class CannotMove(RuleBroken):
    """Two rows that say the same of both persons, one of which others build on."""

    code = "people.cannot_move"
    message = _("两人的「%(what)s」里有同一件事的两条记录，并且都有后续，分不开。两个人都没有动。")
    cure = _("先处理其中一条，再合并。")


class Moved(TypedDict):
    """What a merge did in one column: keys that were re-pointed, rows that were set aside."""

    model: str
    column: str
    keys: list[str]
    aside: list[dict[str, Any]]


def links_to_persons() -> list[tuple[type[models.Model], models.ForeignKey]]:
    """Every foreign key to Person but those of the merge itself and of the audit trail."""
    links = []
    for relation in Person._meta.get_fields(include_hidden=True):
        if not (
            relation.auto_created and (relation.one_to_many or relation.one_to_one) and not relation.concrete
        ):
            continue
        model = relation.related_model
        if model in (Person, Duplicate) or issubclass(model, Event) or model._meta.proxy:
            continue
        links.append((model, relation.field))
    return sorted(links, key=lambda link: (link[0]._meta.label_lower, link[1].column))


def repoint(lost: UUID, kept: UUID) -> list[Moved]:
    """Point everything of `lost` to `kept`; rows the database would then refuse as double are set aside."""
    return [moved for model, field in links_to_persons() if (moved := _repoint(model, field, lost, kept))]


def _repoint(model: type[models.Model], field: models.ForeignKey, lost: UUID, kept: UUID) -> Moved | None:
    rows = model._base_manager.filter(**{field.attname: lost})
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return None
    moved = Moved(model=model._meta.label_lower, column=field.attname, keys=[], aside=[])
    try:
        with transaction.atomic():
            rows.update(**{field.attname: kept})
        moved["keys"] = [str(key) for key in keys]
    except DatabaseError:  # some are double: find out which, one by one
        for key in keys:
            _repoint_one(model, field, key, kept, moved)
    return moved


def _repoint_one(
    model: type[models.Model], field: models.ForeignKey, key: Any, kept: UUID, moved: Moved
) -> None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**{field.attname: kept})
        moved["keys"].append(str(key))
    except DatabaseError:
        moved["aside"].append(set_aside(model, key))


def set_aside(model: type[models.Model], key: Any) -> dict[str, Any]:
    """Take a row out of its table and give it, to be put back; CannotMove when others build on it."""
    table, pk = sql.Identifier(model._meta.db_table), sql.Identifier(model._meta.pk.column)
    take = text("DELETE FROM {table} t WHERE {pk} = %s RETURNING to_jsonb(t)", table=table, pk=pk)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(take, [key])
            return json.loads(cursor.fetchone()[0])
    except DatabaseError as error:
        raise CannotMove(what=model._meta.verbose_name) from error


def repoint_back(rows: list[Moved], lost: UUID, kept: UUID) -> None:
    """Undo `repoint`: what still stands with `kept` goes back, what was set aside is there again."""
    for moved in rows:
        model = apps.get_model(moved["model"])
        own = {"pk__in": moved["keys"], moved["column"]: kept}
        model._base_manager.filter(**own).update(**{moved["column"]: lost})
        for row in moved["aside"]:
            put_back(model, row)


def put_back(model: type[models.Model], row: dict[str, Any]) -> None:
    """The row as it was, in the state it was in: only the triggers that ask for a first state look away."""
    table = sql.Identifier(model._meta.db_table)
    put = text("INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)", table=table)
    births = [
        f"{model._meta.app_label}.{model.__name__}:{trigger.name}"
        for owner, trigger in pgtrigger.registered()
        if owner._meta.label == model._meta.label and trigger.name.endswith("_birth")
    ]
    with ExitStack() as looking_away:
        if births:
            looking_away.enter_context(pgtrigger.ignore(*births))
        with connection.cursor() as cursor:
            cursor.execute(put, [Jsonb(row)])
