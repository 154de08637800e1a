"""The caller's own long work over the API: how far it is, stop, once more."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Field, Schema

from . import jobs
from .actions.jobs import cancel_job, retry_job
from .api import ApiRequest, CursorPagination, paginate
from .api_rules import router
from .models.jobs import Job


class JobOut(Schema):
    """A job and how far it is: `done` of `total` in its present step, both 0 while that is not known."""

    id: UUID
    kind: str
    about: str
    state: Job.State
    step: str
    done: int
    total: int
    percent: int
    seconds_left: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    cancel_asked_at: datetime | None
    failure: str = Field(description="Why it failed, in the caller's language; empty otherwise")

    @staticmethod
    def resolve_step(job: Job) -> str:
        """What it is doing, in words."""
        return str(jobs.step_name(job))

    @staticmethod
    def resolve_failure(job: Job) -> str:
        """Cause and cure."""
        why: Any = jobs.why_failed(job)
        return " ".join(filter(None, [str(why), why.how_to_mend])) if why else ""


@router.get("/jobs", response=list[JobOut], summary="The caller's long work, newest first")
@paginate(CursorPagination)
def list_jobs(request: ApiRequest) -> QuerySet[Job]:
    """What runs and what has ended."""
    return Job.objects.visible_to(request.auth)


@router.get("/jobs/{uuid:pk}", response=JobOut, summary="One job and how far it is")
def get_job(request: ApiRequest, pk: UUID) -> Job:
    """Ask again while its state is queued or running."""
    return _job(request, pk)


@router.post("/jobs/{uuid:pk}/cancel", response=JobOut, summary="Ask a job to stop")
def cancel(request: ApiRequest, pk: UUID) -> Job:
    """It stops at its next word of progress; what is done stays done."""
    return cancel_job(actor=request.auth, job=_job(request, pk), at=request.at)


@router.post("/jobs/{uuid:pk}/retry", response=JobOut, summary="Do a failed job once more")
def retry(request: ApiRequest, pk: UUID) -> Job:
    """From where it stopped."""
    return retry_job(actor=request.auth, job=_job(request, pk))


def _job(request: ApiRequest, pk: UUID) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.auth), pk=pk)
