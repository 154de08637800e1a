"""Reading a sheet of units: every row is new, there already, or wrong with reasons; nothing is written."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from wuli.base.core.excel.errors import NoRows
from wuli.base.core.excel.judged import SheetReading, Tell, read_sheet
from wuli.base.core.excel.rows import Draft

from .actions import FOUND, NewOrg
from .actions._founding import faults_of
from .codes import Line
from .models import Org, ParentEdge
from .rules import clean_credit_code
from .sheet import UNITS


@dataclass
class Reading(SheetReading):
    """A sheet of units as it was read: those to found, and how many are there already."""

    batch: list[NewOrg] = field(default_factory=list)
    unchanged: int = 0


def read_units(data: bytes, name: str, user: Any, *, tell: Tell | None = None) -> Reading:
    """Read the file for `user`; raises a FileRefused when it is no such sheet at all.

    `tell` hears how many rows are read, of how many.
    """
    reading = read_sheet(Reading, UNITS, data, name, tell=tell)
    if not reading.rows:
        raise NoRows(sheet=reading.header.sheet)
    _judge(reading, user)
    reading.faults.sort(key=lambda fault: fault.rowno)
    return reading


def _judge(reading: Reading, user: Any) -> None:
    """Find the upper units, set aside what is there already, and ask the rules about the rest."""
    good = reading.sound
    keys = {draft.rowno: uuid7() for draft in good}
    known = _known(good, keys, user)
    drafts, batch, unplaced = [], [], []
    for draft in good:
        found = known.get(_term(draft.values["parent"]), set())
        if len(found) != 1:
            unplaced.append((draft, len(found)))
            continue
        drafts.append(draft)
        batch.append(_new(draft, keys[draft.rowno], next(iter(found))))
    _set_aside(reading, unplaced, user)
    batch, drafts = _fresh(reading, batch, drafts)
    _keep_sound(reading, batch, drafts)


def _term(words: str) -> str:
    return clean_credit_code(words)


def _known(good: Sequence[Draft], keys: dict[int, UUID], user: Any) -> dict[str, set[UUID]]:
    """Names and codes to units: those of the file, and those at which `user` may found."""
    known: dict[str, set[UUID]] = defaultdict(set)
    seen: set[tuple[str, str]] = set()
    for draft in good:
        name, code = _term(draft.values["name"]), _term(draft.values.get("uscc", ""))
        place = (name, _term(draft.values["parent"]))
        if place not in seen:  # of two equal rows the first goes in, and what is below stands under it
            known[name].add(keys[draft.rowno])
        if code and code not in known:
            known[code].add(keys[draft.rowno])
        seen.add(place)
    wanted = {draft.values["parent"] for draft in good}
    names = {draft.values["name"] for draft in good} | wanted
    standing = Org.objects.visible_to(user, FOUND.code).open_on(timezone.localdate())
    for pk, name, uscc in (standing.filter(name__in=names) | standing.filter(uscc__in=wanted)).values_list(
        "pk", "name", "uscc"
    ):
        for word in filter(None, (name, uscc)):
            known[_term(word)] = {pk}  # what stands already wins over a row that repeats it
    return known


def _set_aside(reading: Reading, unplaced: Sequence[tuple[Draft, int]], user: Any) -> None:
    """Of the rows whose upper unit was not found: count those that stand there already, refuse the others.

    The sheet of one's own units begins with a unit whose upper one is somebody else's.
    """
    edges = ParentEdge.objects.filter(
        line=Line.TERRITORIAL,
        valid__endswith=None,
        child__in=Org.objects.visible_to(user),
        child__name__in={draft.values["name"] for draft, _found in unplaced},
    )
    pairs = edges.values_list("child__name", "parent__name", "parent__uscc") if unplaced else ()
    there = {(name, _term(word)) for name, *words in pairs for word in words if word}
    for draft, found in unplaced:
        if (draft.values["name"], _term(draft.values["parent"])) in there:
            reading.unchanged += 1
        else:
            _refuse_parent(reading, draft, found)


def _refuse_parent(reading: Reading, draft: Draft, found: int) -> None:
    def say() -> tuple[str, str]:
        many = _("有 %(n)d 家叫这个名称") % {"n": found}
        none = _("没有找到这个上级，或者不在您的范围内")
        return many if found else none, _("写全称，或写它的信用代码")

    reading.refuse(draft, "parent", say)


def _new(draft: Draft, key: UUID, parent: UUID) -> NewOrg:
    told = draft.values
    facts = {"address": told.get("address", ""), "approval_no": told.get("document_no", "")}
    return NewOrg(
        key=key,
        parent=parent,
        name=told["name"],
        short_name=told.get("short_name", ""),
        kind=told["kind"],
        form=told["form"],
        founded_on=told["founded_on"],
        joined_on=told.get("joined_on"),
        uscc=clean_credit_code(told.get("uscc", "")) or None,
        region=told.get("region") or None,
        document_no=told.get("document_no", ""),
        facts=facts,
    )


def _fresh(reading: Reading, batch: list[NewOrg], drafts: list[Draft]) -> tuple[list[NewOrg], list[Draft]]:
    """Without the rows whose name already stands under that unit: a file sent twice changes nothing."""
    below = Org.objects.filter(
        parent_edges__parent__in={new.parent for new in batch},
        parent_edges__valid__endswith=None,
        name__in={new.name for new in batch},
    )
    there = set(below.values_list("parent_edges__parent", "name"))
    fresh = [n for n, new in enumerate(batch) if (new.parent, new.name) not in there]
    reading.unchanged += len(batch) - len(fresh)
    return [batch[n] for n in fresh], [drafts[n] for n in fresh]


def _keep_sound(reading: Reading, batch: list[NewOrg], drafts: list[Draft]) -> None:
    """Keep the rows without a fault, and not those that would stand under a row with one."""
    bad: set[UUID] = set()
    rows = [draft.rowno for draft in drafts]
    for row, column, error in faults_of(batch, today=timezone.localdate(), rows=rows):
        bad.add(batch[row].key)
        reading.refuse_by_rule(drafts[row], column, error)
    sound = {new.key for new in batch} - bad
    outside = {new.parent for new in batch} - {new.key for new in batch}
    while True:
        lost = {new.key for new in batch if new.key in sound and new.parent not in sound | outside}
        if not lost:
            break
        sound -= lost
        for draft, new in zip(drafts, batch, strict=True):
            if new.key in lost:
                reading.refuse(draft, "parent", _upper_is_wrong)
    reading.batch = [new for new in batch if new.key in sound]


def _upper_is_wrong() -> tuple[str, str]:
    return _("它的上级在本表里，那一行还没通过"), _("先改好上级那一行")
