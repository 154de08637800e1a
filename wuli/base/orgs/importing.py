"""Reading a sheet of units: every row is new, there already, or wrong with reasons; nothing is written."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from wuli.base.core.errors import WuliError
from wuli.base.core.excel.cells import letter
from wuli.base.core.excel.faults import problem
from wuli.base.core.excel.layout import Header, find_header
from wuli.base.core.excel.reader import heads, open_rows
from wuli.base.core.excel.rows import Draft, RowReader
from wuli.base.core.excel.sniff import sniff

from .actions import FOUND, NewOrg
from .actions._founding import faults_of
from .models import Org
from .rules import clean_credit_code
from .sheet import UNITS


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row: where in the sheet, what, and what to do."""

    rowno: int
    where: str
    value: str
    say: Callable[[], tuple[str, str]]  # cause and cure, in the language of the moment

    @property
    def title(self) -> str:
        """What is wrong."""
        return self.say()[0]

    @property
    def cure(self) -> str:
        """What to do."""
        return self.say()[1]


@dataclass
class Reading:
    """A sheet as it was read: rows to found, rows that are there already, faults by row."""

    header: Header
    rows: list[Draft] = field(default_factory=list)
    batch: list[NewOrg] = field(default_factory=list)
    unchanged: int = 0
    faults: list[RowFault] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many rows have a fault."""
        return len({fault.rowno for fault in self.faults})

    def place(self, column: str) -> str:
        """Letter and name of a column, as in the file."""
        index = self.header.mapping.get(column)
        return "" if index is None else f"{letter(index)} {self.header.labels[index]}"


Tell = Callable[[int, int], None]


def rows_in(data: bytes, name: str) -> int:
    """How many rows the sheet of units says it has; raises a FileRefused when it is no such sheet at all."""
    file = sniff(data)
    header = find_header(UNITS, heads(data, file, name=name))
    with open_rows(data, file, sheet=header.sheet, limit=UNITS.max_rows) as rows:
        return max(rows.total - header.row, 0)


def read_units(data: bytes, name: str, user: Any, *, tell: Tell | None = None) -> Reading:
    """Read the file for `user`; raises a FileRefused when it is no such sheet at all.

    `tell` hears how many rows are read, of how many.
    """
    file = sniff(data)
    header = find_header(UNITS, heads(data, file, name=name))
    reading = Reading(header, _drafts(data, file, header, tell))
    for draft in reading.rows:
        reading.faults += [_cell_fault(reading, draft, kept) for kept in draft.problems]
    _judge(reading, user)
    reading.faults.sort(key=lambda fault: fault.rowno)
    return reading


def _drafts(data: bytes, file: Any, header: Header, tell: Tell | None) -> list[Draft]:
    reader = RowReader(UNITS, header.mapping, parsers={}, masks={})
    drafts, rowno = [], 0
    with open_rows(data, file, sheet=header.sheet, limit=UNITS.max_rows) as rows:
        for chunk in rows.chunks:
            for row in chunk:
                rowno += 1
                if rowno > header.row and not reader.is_blank(row):
                    drafts.append(reader.read(rowno, row))
            if tell:
                tell(rowno, rows.total)
    return drafts


def _cell_fault(reading: Reading, draft: Draft, kept: dict[str, Any]) -> RowFault:
    labels = {code: reading.header.labels[index] for code, index in reading.header.mapping.items()}
    told = problem(kept, reading.header.mapping, labels)
    return RowFault(
        draft.rowno, f"{told.letter} {told.label}".strip(), told.value, lambda: (told.title, told.cure)
    )


def _judge(reading: Reading, user: Any) -> None:
    """Find the upper units, set aside what is there already, and ask the rules about the rest."""
    good = [draft for draft in reading.rows if not draft.problems]
    keys = {draft.rowno: uuid7() for draft in good}
    known = _known(good, keys, user)
    drafts, batch = [], []
    for draft in good:
        found = known.get(_term(draft.values["parent"]), set())
        if len(found) != 1:
            reading.faults.append(_no_parent(reading, draft, len(found)))
            continue
        drafts.append(draft)
        batch.append(_new(draft, keys[draft.rowno], next(iter(found))))
    batch, drafts = _fresh(reading, batch, drafts)
    _keep_sound(reading, batch, drafts)


def _term(words: str) -> str:
    return clean_credit_code(words)


def _known(good: Sequence[Draft], keys: dict[int, UUID], user: Any) -> dict[str, set[UUID]]:
    """Names and codes to units: those of the file, and those at which `user` may found."""
    known: dict[str, set[UUID]] = defaultdict(set)
    for draft in good:
        for word in (draft.values["name"], draft.values.get("uscc", "")):
            if word:
                known[_term(word)].add(keys[draft.rowno])
    wanted = {draft.values["parent"] for draft in good}
    names = {draft.values["name"] for draft in good} | wanted
    standing = Org.objects.visible_to(user, FOUND.code).open_on(timezone.localdate())
    for pk, name, uscc in (standing.filter(name__in=names) | standing.filter(uscc__in=wanted)).values_list(
        "pk", "name", "uscc"
    ):
        for word in filter(None, (name, uscc)):
            known[_term(word)] = {pk}  # what stands already wins over a row that repeats it
    return known


def _no_parent(reading: Reading, draft: Draft, found: int) -> RowFault:
    words = draft.values["parent"]

    def say() -> tuple[str, str]:
        many = _("有 %(n)d 家叫这个名称") % {"n": found}
        none = _("没有找到这个上级，或者不在您的范围内")
        return many if found else none, _("写全称，或写它的信用代码")

    return RowFault(draft.rowno, reading.place("parent"), words, say)


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
    reading.unchanged = len(batch) - len(fresh)
    return [batch[n] for n in fresh], [drafts[n] for n in fresh]


def _keep_sound(reading: Reading, batch: list[NewOrg], drafts: list[Draft]) -> None:
    """Keep the rows without a fault, and not those that would stand under a row with one."""
    bad: set[UUID] = set()
    for row, column, error in faults_of(batch, today=timezone.localdate()):
        bad.add(batch[row].key)
        reading.faults.append(_rule_fault(reading, drafts[row], column, error))
    sound = {new.key for new in batch} - bad
    outside = {new.parent for new in batch} - {new.key for new in batch}
    while True:
        lost = {new.key for new in batch if new.key in sound and new.parent not in sound | outside}
        if not lost:
            break
        sound -= lost
        for draft, new in zip(drafts, batch, strict=True):
            if new.key in lost:
                reading.faults.append(_upper_is_wrong(reading, draft))
    reading.batch = [new for new in batch if new.key in sound]


def _rule_fault(reading: Reading, draft: Draft, column: str, error: WuliError) -> RowFault:
    value = str(draft.values.get(column, ""))
    return RowFault(draft.rowno, reading.place(column), value, lambda: (str(error), str(error.how_to_mend)))


def _upper_is_wrong(reading: Reading, draft: Draft) -> RowFault:
    words = draft.values["parent"]

    def say() -> tuple[str, str]:
        return _("它的上级在本表里，那一行还没通过"), _("先改好上级那一行")

    return RowFault(draft.rowno, reading.place("parent"), words, say)
