"""Starting, stopping and repeating long work. Each job is its owner's own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wuli.base.core.errors import Conflict, Missing
from wuli.base.core.jobs import KINDS, tidy_up
from wuli.base.core.models.jobs import Job

from .kernel import Actor, action


@action("core.start_job")
def start_job(
    *,
    actor: Actor,
    kind: str,
    args: Mapping[str, Any],
    about: str = "",
    url: str = "",
    org_id: UUID | None = None,
    private: str = "",
    total: int = 0,
) -> Job:
    """Queue work of `kind`, in the caller's transaction: no commit, no job.

    `args` are keys only, for they lie in clear; what else the work must know goes sealed into `private`.
    The right to do the thing is asked by the action that calls this one.
    """
    from ..tasks import run_job_task  # tasks build on this module

    job = Job.objects.create(
        kind=KINDS[kind].code,
        owner_id=actor.pk,
        args=dict(args),
        about=about[:200],
        url=url,
        org_id=org_id,
        private=private or None,
        total=total,
    )
    job.queue_id = run_job_task.defer(job_id=str(job.pk))
    job.save(update_fields=["queue_id"])
    return job


@action("core.cancel_job")
def cancel_job(*, actor: Actor, job: Job, at: datetime) -> Job:
    """Ask the work to stop; it does at its next word of progress. What is done stays done.

    A job that no worker has taken yet ends at once. Only its owner may; Conflict when it has ended.
    """
    job = own_job(actor, job.pk)
    if not job.is_unfinished:
        raise Conflict()
    if job.state == Job.State.QUEUED:
        job.move_to(Job.State.CANCELLED)
        job.finished_at = at
        tidy_up(job)
    job.cancel_asked_at = at
    job.save(update_fields=["cancel_asked_at", "finished_at"])
    return job


@action("core.retry_job")
def retry_job(*, actor: Actor, job: Job) -> Job:
    """Queue failed work once more; it goes on where its own rows say it stopped."""
    from ..tasks import run_job_task

    job = own_job(actor, job.pk)
    job.move_to(Job.State.QUEUED)
    job.queue_id = run_job_task.defer(job_id=str(job.pk))
    job.attempts, job.error = 0, {}
    job.started_at = job.finished_at = job.cancel_asked_at = None
    job.save()
    return job


def own_job(actor: Actor, pk: Any) -> Job:
    """The job `pk`, locked, if `actor` may know of it; else Missing."""
    job = Job.objects.visible_to(actor).select_for_update().filter(pk=pk).first()
    if job is None:
        raise Missing()
    return job
