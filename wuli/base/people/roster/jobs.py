"""The long steps of a roster import, as jobs: check, enter, take back."""

import gc
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from django.db import connection, transaction
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
from .entering import CHUNK, Chunk, next_chunk
from .judging import judge_for
from .mending import propose_habits
from .models import RosterImport
from .sheet import ROSTER

State = RosterImport.State
# Where a step begins, the later place last: there a failed one puts the import back, and takes it up again.
BEFORE: dict[str, list[str]] = {
    State.CHECKING: [State.UPLOADED],
    State.ENTERING: [State.CHECKED, State.ENTERED],
    State.UNDOING: [State.ENTERED],
}
PAIR_FROM = 2 * CHUNK  # rows; fewer are in before a second connection pays


def roster_of(job: Job) -> RosterImport:
    """The import that a job works on."""
    return RosterImport.objects.select_related("org", "owner").get(pk=job.args["roster"])


def _back(job: Job) -> None:
    """After a stop on request: the import stands where the step began, or where it had come."""
    roster = roster_of(job)
    if before := BEFORE.get(roster.state):
        back = before[-1] if counts(roster.pk).get("entered") else before[0]
        end_step(actor=SYSTEM, roster=roster, state=back, at=timezone.now())


def _taken_up(job: Job, step: State) -> RosterImport | None:
    """The import in the step of `job`; None when there is nothing to do, or a later job is at work on it."""
    roster = roster_of(job)
    if roster.state in BEFORE[step] and roster.job_id == job.pk:
        roster = end_step(actor=SYSTEM, roster=roster, state=step, at=timezone.now())
    return roster_of(job) if roster.state == step else None


@job_kind(
    "people.roster_check",
    _("查名册"),
    steps={"read": _("正在读文件"), "check": _("正在查"), "end": _("快好了")},
    when_cancelled=_back,
)
def check_roster(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Read the file and judge every row. All or nothing: a second run begins anew."""
    roster = _taken_up(job, State.CHECKING)
    if roster is None:
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
    judge = judge_for(roster, timezone.localdate())
    with (
        _spared_of_garbage_hunts(),
        open_rows(data, sniff(data), sheet=roster.sheet, limit=ROSTER.max_rows) as rows,
    ):
        progress.step("check", total=rows.total)
        for chunk in rows.chunks:
            first = progress.done + 1
            numbered = [(n, row) for n, row in enumerate(chunk, first) if n > roster.header_row]
            put_aside(roster.pk, judge.judge_along(numbered))
            progress.tick(progress.done + len(chunk))


@contextmanager
def _spared_of_garbage_hunts() -> Iterator[None]:
    """Rows come and go by the thousand and leave no cycles: nobody need search for garbage meanwhile."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@job_kind("people.roster_enter", _("入册"), steps={"enter": _("正在入册")}, when_cancelled=_back)
def enter_roster(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Enter what is ready, chunk by chunk; each chunk commits, so a new worker goes on from there."""
    roster = _taken_up(job, State.ENTERING)
    if roster is None:
        return {}
    progress.step("enter", total=job.total, done=job.done)
    _wait_for_the_dead(roster)
    try:
        if job.total - job.done >= PAIR_FROM and not connection.in_atomic_block:
            _enter_in_pairs(roster, progress)
        while chunk := next_chunk(roster):
            _enter(roster, chunk)
            _tell(progress, chunk)
    except WuliError:
        _back(job)
        raise
    end_step(actor=roster.owner, roster=roster, state=State.ENTERED, at=timezone.now())
    return dict(counts(roster.pk))


def _wait_for_the_dead(roster: RosterImport) -> None:
    """A killed worker's last chunks may still be on their way in: let the database end them first."""
    with transaction.atomic():
        RosterImport.objects.locked(roster.pk)


def _enter_in_pairs(roster: RosterImport, progress: Progress) -> None:
    """Two chunks at a time, each on its own connection; at an error or a stop the other one is waited for."""
    under_way: deque[tuple[Chunk, Future[None]]] = deque()
    after = 0
    with ThreadPoolExecutor(max_workers=2) as hands:
        while True:
            while len(under_way) < 2 and (chunk := next_chunk(roster, after=after)):
                after = chunk.last
                under_way.append((chunk, hands.submit(copy_context().run, _enter_apart, roster, chunk)))
            if not under_way:
                return
            chunk, ended = under_way.popleft()
            ended.result()
            _tell(progress, chunk)


def _enter_apart(roster: RosterImport, chunk: Chunk) -> None:
    try:
        _enter(roster, chunk)
    finally:
        connection.close()


def _enter(roster: RosterImport, chunk: Chunk) -> None:
    enter_rows(actor=roster.owner, roster=roster, chunk=chunk, at=timezone.now())


def _tell(progress: Progress, chunk: Chunk) -> None:
    progress.tick(min(progress.done + chunk.count, progress.total), force=True)


@job_kind("people.roster_undo", _("撤回名册"), steps={"undo": _("正在撤回")}, when_cancelled=_back)
def undo_roster(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Take the import back, all of it or nothing."""
    roster = _taken_up(job, State.UNDOING)
    if roster is None:
        return {}
    progress.step("undo")
    try:
        return {"undone": undo_rows(actor=roster.owner, roster=roster, at=timezone.now())}
    except WuliError:
        _back(job)
        raise
