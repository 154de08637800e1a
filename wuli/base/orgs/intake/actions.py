"""Verbs of a large sheet of units: check it, found what is good, note where it stands."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.actions.jobs import start_job
from wuli.base.core.errors import Conflict, RuleBroken
from wuli.base.core.excel.staging import forget, put_aside
from wuli.base.core.models.files import StoredFile
from wuli.base.core.notices import Event, notify
from wuli.base.orgs.actions import FOUND, NewOrg, found_many
from wuli.base.orgs.importing import Reading

from .faults import staged_faults
from .models import UnitsSheet

State = UnitsSheet.State
CHECKED = Event("orgs.units_checked", _("组织表「%(file)s」查完了"), glyph="组", tone="ju")
FOUNDED = Event("orgs.units_founded", _("组织表「%(file)s」里的单位建好了"), glyph="组", tone="ju")


class NothingToFound(RuleBroken):
    """No row is ready."""

    code = "orgs.nothing_to_found"
    message = _("没有可以建的行。")
    cure = _("先改好有问题的行再传，或者这张表里的单位都已经有了。")


@action("orgs.check_units_sheet")
def start_check(*, actor: Actor, file: StoredFile, at: datetime) -> UnitsSheet:
    """Let a job check every row of `file`; nothing is founded yet."""
    require(actor, FOUND)
    sheet = UnitsSheet.objects.create(file=file, owner_id=actor.pk, created_at=at)
    _hand_over(actor, sheet, "orgs.units_check")
    return sheet


@action("orgs.check_units_sheet_again")
def check_again(*, actor: Actor, sheet: UnitsSheet) -> UnitsSheet:
    """Check once more, e.g. after a stop, or when the tree has changed."""
    require(actor, FOUND)
    sheet = _locked(sheet, State.STOPPED, State.CHECKED)
    sheet.move_to(State.CHECKING)
    _hand_over(actor, sheet, "orgs.units_check")
    return sheet


@action("orgs.found_units_sheet")
def start_founding(*, actor: Actor, sheet: UnitsSheet) -> UnitsSheet:
    """Let a job found the good rows; rows with faults stay behind with their reasons."""
    require(actor, FOUND)
    sheet = _locked(sheet, State.CHECKED)
    if not sheet.left:
        raise NothingToFound()
    sheet.move_to(State.FOUNDING)
    _hand_over(actor, sheet, "orgs.units_found", total=sheet.ready)
    return sheet


@action("orgs.found_units_chunk")
def found_chunk(*, actor: Actor, sheet: UnitsSheet, batch: Sequence[NewOrg]) -> UnitsSheet:
    """Found some units of the sheet and count them, in one transaction: a killed worker loses neither.

    Raises what `found_many` raises. Locks the sheet, then the tree.
    """
    require(actor, FOUND)
    sheet = _locked(sheet, State.FOUNDING)
    found_many(actor=actor, batch=batch)
    sheet.founded += len(batch)
    sheet.ready = max(sheet.ready, sheet.founded)
    sheet.save(update_fields=["founded", "ready"])
    return sheet


@action("orgs.note_units_reading")
def note_reading(*, actor: Actor, sheet: UnitsSheet, reading: Reading, at: datetime) -> UnitsSheet:
    """Keep what a reading found: counts, and the rows with faults in the place of those from before."""
    require(actor, FOUND)
    sheet = _locked(sheet, State.CHECKING, State.FOUNDING)
    forget(sheet.pk)
    put_aside(sheet.pk, staged_faults(sheet.pk, reading))
    sheet.sheet = reading.header.sheet[:100]
    sheet.labels = [str(label) for label in reading.header.labels]
    sheet.rows, sheet.wrong = len(reading.rows), reading.wrong
    sheet.ready = sheet.founded + len(reading.batch)
    sheet.unchanged = reading.unchanged - sheet.founded if reading.unchanged >= sheet.founded else 0
    sheet.checked_at = sheet.checked_at or at
    sheet.save()
    return sheet


@action("orgs.end_units_step")
def end_step(*, actor: Actor, sheet: UnitsSheet, state: str, at: datetime) -> UnitsSheet:
    """Note that a job has ended its step, and where the sheet stands now; its sender is told."""
    require(actor, FOUND)
    sheet = UnitsSheet.objects.select_related("file", "owner").locked(sheet.pk)
    ended = {"checking": CHECKED, "founding": FOUNDED}.get(str(sheet.state))
    sheet.move_to(state)
    if state == State.FOUNDED:
        sheet.founded_at = at
        sheet.save(update_fields=["founded_at"])
    if ended is not None and actor.pk:
        notify(sheet.owner, ended, url=sheet.get_absolute_url(), file=sheet.file.name)
    return sheet


@action("orgs.forget_units_rows")
def forget_rows(*, actor: Actor, sheet: UnitsSheet) -> None:
    """Drop the rows with faults of a sheet whose time is over."""
    require(actor, FOUND)
    forget(sheet.pk)


def _locked(sheet: UnitsSheet, *states: str) -> UnitsSheet:
    locked = UnitsSheet.objects.select_related("file", "owner").locked(sheet.pk)
    if locked.state not in states:
        raise Conflict()
    return locked


def _hand_over(actor: Actor, sheet: UnitsSheet, kind: str, total: int = 0) -> None:
    sheet.job = start_job(
        actor=actor,
        kind=kind,
        args={"sheet": str(sheet.pk)},
        about=sheet.file.name,
        url=sheet.get_absolute_url(),
        total=total,
    )
    sheet.save(update_fields=["job"])
