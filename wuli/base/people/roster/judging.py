"""Judges rows of a roster: what is wrong in themselves, in the file, and against the register."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from uuid_utils import uuid7

from wuli.base.core import rules as dated
from wuli.base.core.excel.cells import CellProblem
from wuli.base.core.excel.rows import Draft, RowReader
from wuli.base.core.excel.staging import SEALED_AS, Staged, seal_raw
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.secrets import Sealer

from .. import rules
from ..rule_kinds import WORKING_AGE
from .models import RosterImport
from .register import FACTS, Known, known_people
from .scope import Reach, Unit, reach_of
from .sheet import MASKS, ROSTER, parsers

State = StagedRow.State
SEALED = ("id_number", "phone", "bank_account")  # the order in `StagedRow.sealed` and SEALED_AS
Accepted = Mapping[int, set[str]]  # row number -> faults the officer has looked at and let pass


@dataclass
class Judge:
    """Judges the rows of one file, in order; remembers who came before."""

    batch: UUID
    reach: Reach
    mapping: Mapping[str, int]
    today: date
    working_age: int  # full years
    rows_by_key: dict[bytes, int] = field(default_factory=dict)
    rows_by_person: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sealer = Sealer()
        self.seals = [sealer.sealing(label) for label in SEALED_AS]
        self.blind_number, self.blind_phone, self.blind_account = map(sealer.blinding, SEALED_AS)
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
            _check_days(row, self.today, self.working_age)
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
            yield row.staged(self.batch, self.seals)

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
        row.contact = self.blind_phone(phone) if phone else None
        account = values.get("bank_account")
        row.account = self.blind_account(account) if account else None
        if paper is None:
            return
        row.key = self.blind_number(paper.number)
        first = self.rows_by_key.setdefault(row.key, rowno)
        if first != rowno:
            row.draft.add("twice", "id_number", value=rules.mask_id_number(paper.number), row=first)
        elif "name" in values and row.contact and paper.born_on:
            person = (values["name"], paper.born_on, row.contact)
            other = self.rows_by_person.setdefault(person, rowno)
            if other != rowno:
                row.draft.add("maybe_same", "name", value=values["name"], row=other)


def judge_for(roster: RosterImport, today: date) -> Judge:
    """The judge of an import: what its owner may name, and the rules of its place on the day."""
    reach = reach_of(roster.owner, roster.org, roster.mapping)
    years = dated.at(WORKING_AGE.code, roster.org, today).value
    return Judge(roster.pk, reach, roster.mapping, today, years)


class _Row:
    """A draft on its way through the checks."""

    __slots__ = ("account", "changes", "contact", "draft", "key", "known", "unit")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.key: bytes | None = None
        self.contact: bytes | None = None
        self.account: bytes | None = None
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
        self.changes = _changes(values, self.contact, self.account, known)

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

    def staged(self, batch: UUID, seals: Sequence[Callable[[bytes, bytes], bytes]]) -> Staged:
        """The row as it is put aside, its last step: sensitive values leave the draft, sealed."""
        draft, cells, subject, state = self.draft, self.draft.values, uuid7(), self.state
        bound = str(subject).encode()  # spelt once for three seals
        sealed: list[bytes | None] = [None, None, None]
        if paper := cells.pop("id_number", None):
            sealed[0] = seals[0](paper.number.encode(), bound)
            cells["id_type"] = paper.id_type
            cells["id_mask"] = rules.mask_id_number(paper.number)
            cells["sex"] = paper.sex
            cells["born_on"] = paper.born_on
        if phone := cells.pop("phone", None):
            sealed[1] = seals[1](phone.encode(), bound)
            cells["phone_mask"] = rules.mask_phone(phone)
        if account := cells.pop("bank_account", None):
            sealed[2] = seals[2](account.encode(), bound)
            cells["bank_mask"] = rules.mask_account(account)
            cells["bank_bidx"] = self.account.hex() if self.account else ""
        if name := cells.get("name"):
            cells["name_key"], cells["initials"] = rules.name_key_and_initials(name)
        if self.unit is not None:
            cells["org_id"] = self.unit.text
        if self.changes:
            cells["changes"] = self.changes
        return Staged(
            rowno=draft.rowno,
            subject=subject.bytes,
            state=state,
            key=self.key,
            contact=self.contact,
            sealed=sealed,
            cells=orjson.dumps(cells, default=str),
            problems=orjson.dumps(draft.problems, default=str) if draft.problems else b"[]",
            raw=seal_raw(batch, draft.rowno, draft.raw) if state == State.BAD else None,
            match=self.known.pk if self.known else None,
        )


def _check_days(row: _Row, today: date, working_age: int) -> None:
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
        elif born_on and (age := rules.age_on(born_on, joined)) < working_age:
            draft.add("joined_too_young", "joined_on", value=shown, age=age)
    started = values.get("work_started_on")
    if started and (started > today or (born_on and started <= born_on)):
        draft.add("started_impossible", "work_started_on", value=started.isoformat())


def _is_answered(problem: Mapping[str, Any], known: Known) -> bool:
    """Whether the register knows what the sheet leaves open."""
    return problem["code"] == "wanted" and bool(known.facts.get(problem.get("column", "")))


def _changes(
    values: Mapping[str, Any], contact: bytes | None, account: bytes | None, known: Known
) -> list[str]:
    """The facts that the sheet gives otherwise than the register; an empty cell changes nothing."""
    found = [fact for fact in FACTS if values.get(fact) and values[fact] != known.facts[fact]]
    if contact and contact != known.contact:
        found.append("phone")
    if account and account != known.account:
        found.append("bank_account")
    if set(values.get("tags", ())) - known.tags:
        found.append("tags")
    return found
