"""The long steps of a roster import, as jobs: check, enter, take back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import WuliError
from wuli.base.core.excel.reader import open_rows
from wuli.base.core.excel.sniff import sniff
from wuli.base.core.excel.staging import counts, forget, put_aside
from wuli.base.core.jobs import Progress, job_kind
from wuli.base.core.models.jobs import Job

from .actions import end_step, enter_rows, file_of, undo_rows
from .entering import next_chunk
from .judging import Judge
from .mending import propose_habits
from .models import RosterImport
from .scope import reach_of
from .sheet import ROSTER

State = RosterImport.State


def roster_of(job: Job) -> RosterImport:
    """The import that a job works on."""
    return RosterImport.objects.select_related("org", "owner").get(pk=job.args["roster"])


def _back(job: Job) -> None:
    """After a stop on request: the import stands where the step began, or where it had come."""
    roster = roster_of(job)
    came_from = {"checking": State.UPLOADED, "undoing": State.ENTERED, "entering": State.CHECKED}
    back = came_from.get(str(roster.state))
    if roster.state == State.ENTERING and counts(roster.pk).get("entered"):
        back = State.ENTERED
    if back:
        end_step(actor=SYSTEM, roster=roster, state=back, at=timezone.now())


@job_kind(
    "people.roster_check",
    _("查名册"),
    steps={"read": _("正在读文件"), "check": _("正在查"), "end": _("快好了")},
    when_cancelled=_back,
)
def check_roster(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Read the file and judge every row. All or nothing: a second run begins anew."""
    roster = roster_of(job)
    if roster.state != State.CHECKING:
        return {}
    try:
        with transaction.atomic():
            forget(roster.pk)
            _stage_all(roster, progress)
            progress.step("end", total=progress.total, done=progress.total)
            propose_habits(roster)
    except WuliError:
        _back(job)
        raise
    end_step(actor=roster.owner, roster=roster, state=State.CHECKED, at=timezone.now())
    return dict(counts(roster.pk))


def _stage_all(roster: RosterImport, progress: Progress) -> None:
    progress.step("read")
    data = file_of(roster)
    judge = Judge(
        roster.pk, reach_of(roster.owner, roster.org, roster.mapping), roster.mapping, timezone.localdate()
    )
    with open_rows(data, sniff(data), sheet=roster.sheet, limit=ROSTER.max_rows) as rows:
        progress.step("check", total=rows.total)
        for chunk in rows.chunks:
            first = progress.done + 1
            numbered = [(n, row) for n, row in enumerate(chunk, first) if n > roster.header_row]
            put_aside(roster.pk, judge.judge(numbered))
            progress.tick(progress.done + len(chunk))


@job_kind("people.roster_enter", _("入册"), steps={"enter": _("正在入册")}, when_cancelled=_back)
def enter_roster(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Enter what is ready, chunk by chunk; each chunk commits, so a new worker goes on from there."""
    roster = roster_of(job)
    if roster.state != State.ENTERING:
        return {}
    progress.step("enter", total=job.total, done=job.done)
    try:
        while chunk := next_chunk(roster):
            enter_rows(actor=roster.owner, roster=roster, chunk=chunk, at=timezone.now())
            progress.tick(min(progress.done + chunk.count, job.total), force=True)
    except WuliError:
        _back(job)
        raise
    end_step(actor=roster.owner, roster=roster, state=State.ENTERED, at=timezone.now())
    return dict(counts(roster.pk))


@job_kind("people.roster_undo", _("撤回名册"), steps={"undo": _("正在撤回")}, when_cancelled=_back)
def undo_roster(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Take the import back, all of it or nothing."""
    roster = roster_of(job)
    if roster.state != State.UNDOING:
        return {}
    progress.step("undo")
    try:
        return {"undone": undo_rows(actor=roster.owner, roster=roster, at=timezone.now())}
    except WuliError:
        _back(job)
        raise
