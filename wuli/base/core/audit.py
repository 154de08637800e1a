"""Reading the audit: what an action changed, and the history of a record, both within what one may see.

Event tables are pghistory's, one a tracked model; the entry (who, action, purpose) is AuditEntry. Whether
a record may be seen is asked of its model's `visible_to`, or of what its app registered with `shown_to`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import pghistory.models
from django.apps import apps
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from . import reach
from .actions import CAPABILITIES, OWN_STEPS, SYSTEM, Capability
from .audit_words import Field, Words, kind_of, shown_fields
from .models.audit import VIEW_AUDIT, AuditEntry

VIEW = Capability(
    VIEW_AUDIT,
    _("查看审计"),
    roles={"audit_admin", "security_admin", "chair", "officer", "org_dept"},
)
MOST_SHOWN = 100  # changes of one table shown for one entry; an import has thousands

_shown: dict[type[models.Model], Callable[[Any], models.QuerySet]] = {}


def shown_to(model: type[models.Model], visible: Callable[[Any], models.QuerySet]) -> None:
    """Say which records of a tracked `model` a user may see, where the model has no `visible_to`."""
    _shown[model] = visible


def history_url(model: type[models.Model], record: Any) -> str:
    """The page with everything that ever happened to a record."""
    return f"/audit/record/{model._meta.label_lower}/{record}/"


@dataclass(frozen=True)
class Change:
    """One change of one record: what it is, how it changed, and by which entry."""

    model: type[models.Model]
    record: UUID
    name: str
    label: str  # insert, update or delete
    at: Any
    differences: Sequence[tuple[str, str, str]]  # name of the field, before, after
    entry: AuditEntry | None

    @property
    def plain(self) -> list[tuple[str, str]]:
        """The values of a record that was made or removed; empty where there is a before and an after."""
        if self.label == "update":
            return []
        return [(name, after or before) for name, before, after in self.differences]

    @property
    def what(self) -> str:
        """Whether it was made, changed or removed."""
        return str(LABELS.get(self.label, self.label))

    @property
    def kind(self) -> str:
        """What kind of record it is."""
        return kind_of(self.model)

    @property
    def url(self) -> str:
        """The history of this record."""
        return history_url(self.model, self.record)


@dataclass(frozen=True)
class Told:
    """An entry in words: who, what, where, what for."""

    who: str
    what: str
    where: str
    why: str
    code: str


def told(entry: Any, people: dict[str, str]) -> Told:
    """`entry` (an AuditEntry or None) in words; a change outside any action, such as a sign-in, has none."""
    if entry is None:
        return Told(str(SYSTEM), "", "", "", "")
    kept = entry.metadata
    who = people.get(kept.get("user") or "", str(SYSTEM))
    capability = CAPABILITIES.get(kept.get("capability", ""))
    code = kept.get("action", "")
    what = str(capability.name if capability else OWN_STEPS.get(code, code))
    return Told(who, what, kept.get("org_name", ""), kept.get("purpose", ""), code)


LABELS = {"insert": _("新建"), "update": _("修改"), "delete": _("删去")}


@dataclass(frozen=True)
class Changes:
    """What one entry changed: what the viewer may see, and how many records beyond that."""

    seen: Sequence[Change]
    hidden: int


@cache
def event_models() -> dict[str, Any]:
    """Event table of each tracked model, by the label of the model (people.person)."""
    found: dict[str, Any] = {
        tracked._meta.label_lower: model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event)
        and model._meta.managed
        and (tracked := getattr(model, "pgh_tracked_model", None))
    }
    return dict(sorted(found.items()))


def visible_records(model: type[models.Model], user: Any) -> models.QuerySet:
    """Records of `model` that `user` may see; all of them for who audits the whole federation."""
    records = model._default_manager.all()
    if reach.holds_at_top(user, VIEW_AUDIT):
        return records
    if model in _shown:
        return _shown[model](user)
    return records.visible_to(user) if hasattr(records, "visible_to") else records.none()


def may_see(model: type[models.Model], record: UUID, user: Any) -> bool:
    """Whether `user` may see this record; one that is gone is seen only at the top of the federation."""
    if reach.holds_at_top(user, VIEW_AUDIT):
        return True
    return visible_records(model, user).filter(pk=record).exists()


def events_of(model: type[models.Model], record: UUID) -> models.QuerySet:
    """Events of one record, newest first."""
    events = event_models()[model._meta.label_lower]
    return _with_previous(events.objects.filter(pgh_obj_id=record)).order_by("-pgh_id")


def _with_previous(events: models.QuerySet) -> models.QuerySet:
    earlier = events.model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    return events.annotate(pgh_before=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))


def read_events(model: type[models.Model], events: Iterable[Any]) -> list[Change]:
    """The changes that `events` of one model tell, each against the event before it.

    What one action did to one record is one change, however many times it wrote it.
    """
    events = list(events)
    table = event_models()[model._meta.label_lower]
    before = table.objects.in_bulk([event.pgh_before for event in events if event.pgh_before])
    entries = AuditEntry.objects.in_bulk({event.pgh_context_id for event in events if event.pgh_context_id})
    fields = shown_fields(model, table)
    words = Words.of(fields, [*events, *before.values()])
    return [
        Change(
            model=model,
            record=last.pgh_obj_id,
            name=_name_of(model, last),
            label=_label(first, last),
            at=last.pgh_created_at,
            differences=_differences(fields, before.get(first.pgh_before), last, words),
            entry=entries.get(last.pgh_context_id),
        )
        for first, last in _by_action(events)
    ]


def _by_action(events: list[Any]) -> list[tuple[Any, Any]]:
    """First and last event of each record in each entry, in the order of `events`."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for event in events:
        entry = event.pgh_context_id
        groups[(entry, event.pgh_obj_id) if entry else event.pgh_id].append(event)
    ordered = [sorted(group, key=lambda event: event.pgh_id) for group in groups.values()]
    return [(group[0], group[-1]) for group in ordered]


def _label(first: Any, last: Any) -> str:
    return last.pgh_label if last.pgh_label == "delete" else first.pgh_label


def _name_of(model: type[models.Model], event: Any) -> str:
    for name in ("name", "title", "username", "word", "code"):
        if told := getattr(event, name, ""):
            return str(told)
    return kind_of(model)


def _differences(
    fields: Sequence[Field], before: Any, event: Any, words: Words
) -> list[tuple[str, str, str]]:
    if event.pgh_label == "delete":
        return [(field.name, words.say(field, event), "") for field in fields if words.say(field, event)]
    pairs = [
        (
            field,
            words.say(field, before) if before else "",
            words.say(field, event),
            field.changed(before, event),
        )
        for field in fields
    ]
    told = [pair for pair in pairs if pair[3] and (pair[1] or pair[2])]
    masks = {field.code for field, *_rest in told if field.code.endswith("_mask")}
    return [(f.name, old, new) for f, old, new, _changed in told if f.beside not in masks]


def counts(entries: Sequence[UUID]) -> dict[UUID, dict[type[models.Model], int]]:
    """How many records of which models each entry touched: one query over all event tables."""
    if not entries:
        return {}
    quote = connection.ops.quote_name
    parts = [
        f"SELECT pgh_context_id, %s::text, count(DISTINCT pgh_obj_id) FROM {quote(table._meta.db_table)}"  # noqa: S608
        " WHERE pgh_context_id = ANY(%s) GROUP BY 1"
        for table in event_models().values()
    ]
    values = [value for label in event_models() for value in (label, list(entries))]
    found: dict[UUID, dict[type[models.Model], int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for entry, label, count in cursor.fetchall():
            found[entry][apps.get_model(label)] = count
    return found


def changes_of(entry: AuditEntry, user: Any) -> Changes:
    """What `entry` changed, table by table, in the order it happened, as far as `user` may see it."""
    seen: list[Change] = []
    total = 0
    for model, count in counts([entry.pk]).get(entry.pk, {}).items():
        total += count
        events = event_models()[model._meta.label_lower].objects.filter(pgh_context_id=entry.pk)
        if not reach.holds_at_top(user, VIEW_AUDIT):
            events = events.filter(pgh_obj_id__in=visible_records(model, user).values("pk"))
        seen += read_events(model, _with_previous(events).order_by("pgh_id")[:MOST_SHOWN])
    seen.sort(key=lambda change: change.at)
    return Changes(seen, hidden=max(total - len({(c.model, c.record) for c in seen}), 0))
