"""Base classes of every table: UUIDv7 keys, optimistic editing, states held by the database."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from .errors import Conflict, NotNow
from .secrets import SealedField

M = TypeVar("M", bound=type[models.Model])
Transitions = Mapping[str, set[str]]


class Record(models.Model):
    """A row with a UUIDv7 key: made anywhere, also offline, never guessed, safe to merge."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class EditableRecord(Record):
    """A record that people edit on a page: `version` tells the second of two editors."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def claim_edit(self, seen_version: int) -> Self:
        """Lock this row for an edit by somebody who saw `seen_version`; Conflict when it has moved on."""
        model = type(self)
        claimed = model._base_manager.filter(pk=self.pk, version=seen_version)
        if not claimed.update(version=models.F("version") + 1):
            raise Conflict()
        return model._base_manager.get(pk=self.pk)


def tracked(model: M) -> M:
    """Keep every birth, change and end of `model` in an append-only event table.

    Sealed fields stay out of it, so that a retired key leaves nothing unreadable behind; put a mask or
    a blind index beside them, which shows that the value changed. Password hashes stay out as well.
    """
    return _tracked(model)


def tracked_in_bulk(model: M) -> M:
    """Like `tracked`, for tables that grow by the hundred thousand in one go.

    Events are found by their record and by their entry; the other keys they carry have no index.
    """
    tracked_model = _tracked(model)
    for event in tracked_model.pgh_event_models.values():  # type: ignore[attr-defined]
        for field in event._meta.fields:
            if field.is_relation and field.name not in ("pgh_obj", "pgh_context"):
                field.db_index = False
    return tracked_model


def _tracked(model: M) -> M:
    hidden = [f.name for f in model._meta.fields if isinstance(f, SealedField) or f.name == "password"]
    event = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=hidden,
        meta={"triggers": [no_truncate()]},
    )
    return event(model)


def no_truncate(_table: str = "") -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE, which row triggers do not see; `_table` only tells the reader."""
    return pgtrigger.Trigger(
        name="no_truncate",
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'append only: %', TG_TABLE_NAME;",
    )


def append_only(model: M) -> M:
    """Class decorator: rows of `model` are written once; UPDATE, DELETE and TRUNCATE are refused."""
    return pgtrigger.register(
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), no_truncate()
    )(model)


def stateful(field: str = "state", *, initial: str) -> Callable[[M], M]:
    """Class decorator: the model's TRANSITIONS become database triggers on `field`.

    A row is born in `initial` and moves only along TRANSITIONS; `move_to` asks the same table first.
    """

    def decorate(model: M) -> M:
        steps = [(a, b) for a, followers in model.TRANSITIONS.items() for b in sorted(followers)]  # type: ignore[attr-defined]
        return pgtrigger.register(
            pgtrigger.FSM(name=f"{field}_steps", field=field, transitions=steps),
            pgtrigger.Protect(
                name=f"{field}_birth",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(**{f"new__{field}": initial}),
            ),
        )(model)

    return decorate


class Stateful(models.Model):
    """Mixin for records whose `state` walks along TRANSITIONS."""

    TRANSITIONS: ClassVar[Transitions] = {}
    state: Any
    get_state_display: Callable[[], str]

    class Meta:
        abstract = True

    def may_move_to(self, state: str) -> bool:
        """Whether the step from the present state to `state` exists."""
        return str(state) in self.TRANSITIONS.get(str(self.state), set())

    def move_to(self, state: str) -> None:
        """Take the step to `state` and save it; NotNow where it is not there, Conflict to the second."""
        if not self.may_move_to(state):
            raise NotNow(state=self.get_state_display())
        here = type(self)._base_manager.filter(pk=self.pk, **{"state": self.state})
        moved = here.update(**{"state": state})  # by name: the field is the subclass's own
        if not moved:
            raise Conflict()
        self.state = state
