"""Pages of a large sheet of units. Nobody but its sender sees them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_POST, require_safe

from wuli.base.core.excel.pages import sheet_file
from wuli.base.core.excel.reasons import write_reasons
from wuli.base.core.jobs import step_name, why_failed
from wuli.base.core.views.jobs import progress_answer
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from . import actions
from .faults import reasons, told_faults, waiting
from .models import UnitsSheet

PER_PAGE = 50


def _own(request: OfficerRequest, pk: UUID) -> UnitsSheet:
    if not request.user.has_perm(actions.FOUND.code):
        raise Http404
    mine = UnitsSheet.objects.visible_to(request.user).select_related("file", "job")
    return get_object_or_404(mine, pk=pk)


@require_safe
@officer_page
def sheet_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """How far the job is; then what the sheet would do, or has done, and the rows that wait."""
    sheet = _own(request, pk)
    told: dict[str, Any] = {"sheet": sheet, "job": sheet.job, "poll": f"{sheet.get_absolute_url()}progress/"}
    if sheet.job:
        told |= {"step": step_name(sheet.job), "failure": why_failed(sheet.job)}
    page = Paginator(waiting(sheet), PER_PAGE).get_page(request.GET.get("page"))
    told["page"] = page
    told["faults"] = [(row.rowno, fault) for row in page.object_list for fault in told_faults(row)]
    return render(request, "orgs/units_sheet.html", told)


@require_safe
@officer_page
def sheet_progress(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The moving part."""
    sheet = _own(request, pk)
    if sheet.job is None:
        raise Http404
    return progress_answer(request, sheet.job)


@require_POST
@officer_page
def sheet_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Found what is good, or check once more."""
    sheet = _own(request, pk)
    act = {"found": actions.start_founding, "check": actions.check_again}.get(step)
    if act is None:
        raise Http404
    act(actor=request.user, sheet=sheet)
    return see_other(request, sheet)


@require_safe
@officer_page
def sheet_faults(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The rows that wait, as the officer's own sheet with a column of reasons."""
    sheet = _own(request, pk)
    data = write_reasons(sheet.labels, reasons(sheet))
    name = _now("没有通过的行")
    return sheet_file(data, name)
