"""A report as a file: at once, or by a job when it is long."""

import io
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuli.base.core.actions.jobs import start_job
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..models import Report
from ..reports.exporting import TYPES, Choice, NoFonts, file_name, is_long, paper_of, written


@officer_page
@require_safe
def report_file(request: OfficerRequest, pk: UUID, form: str) -> HttpResponse:
    """The report as .docx or PDF."""
    report = get_object_or_404(Report.objects.visible_to(request.user).select_related("org"), pk=pk)
    if form not in TYPES:
        raise Http404
    choice, base = Choice.of(form, request.GET.dict()), request.build_absolute_uri("/")
    paper = paper_of(report, request.user, choice, base=base, today=timezone.localdate(request.at))
    if is_long(paper.document):
        args = {
            "report": str(report.pk),
            "form": form,
            "exact": choice.exact,
            "head": choice.head,
            "base": base,
        }
        told = {"about": report.title, "url": report.get_absolute_url(), "org_id": report.org_id}
        return see_other(
            request, start_job(actor=request.user, kind="figures.report_file", args=args, **told)
        )
    try:
        data = written(paper, form)
    except NoFonts as refused:
        told = {"report": report, "refused": refused}
        return render(request, "figures/reports/no_fonts.html", told, status=refused.status)
    return FileResponse(  # type: ignore[return-value]
        io.BytesIO(data), as_attachment=True, filename=file_name(report, form), content_type=TYPES[form]
    )
