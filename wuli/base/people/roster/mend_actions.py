"""Verbs on the rows that wait: correct, fill, let pass, leave out. Each row is judged again at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.errors import Conflict
from wuli.base.core.models.staging import StagedRow

from .actions import IMPORT
from .errors import NothingToFix
from .judging import State
from .mending import judge_again, put_value, raw_of, right_check_digit
from .models import RosterImport
from .sheet import ROSTER

MENDABLE = (RosterImport.State.CHECKED, RosterImport.State.ENTERED)


@action("people.mend_roster_row")
def mend_row(
    *, actor: Actor, roster: RosterImport, rowno: int, column: str, value: str, at: datetime
) -> StagedRow:
    """Put `value` into one cell of a waiting row and judge the row again."""
    require(actor, IMPORT, roster.org)
    roster, row = _waiting(roster, rowno)
    _judge_with(roster, [row], column, value, at)
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


@action("people.fix_roster_row")
def fix_row(*, actor: Actor, roster: RosterImport, rowno: int, column: str, at: datetime) -> StagedRow:
    """Take the proposed cure of a cell: the right check digit, the swapped date, the usual value."""
    require(actor, IMPORT, roster.org)
    roster, row = _waiting(roster, rowno)
    proposed = next((each for each in row.problems if each.get("column") == column and each.get("fix")), None)
    if proposed is None:
        raise NothingToFix()
    raw, index = raw_of(roster, row), roster.mapping[column]
    value = proposed["fix"]
    if proposed["code"] == "id_check_digit":
        value = right_check_digit(raw[index])
    judge_again(roster, [(row, put_value(raw, index, value))], at)
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


@action("people.fill_roster_rows")
def fill_rows(*, actor: Actor, roster: RosterImport, column: str, value: str, at: datetime) -> int:
    """Put the same value into every waiting row that lacks this column; says how many rows.

    Raises NothingToFix for what is each person's own: the name, and whatever is sensitive.
    """
    require(actor, IMPORT, roster.org)
    roster = _mendable(roster)
    if column not in ROSTER.by_code or ROSTER.by_code[column].sensitive or column == "name":
        raise NothingToFix()
    rows = [
        row
        for row in StagedRow.objects.filter(batch=roster.pk, state=State.BAD).order_by("rowno")
        if any(_lacks(each, column) for each in row.problems)
    ]
    _judge_with(roster, rows, column, value, at)
    return len(rows)


@action("people.blank_roster_cell")
def leave_open(*, actor: Actor, roster: RosterImport, rowno: int, column: str, at: datetime) -> StagedRow:
    """Enter the row without this cell 先空着; the person may bring it later."""
    require(actor, IMPORT, roster.org)
    roster, row = _waiting(roster, rowno)
    if column not in roster.mapping or ROSTER.by_code[column].required:
        raise NothingToFix()
    _accept(row, ["wanted", "majority"])
    _judge_with(roster, [row], column, "", at)
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


@action("people.accept_roster_row")
def accept_row(*, actor: Actor, roster: RosterImport, rowno: int, at: datetime) -> StagedRow:
    """Let a suspicion pass: the officer has looked, these are two people."""
    require(actor, IMPORT, roster.org)
    roster, row = _waiting(roster, rowno)
    _accept(row, ["maybe_same"])
    judge_again(roster, [(row, raw_of(roster, row))], at)
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


@action("people.judge_roster_row_again")
def look_again(*, actor: Actor, roster: RosterImport, rowno: int, at: datetime) -> StagedRow:
    """Judge a waiting row against the register as it is now, e.g. after a transfer."""
    require(actor, IMPORT, roster.org)
    roster, row = _waiting(roster, rowno)
    judge_again(roster, [(row, raw_of(roster, row))], at)
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


@action("people.skip_roster_row")
def skip_row(*, actor: Actor, roster: RosterImport, rowno: int) -> StagedRow:
    """Leave a row out of the import; nothing of it is kept but its number."""
    require(actor, IMPORT, roster.org)
    roster, row = _waiting(roster, rowno)
    StagedRow.objects.filter(batch=roster.pk, rowno=rowno).update(state=State.SKIPPED)
    row.state = State.SKIPPED
    return row


def _mendable(roster: RosterImport) -> RosterImport:
    locked = RosterImport.objects.select_related("org", "owner").locked(roster.pk)
    if locked.state not in MENDABLE:
        raise Conflict()
    return locked


def _waiting(roster: RosterImport, rowno: int) -> tuple[RosterImport, StagedRow]:
    roster = _mendable(roster)
    row = StagedRow.objects.filter(batch=roster.pk, rowno=rowno, state=State.BAD).first()
    if row is None:
        raise NothingToFix()
    return roster, row


def _accept(row: StagedRow, faults: Sequence[str]) -> None:
    row.outcome["accepted"] = sorted({*row.outcome.get("accepted", []), *faults})


def _judge_with(
    roster: RosterImport, rows: Sequence[StagedRow], column: str, value: Any, at: datetime
) -> None:
    if column not in roster.mapping:
        raise NothingToFix()
    index = roster.mapping[column]
    judge_again(roster, [(row, put_value(raw_of(roster, row), index, value)) for row in rows], at)


def _lacks(problem: dict[str, Any], column: str) -> bool:
    return problem.get("column") == column and problem["code"] in ("required", "wanted", "majority")
