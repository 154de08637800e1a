"""Long work 任务: started by an action, done by a worker, watched and cancelled on a page.

A kind is a function over the job and its progress. It may be killed at any moment and is then run
again, so it keeps its cursor in its own rows and may run twice. Start at `job_kind` and
`actions.jobs.start_job`.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .errors import WuliError
from .models.jobs import Job

log = structlog.get_logger()
MAX_ATTEMPTS = 5
TELL_EVERY = 0.3  # seconds between two words of progress

Work = Callable[[Job, "Progress"], Mapping[str, Any] | None]


class JobCancelled(Exception):
    """The owner has asked to stop; raised inside the work by `Progress.tick`."""


class JobDiedTooOften(WuliError):
    """Its worker died each time it was tried."""

    code = "core.job_died"
    status = 500
    message = _("这个任务试了 %(attempts)s 次，每次都中断了。")
    cure = _("已经办好的部分不会丢。请稍后再试，或请管理员看日志。")


class JobBroke(WuliError):
    """A fault of the platform itself; the log knows more."""

    code = "core.job_broke"
    status = 500
    message = _("办到一半出了故障，已经记下。")
    cure = _("已经办好的部分不会丢，可以再试一次。")


@dataclass(frozen=True)
class JobKind:
    """A kind of long work: its name, its steps as they are shown, the function that does it."""

    code: str
    name: str | Promise
    steps: Mapping[str, str | Promise]
    work: Work
    when_cancelled: Callable[[Job], None] | None = None


KINDS: dict[str, JobKind] = {}


def job_kind(
    code: str,
    name: str | Promise,
    *,
    steps: Mapping[str, str | Promise],
    when_cancelled: Callable[[Job], None] | None = None,
) -> Callable[[Work], Work]:
    """Make a function the work of kind `code`; `when_cancelled` tidies up after a stop on request."""

    def decorate(work: Work) -> Work:
        if code in KINDS:
            raise ValueError(f"job kind {code} is declared twice")
        KINDS[code] = JobKind(code, name, steps, work, when_cancelled)
        return work

    return decorate


def run_job(job_id: UUID | str) -> None:
    """Do the work of one job to its end. Safe to call twice: only one worker at a time holds a job."""
    with _side_connection() as side:
        if not _alone(side, UUID(str(job_id))):
            return
        job = _begin(UUID(str(job_id)))
        if job is not None:
            _work(job, Progress(job, side))


def _begin(pk: UUID) -> Job | None:
    """Take the job up, the first time or again after its worker died; None when there is nothing to do."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=pk).first()
        if job is None or not job.is_unfinished:
            return None
        if job.state == Job.State.QUEUED:
            job.move_to(Job.State.RUNNING)
        job.attempts += 1
        job.started_at = job.started_at or timezone.now()
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["attempts", "started_at", "heartbeat_at"])
    return job


def _work(job: Job, progress: "Progress") -> None:
    kind = KINDS[job.kind]
    try:
        if job.attempts > MAX_ATTEMPTS:
            raise JobDiedTooOften(attempts=job.attempts - 1)
        progress.tick(force=True)
        result = kind.work(job, progress)
    except JobCancelled:
        tidy_up(job)
        _end(job, Job.State.CANCELLED)
    except WuliError as error:
        _end(job, Job.State.FAILED, error=_told(error))
    except Exception:
        log.exception("core.job_broke", job=job.pk, kind=job.kind)
        _end(job, Job.State.FAILED, error=_told(JobBroke()))
    else:
        progress.tick(force=True, heed=False)
        _end(job, Job.State.DONE, result=dict(result or {}))


def _end(job: Job, state: str, **told: Any) -> None:
    with transaction.atomic():
        job.move_to(state)
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **told)
    log.info("core.job_ended", job=job.pk, kind=job.kind, state=str(state))


def tidy_up(job: Job) -> None:
    """Let the kind put its own rows in order after a stop on request."""
    tidy = KINDS[job.kind].when_cancelled
    if tidy is not None:
        tidy(job)


class Progress:
    """How the work tells where it is, and learns that it shall stop."""

    def __init__(self, job: Job, side: Any) -> None:
        self.job, self.side = job, side
        self.done, self.total, self.now = job.done, job.total, job.step
        self._told_at = 0.0

    def step(self, code: str, *, total: int = 0, done: int = 0) -> None:
        """Begin the step `code` of the kind, of `total` rows, `done` of them before."""
        self.now, self.total, self.done = code, total, done
        self.tick(force=True)

    def tick(self, done: int | None = None, *, force: bool = False, heed: bool = True) -> None:
        """Say that `done` rows are done; raises JobCancelled when the owner asked to stop (if heeded)."""
        if done is not None:
            self.done = done
        if not force and time.monotonic() - self._told_at < TELL_EVERY:
            return
        self._told_at = time.monotonic()
        self.total = max(self.total, self.done) if self.total else 0
        with self.side.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET step = %s, done = %s, total = %s, heartbeat_at = clock_timestamp()"
                " WHERE id = %s RETURNING cancel_asked_at",
                [self.now, self.done, self.total, self.job.pk],
            )
            row = cursor.fetchone()
        if heed and row and row[0]:
            raise JobCancelled


@contextmanager
def _side_connection() -> Iterator[Any]:
    """A second connection: its writes are seen at once, and its end frees the job."""
    side = connection.copy()
    try:
        yield side
    finally:
        side.close()


def _alone(side: Any, pk: UUID) -> bool:
    """Hold the job until this connection ends; false when another living worker holds it."""
    with side.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [pk.int % (1 << 63)])
        return cursor.fetchone()[0]


def _told(error: WuliError) -> dict[str, Any]:
    return {"code": error.code, "params": {name: str(value) for name, value in error.params.items()}}


def why_failed(job: Job) -> WuliError | None:
    """The error that ended `job`, in the reader's language."""
    if not job.error:
        return None
    known = {each.code: each for each in _all_errors(WuliError)}
    kind = known.get(job.error["code"], JobBroke)
    try:
        error = kind(**job.error["params"])
        str(error)
    except (TypeError, KeyError):
        return JobBroke()
    return error


def _all_errors(base: type[WuliError]) -> Iterator[type[WuliError]]:
    for each in base.__subclasses__():
        yield each
        yield from _all_errors(each)


def kind_name(job: Job) -> str | Promise:
    """What the job is called on a page."""
    return KINDS[job.kind].name if job.kind in KINDS else job.kind


def step_name(job: Job) -> str | Promise:
    """What it is doing right now."""
    steps = KINDS[job.kind].steps if job.kind in KINDS else {}
    return steps.get(job.step, job.get_state_display())
