"""Verbs of a roster import: upload, map, check, mend, enter, take back. Everything else only reads."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.actions.jobs import start_job
from wuli.base.core.errors import Conflict, NotAllowed
from wuli.base.core.excel import vault
from wuli.base.core.excel.cells import letter
from wuli.base.core.excel.errors import HeaderNotFound
from wuli.base.core.excel.layout import Header, find_header, first_row_of_words
from wuli.base.core.excel.reader import SheetHead, heads
from wuli.base.core.excel.sniff import sniff
from wuli.base.core.excel.staging import counts, forget
from wuli.base.core.notices import Event, notify
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import orgs_within

from .entering import Chunk, enter_chunk, hold, units_of
from .errors import ColumnsMissing, ColumnTwice, FileGone, NothingToEnter, UndoTooLate
from .mending import judge_left_waiting
from .models import RosterImport
from .sheet import ROSTER
from .undoing import take_back

IMPORT = Capability("people.import_roster", _("导入会员名册"), roles={"officer", "org_dept"})
CHECKED = Event("people.roster_checked", _("名册「%(file)s」查完了"), glyph="册", tone="ju")
ENTERED = Event("people.roster_entered", _("名册「%(file)s」已入册"), glyph="册", tone="ju")
SHELF = "rosters"
State = RosterImport.State


@action("people.upload_roster")
def upload_roster(*, actor: Actor, org: Org, file_name: str, data: bytes, at: datetime) -> RosterImport:
    """Take a file for `org`; finds the sheet and the header, enters nothing.

    Raises a FileRefused that names what is wrong with the file and how to cure it.
    """
    require(actor, IMPORT, org)
    file = sniff(data)
    found = heads(data, file, name=file_name.rsplit(".", 1)[0][:100] or "CSV")
    roster = RosterImport(
        org=org,
        owner_id=actor.pk,
        file_name=file_name[:200],
        file_size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sheets=[head.name for head in found],
        created_at=at,
    )
    try:
        _lay_out(roster, find_header(ROSTER, found))
    except HeaderNotFound:
        _lay_out(roster, first_row_of_words(_fullest(found)))  # the officer tells the columns by hand
    roster.save()
    vault.keep(SHELF, roster.pk, data)
    return roster


@action("people.choose_roster_sheet")
def choose_sheet(*, actor: Actor, roster: RosterImport, sheet: str, by_hand: bool = False) -> RosterImport:
    """Read another sheet of the same file; HeaderNotFound tells which sheet has the columns.

    `by_hand` takes the sheet all the same: the officer will say which column is which.
    """
    require(actor, IMPORT, roster.org)
    roster = _locked(roster, State.UPLOADED, State.CHECKED)
    data = file_of(roster)
    found = heads(data, sniff(data), name=sheet)
    try:
        header = find_header(ROSTER, found, wanted=sheet)
    except HeaderNotFound:
        chosen = [head for head in found if head.name == sheet]
        if not (by_hand and chosen):
            raise
        header = first_row_of_words(chosen[0])
    _lay_out(roster, header)
    roster.save()
    return roster


@action("people.check_roster")
def start_checking(
    *, actor: Actor, roster: RosterImport, mapping: Mapping[str, int], at: datetime
) -> RosterImport:
    """Fix which column is which and let a job check every row.

    Raises ColumnsMissing, ColumnTwice, FileGone, and Conflict when a job is at work already.
    """
    require(actor, IMPORT, roster.org)
    roster = _locked(roster, State.UPLOADED, State.CHECKED)
    file_of(roster)
    roster.mapping = _tested(roster, mapping)
    roster.save(update_fields=["mapping"])
    _hand_over(actor, roster, State.CHECKING, "people.roster_check")
    return roster


@action("people.enter_roster")
def start_entering(*, actor: Actor, roster: RosterImport, at: datetime) -> RosterImport:
    """Let a job enter the rows that are ready; rows with problems stay and wait to be mended."""
    require(actor, IMPORT, roster.org)
    roster = _locked(roster, State.CHECKED, State.ENTERED)
    found = counts(roster.pk)
    ready = found.get("ready", 0) + found.get("changed", 0)
    if not ready:
        raise NothingToEnter()
    _hand_over(actor, roster, State.ENTERING, "people.roster_enter", total=ready)
    return roster


@action("people.enter_roster_rows")
def enter_rows(*, actor: Actor, roster: RosterImport, chunk: Chunk, at: datetime) -> None:
    """Enter one chunk of checked rows as persons with memberships; called by the job, chunk by chunk.

    Rows that somebody else entered meanwhile are judged anew and stay. Refuses units that the officer
    may no longer import into. Holds the import so that it stays in its state, beside other chunks of it;
    then locks persons (existing by key, new by blind index).
    """
    require(actor, IMPORT, roster.org)
    _held(roster, State.ENTERING)
    units = units_of(roster, chunk)
    allowed = Org.objects.filter(pk__in=units).filter(pk__in=orgs_within(actor, IMPORT.code))
    if not getattr(actor, "is_system", False) and allowed.count() != len(units):
        raise NotAllowed(what=IMPORT.name)
    late = enter_chunk(roster, chunk, at=at, today=timezone.localdate(at))
    judge_left_waiting(roster, late, at)


@action("people.undo_roster")
def start_undoing(*, actor: Actor, roster: RosterImport, at: datetime) -> RosterImport:
    """Let a job take the whole import back, within the hours that the rule gives; else UndoTooLate."""
    require(actor, IMPORT, roster.org)
    roster = _locked(roster, State.ENTERED)
    if not roster.may_be_undone(at):
        raise UndoTooLate(hours=roster.undo_hours)
    _hand_over(actor, roster, State.UNDOING, "people.roster_undo")
    return roster


@action("people.take_roster_back")
def undo_rows(*, actor: Actor, roster: RosterImport, at: datetime) -> int:
    """Take back everything the import did, in one transaction; RosterTouched when people moved on."""
    require(actor, IMPORT, roster.org)
    roster = _locked(roster, State.UNDOING)
    undone = take_back(roster)
    roster.move_to(State.UNDONE)
    roster.undone_at = at
    roster.save(update_fields=["undone_at"])
    return undone


@action("people.end_roster_step")
def end_step(*, actor: Actor, roster: RosterImport, state: str, at: datetime) -> RosterImport:
    """Note that the job has ended its step, and where the import stands now."""
    require(actor, IMPORT, roster.org)
    roster = RosterImport.objects.locked(roster.pk)
    roster.move_to(state)
    if state == State.CHECKED:
        roster.checked_at = roster.checked_at or at
    if state == State.ENTERED:
        roster.entered_at = at
    roster.save(update_fields=["checked_at", "entered_at"])
    told = {State.CHECKED.value: CHECKED, State.ENTERED.value: ENTERED}.get(state)
    if told is not None and actor.pk:
        notify(roster.owner, told, url=roster.get_absolute_url(), file=roster.file_name)
    return roster


@action("people.forget_roster_rows")
def forget_rows(*, actor: Actor, roster: RosterImport) -> None:
    """Drop the staged rows of an import whose time is over, or before it is checked again."""
    require(actor, IMPORT, roster.org)
    forget(roster.pk)


def file_of(roster: RosterImport) -> bytes:
    """The uploaded file; FileGone when it has been deleted."""
    data = vault.fetch(SHELF, roster.pk)
    if data is None:
        raise FileGone()
    return data


def _locked(roster: RosterImport, *states: str) -> RosterImport:
    locked = RosterImport.objects.select_related("org").locked(roster.pk)
    if locked.state not in states:
        raise Conflict()
    return locked


def _held(roster: RosterImport, state: str) -> None:
    """Like `_locked`, but beside others who hold it so: none of them changes the import itself."""
    hold(roster)
    if RosterImport.objects.select_related("org").get(pk=roster.pk).state != state:
        raise Conflict()


def _hand_over(actor: Actor, roster: RosterImport, state: str, kind: str, total: int = 0) -> None:
    roster.move_to(state)
    roster.job = start_job(
        actor=actor,
        kind=kind,
        args={"roster": str(roster.pk)},
        about=roster.file_name,
        url=roster.get_absolute_url(),
        org_id=roster.org_id,
        total=total,
    )
    roster.save(update_fields=["job"])


def _lay_out(roster: RosterImport, header: Header) -> None:
    roster.sheet, roster.header_row = header.sheet[:100], header.row
    roster.labels, roster.mapping = list(header.labels), dict(header.mapping)


def _fullest(found: list[SheetHead]) -> SheetHead:
    return max(found, key=lambda head: sum(1 for row in head.rows for cell in row if cell != ""))


def _tested(roster: RosterImport, mapping: Mapping[str, Any]) -> dict[str, int]:
    """The mapping, if each required column is told and no column of the file stands for two."""
    known = {
        code: int(index)
        for code, index in mapping.items()
        if code in ROSTER.by_code and 0 <= int(index) < len(roster.labels)
    }
    missing = [str(column.name) for column in ROSTER.required if column.code not in known]
    if missing:
        raise ColumnsMissing(columns="、".join(missing))
    taken: dict[int, str] = {}
    for code, index in known.items():
        name = str(ROSTER.by_code[code].name)
        if index in taken:
            raise ColumnTwice(letter=letter(index), columns=f"{taken[index]}、{name}")
        taken[index] = name
    return known
