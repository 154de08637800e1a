"""Judges rows of a roster: what is wrong in themselves, in the file, and against the register."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from wuli.base.core.excel.cells import CellProblem
from wuli.base.core.excel.rows import Draft, RowReader
from wuli.base.core.excel.staging import Staged, seal_raw
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.secrets import Sealed, Sealer, open_sealed

from .. import rules
from .register import FACTS, Known, known_people
from .scope import Reach, Unit
from .sheet import MASKS, ROSTER, parsers

State = StagedRow.State
SEALED = ("id_number", "phone", "bank_account")  # the order in `StagedRow.sealed`
TO_JSON = json.JSONEncoder(ensure_ascii=False, default=str, check_circular=False).encode  # days as ISO
Accepted = Mapping[int, set[str]]  # row number -> faults the officer has looked at and let pass


@dataclass
class Judge:
    """Judges the rows of one file, in order; remembers who came before."""

    batch: UUID
    reach: Reach
    mapping: Mapping[str, int]
    today: date
    rows_by_key: dict[bytes, int] = field(default_factory=dict)
    rows_by_person: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sealer = Sealer()
        self.reader = RowReader(ROSTER, self.mapping, parsers=parsers(self.today), masks=MASKS)

    def judge(self, rows: Sequence[tuple[int, list[Any]]], accepted: Accepted | None = None) -> list[Staged]:
        """Rows as they are staged, each with its state; one query for all of them."""
        return list(self.judge_along(rows, accepted))

    def judge_along(
        self, rows: Sequence[tuple[int, list[Any]]], accepted: Accepted | None = None
    ) -> Iterator[Staged]:
        """Like `judge`, but seals each row as it is asked for, so that COPY can take it meanwhile."""
        found = [_Row(self.reader.read(rowno, row)) for rowno, row in rows if not self.reader.is_blank(row)]
        for row in found:
            self._place(row)
            self._identify(row)
            _check_days(row, self.today)
        known = known_people((row.key for row in found if row.key), self.today)
        return self._seal(found, known, accepted or {})

    def _seal(
        self, found: "list[_Row]", known: Mapping[bytes, Known], accepted: Accepted
    ) -> Iterator[Staged]:
        for row in found:
            if row.key and (person := known.get(row.key)):
                row.compare(person)
            if accepted:
                row.let_pass(accepted.get(row.draft.rowno, set()))
            yield row.staged(self.batch, self.sealer)

    def _place(self, row: "_Row") -> None:
        values = row.draft.values
        row.unit = self.reach.target
        for column, find in [("org", self._unit), ("employer", self.reach.employer)]:
            if column not in values:
                continue
            try:
                values[f"{column}_id"] = find(values[column])
            except CellProblem as error:
                row.draft.add(error.code, column, value=values[column][:40], **error.told)
        if isinstance(unit := values.pop("org_id", None), Unit):
            row.unit = unit

    def _unit(self, words: str) -> Unit:
        return self.reach.unit(words, self.today)

    def _identify(self, row: "_Row") -> None:
        values, rowno = row.draft.values, row.draft.rowno
        paper, phone = values.get("id_number"), values.get("phone")
        row.contact = self.sealer.blind("person.phone", phone) if phone else None
        if paper is None:
            return
        row.key = self.sealer.blind("person.id_number", paper.number)
        first = self.rows_by_key.setdefault(row.key, rowno)
        if first != rowno:
            row.draft.add("twice", "id_number", value=rules.mask_id_number(paper.number), row=first)
        elif "name" in values and row.contact and paper.born_on:
            person = (values["name"], paper.born_on, row.contact)
            other = self.rows_by_person.setdefault(person, rowno)
            if other != rowno:
                row.draft.add("maybe_same", "name", value=values["name"], row=other)


class _Row:
    """A draft on its way through the checks."""

    __slots__ = ("changes", "contact", "draft", "key", "known", "unit")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.key: bytes | None = None
        self.contact: bytes | None = None
        self.unit: Unit | None = None
        self.known: Known | None = None
        self.changes: list[str] = []

    def compare(self, known: Known) -> None:
        """Hold the row against the person of the register that has its ID number."""
        self.known = known
        draft, values = self.draft, self.draft.values
        draft.problems = [each for each in draft.problems if not _is_answered(each, known)]
        if known.merged:
            draft.add("merged_away", "id_number")
        elif "name" in values and known.name != values["name"]:
            draft.add("other_name", "name", value=values["name"], name=rules.mask_name(known.name))
        elif known.org_id and self.unit and known.org_id != self.unit.pk:
            masked = rules.mask_id_number(values["id_number"].number)
            draft.add("other_union", "id_number", value=masked, union=known.org_name)
        elif not known.org_id and known.last_until and values.get("joined_on", date.max) < known.last_until:
            draft.add("joined_in_membership", "joined_on", until=str(known.last_until))
        self.changes = _changes(values, self.contact, known)

    def let_pass(self, accepted: set[str]) -> None:
        """Take away the problems that the officer has looked at."""
        if accepted:
            self.draft.problems = [each for each in self.draft.problems if each["code"] not in accepted]

    @property
    def state(self) -> str:
        """Where the row stands now."""
        if self.draft.problems:
            return State.BAD.value
        if self.known is None or self.known.org_id is None:
            return State.READY.value
        return State.CHANGED.value if self.changes else State.SAME.value

    def staged(self, batch: UUID, sealer: Sealer) -> Staged:
        """The row as it is put aside; sensitive values are sealed for the record they will become."""
        draft, values = self.draft, self.draft.values
        paper, subject, state = values.get("id_number"), uuid7(), self.state
        bound = str(subject)  # spelt once for three seals
        cells = {code: value for code, value in values.items() if code not in SEALED}
        sealed: list[bytes | None] = [None, None, None]
        if paper is not None:
            sealed[0] = sealer.seal(paper.number.encode(), label="person.id_number", row=bound)
            cells["id_type"] = paper.id_type.value
            cells["id_mask"] = rules.mask_id_number(paper.number)
            cells["sex"] = paper.sex.value
            cells["born_on"] = paper.born_on
        if phone := values.get("phone"):
            sealed[1] = sealer.seal(phone.encode(), label="person.phone", row=bound)
            cells["phone_mask"] = rules.mask_phone(phone)
        if account := values.get("bank_account"):
            sealed[2] = sealer.seal(account.encode(), label="person.bank_account", row=bound)
            cells["bank_mask"] = rules.mask_account(account)
        if name := values.get("name"):
            cells["name_key"], cells["initials"] = _sound_of(name)
        if self.unit is not None:
            cells["org_id"] = self.unit.text
        if self.changes:
            cells["changes"] = self.changes
        return Staged(
            rowno=draft.rowno,
            subject=subject,
            state=state,
            key=self.key,
            contact=self.contact,
            sealed=sealed,
            cells=TO_JSON(cells),
            problems=TO_JSON(draft.problems) if draft.problems else "[]",
            raw=seal_raw(batch, draft.rowno, draft.raw) if state == State.BAD else None,
            match=self.known.pk if self.known else None,
        )


@lru_cache(maxsize=16_384)
def _sound_of(name: str) -> tuple[str, str]:
    return rules.name_key(name), rules.initials(name)


def _check_days(row: _Row, today: date) -> None:
    values, draft = row.draft.values, row.draft
    paper, joined = values.get("id_number"), values.get("joined_on")
    born_on = paper.born_on if paper else None
    if joined:
        shown = joined.isoformat()
        if joined > today:
            draft.add("joined_future", "joined_on", value=shown, today=str(today))
        elif row.unit and joined < row.unit.opened_on:
            founded = str(row.unit.opened_on)
            draft.add("joined_before_founded", "joined_on", value=shown, founded=founded)
        elif born_on and (age := rules.age_on(born_on, joined)) < rules.WORKING_AGE:
            draft.add("joined_too_young", "joined_on", value=shown, age=age)
    started = values.get("work_started_on")
    if started and (started > today or (born_on and started <= born_on)):
        draft.add("started_impossible", "work_started_on", value=started.isoformat())


def _is_answered(problem: Mapping[str, Any], known: Known) -> bool:
    """Whether the register knows what the sheet leaves open."""
    return problem["code"] == "wanted" and bool(known.facts.get(problem.get("column", "")))


def _changes(values: Mapping[str, Any], contact: bytes | None, known: Known) -> list[str]:
    """The facts that the sheet gives otherwise than the register; an empty cell changes nothing."""
    found = [fact for fact in FACTS if values.get(fact) and values[fact] != known.facts[fact]]
    if contact and contact != known.contact:
        found.append("phone")
    if account := values.get("bank_account"):
        kept = known.bank_account
        opened = kept and open_sealed(Sealed(kept), label="person.bank_account", row=known.pk)
        if opened != account:
            found.append("bank_account")
    if set(values.get("tags", ())) - known.tags:
        found.append("tags")
    return found
