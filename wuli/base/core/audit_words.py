"""How the audit says a value: choices in words, keys by the names they stand for, secrets not at all."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from .said import clock_time, day, span_days

LONGEST = 160
UNTOLD = {"id", "version", "created_at", "name_key", "initials"}  # keys, counters and sort aids
HIDDEN = ("password", "secret", "token", "hash", "bidx", "key")  # parts of names of what is never shown


@dataclass(frozen=True)
class Field:
    """A field of a tracked model as its events keep it."""

    code: str
    name: str
    model_field: models.Field

    @property
    def is_hidden(self) -> bool:
        """Whether only the fact of a change may be told."""
        hidden = any(part in self.model_field.name.split("_") for part in HIDDEN)
        return hidden or isinstance(self.model_field, models.BinaryField)

    @property
    def beside(self) -> str:
        """The mask beside a blind index: where the mask tells the change, the index adds nothing."""
        name, index, _rest = self.code.rpartition("_bidx")
        return f"{name}_mask" if index else ""

    @property
    def related(self) -> type[models.Model] | None:
        """The model that its key points to."""
        return self.model_field.related_model if self.model_field.is_relation else None

    def declared_name(self, code: Any) -> Any:
        """The name behind a code that a declaration gives, for models with `CODE_NAMES`; None without one."""
        names = getattr(self.model_field.model, "CODE_NAMES", {})
        return names[self.model_field.name](code) if self.model_field.name in names else None

    def changed(self, before: Any, after: Any) -> bool:
        """Whether the value differs between two events; against nothing, whether it has one."""
        new = getattr(after, self.code)
        return new not in (None, "") if before is None else getattr(before, self.code) != new


def kind_of(model: type[models.Model]) -> str:
    """What kind of record it is; tables that no officer has a word for are all one kind."""
    named = "verbose_name" in model._meta.original_attrs
    return str(model._meta.verbose_name) if named else _("相关记录")


def shown_fields(model: type[models.Model], table: type[models.Model]) -> list[Field]:
    """Fields of `model` that its event `table` keeps and a person can make something of."""
    kept = {field.name for field in table._meta.fields}
    return [
        Field(field.attname, field_name(field), field)
        for field in model._meta.local_fields
        if field.name in kept and field.name not in UNTOLD
    ]


def field_name(field: models.Field) -> str:
    """What a field is called on a page; a key without words of its own by what it points to."""
    name = str(field.verbose_name)
    related = field.related_model if field.is_relation else None
    return kind_of(related) if related and name == field.name.replace("_", " ") else name


@dataclass(frozen=True)
class Words:
    """The names that the keys in some events stand for, fetched once for all of them."""

    names: dict[type[models.Model], dict[Any, str]]

    @classmethod
    def of(cls, fields: Sequence[Field], events: Iterable[Any]) -> Self:
        """Look up every key of `events`: one query a model."""
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        events = list(events)
        for field in fields:
            if field.related:
                keys[field.related] |= {getattr(event, field.code) for event in events} - {None}
        return cls(
            {
                model: {pk: _name(row) for pk, row in _bulk(model, wanted).items()}
                for model, wanted in keys.items()
            }
        )

    def say(self, field: Field, event: Any) -> str:
        """The value of `field` in `event`, as an officer reads it."""
        value = getattr(event, field.code)
        if value in (None, ""):
            return ""
        if field.is_hidden:
            return _("（不显示）")
        if field.related:
            return self.names[field.related].get(value, str(value))
        choices = dict(field.model_field.flatchoices)
        told = choices.get(value) if value in choices else field.declared_name(value)
        return _plain(value) if told is None else str(told)


def _bulk(model: type[models.Model], keys: set[Any]) -> dict[Any, Any]:
    return model._base_manager.in_bulk(keys) if keys else {}


def _name(row: models.Model) -> str:
    """The name of a record; one whose words would need another query is told by its kind."""
    own = next((getattr(row, name) for name in ("name", "title", "username") if name in row.__dict__), "")
    return str(own or kind_of(type(row)))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{day(value)} {clock_time(value)}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, DateRange):
        return span_days(value)
    text = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    )
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
