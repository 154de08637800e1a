"""My long work: what runs, how far it is, stop, again, and the file it made."""

import io
import mimetypes
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from wuli.base.core import jobs
from wuli.base.core.actions.jobs import cancel_job, retry_job
from wuli.base.core.excel import vault
from wuli.base.core.excel.export import SHELF, XLSX
from wuli.base.core.lists import officer_list
from wuli.base.core.models.jobs import Job
from wuli.base.core.tables import Column, Listing, list_of
from wuli.base.core.web import SignedRequest, safe_next, see_other, signed_in

COLUMNS = [
    Column(_("任务"), jobs.kind_name, link=lambda job: job.get_absolute_url(), phone="wide", code="kind"),
    Column(_("内容"), "about", phone="wide"),
    Column(_("状态"), template="core/_job_state.html", code="state"),
    Column(_("开始"), "created_at", sort="created_at", phone="label"),
]


@officer_list("core:jobs")
def own_jobs(request: SignedRequest) -> Listing:
    """What I have started, newest first."""
    mine = Job.objects.visible_to(request.user).order_by("-created_at", "pk")
    return list_of(request, mine, columns=COLUMNS)


@require_safe
@signed_in
def job_list(request: SignedRequest) -> HttpResponse:
    """The list of my jobs."""
    return render(request, "core/job_list.html", {"jobs": own_jobs(request)})


@require_safe
@signed_in
def job_page(request: SignedRequest, pk: UUID) -> HttpResponse:
    """One job, watched until it ends."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return render(request, "core/job.html", _told(job))


@require_safe
@signed_in
def job_progress(request: SignedRequest, pk: UUID) -> HttpResponse:
    """The moving part of the page: 204 when nothing moved, a fresh page when it has ended."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return progress_answer(request, job)


def progress_answer(request: SignedRequest, job: Job) -> HttpResponse:
    """What a poller gets, on whatever page it stands."""
    if request.GET.get("seen") == job.mark:
        return HttpResponse(status=204)
    if not job.is_unfinished:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "core/_job_progress.html", _told(job) | {"poll": request.path})


@require_POST
@signed_in
def job_cancel(request: SignedRequest, pk: UUID) -> HttpResponse:
    """Ask it to stop."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    cancel_job(actor=request.user, job=job, at=request.at)
    return see_other(request, safe_next(request, job.get_absolute_url()))


@require_POST
@signed_in
def job_retry(request: SignedRequest, pk: UUID) -> HttpResponse:
    """Once more, from where it stopped."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    retry_job(actor=request.user, job=job)
    return see_other(request, safe_next(request, job.get_absolute_url()))


@require_safe
@signed_in
def job_file(request: SignedRequest, pk: UUID) -> HttpResponse:
    """The file that an export made, for its owner, for seven days."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk, state=Job.State.DONE)
    data = vault.fetch(SHELF, job.pk) if "file" in job.result else None
    if data is None:
        raise Http404
    name = job.result["file"]
    content_type = mimetypes.guess_type(name)[0] or XLSX
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=content_type)


def _told(job: Job) -> dict[str, object]:
    return {
        "job": job,
        "kind": jobs.kind_name(job),
        "step": jobs.step_name(job),
        "failure": jobs.why_failed(job),
        "poll": f"/jobs/{job.pk}/progress/",
    }
