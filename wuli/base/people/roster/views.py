"""Pages of roster imports. The neighbour of a unit gets 404 for all of it."""

import io
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.actions import require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.excel.export import XLSX
from wuli.base.core.excel.reasons import write_reasons
from wuli.base.core.excel.sniff import MAX_UPLOAD
from wuli.base.core.excel.template import write_template
from wuli.base.core.forms import pick_hits
from wuli.base.core.jobs import step_name, why_failed
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.views.jobs import progress_answer
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org

from ..models import Person
from . import actions, mend_actions
from .forms import CellForm, MappingForm, UploadForm
from .judging import State
from .models import RosterImport
from .reading import Review, facts_of, reasons
from .sheet import ROSTER

RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def roster_new(request: OfficerRequest) -> HttpResponse:
    """Step 1: the file. Below it, what was imported lately."""
    require(request.user, actions.IMPORT)
    units = _units(request)
    form = UploadForm(request.POST or None, request.FILES or None, units=units, initial=_only(units))
    if form.is_bound and form.is_valid() and _upload(request, form):
        return see_other(request, form.result)
    past = RosterImport.objects.visible_to(request.user).select_related("org", "owner")
    told = {"form": form, "past": past.order_by("-created_at")[:RECENT]}
    return render(request, "people/roster_new.html", told, status=422 if form.errors else 200)


def _upload(request: OfficerRequest, form: UploadForm) -> bool:
    file = form.cleaned_data.pop("file")
    data = file.read(MAX_UPLOAD + 1)
    return form.apply(
        actions.upload_roster, actor=request.user, file_name=file.name, data=data, at=request.at
    )


@require_safe
@officer_page
def roster_template(request: OfficerRequest) -> HttpResponse:
    """The empty form with drop-downs, also of the officer's own unions."""
    require(request.user, actions.IMPORT)
    names = list(_units(request).order_by("name_key").values_list("name", flat=True)[:2000])
    data = write_template(ROSTER, {"org": names})
    name = _("会员名册模板")
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@require_safe
@officer_page
def pick_unit(request: OfficerRequest) -> HttpResponse:
    """Suggestions for the unit to import into."""
    return JsonResponse(pick_hits(_units(request).order_by("name_key"), request.GET.get("q", "").strip()))


@require_safe
@officer_page
def roster_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Steps 2 to 4, whichever the import has come to."""
    roster = _roster(request, pk)
    told: dict[str, Any] = {
        "roster": roster,
        "job": roster.job,
        "poll": f"{roster.get_absolute_url()}progress/",
    }
    if roster.job:
        told |= {"step": step_name(roster.job), "failure": why_failed(roster.job)}
    if roster.is_busy:
        return render(request, "people/roster_busy.html", told | {"at": _AT[roster.state]})
    if roster.state == RosterImport.State.UPLOADED:
        return render(request, "people/roster_map.html", told | {"form": MappingForm(roster=roster)})
    review = Review(roster, group=request.GET.get("group", ""), page=request.GET.get("page", 1))
    told |= {"review": review, "may_undo": roster.may_be_undone(request.at)}
    return render(request, "people/roster_review.html", told)


_AT = {"checking": 3, "entering": 4, "undoing": 4}


@require_safe
@officer_page
def roster_progress(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The moving part, for whoever may see the import."""
    roster = _roster(request, pk)
    if roster.job is None:
        raise Http404
    return progress_answer(request, roster.job)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def roster_map(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Step 2: which column is which; posting starts the check."""
    roster = _roster(request, pk)
    form = MappingForm(request.POST if request.method == "POST" else None, roster=roster)
    if form.is_bound and form.is_valid():
        mapping = form.mapping
        form.cleaned_data = {}
        if form.apply(
            actions.start_checking, actor=request.user, roster=roster, mapping=mapping, at=request.at
        ):
            return see_other(request, roster)
    told = {"form": form, "roster": roster}
    return render(request, "people/roster_map.html", told, status=422 if form.errors else 200)


@require_POST
@officer_page
def roster_sheet(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Another sheet of the same file; when it has no header, the answer says which sheet has one."""
    roster = _roster(request, pk)
    form = MappingForm({}, roster=roster)
    wanted = request.POST.get("sheet", "")
    if wanted not in roster.sheets:
        raise Http404
    try:
        actions.choose_sheet(
            actor=request.user, roster=roster, sheet=wanted, by_hand=bool(request.POST.get("by_hand"))
        )
    except (Invalid, Conflict) as refused:
        form.is_valid()
        form.refuse(refused)
        told = {"form": form, "roster": roster, "wanted": wanted}
        return render(request, "people/roster_map.html", told, status=422)
    return see_other(request, f"{roster.get_absolute_url()}map/")


@require_POST
@officer_page
def roster_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Enter what is ready, or take the import back."""
    roster = _roster(request, pk)
    act = {"enter": actions.start_entering, "undo": actions.start_undoing}.get(step)
    if act is None:
        raise Http404
    act(actor=request.user, roster=roster, at=request.at)
    return see_other(request, roster)


@require_safe
@officer_page
def roster_reasons(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The rows that wait, as the officer's own sheet with a column of reasons."""
    roster = _roster(request, pk)
    data = write_reasons(roster.labels, reasons(roster))
    name = _("要改的行 %(file)s") % {"file": roster.file_name.rsplit(".", 1)[0]}
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def row_page(request: OfficerRequest, pk: UUID, rowno: int) -> HttpResponse:
    """One row: what it says, what is wrong, the cell to correct, and the other row beside it."""
    roster = _roster(request, pk)
    row = get_object_or_404(StagedRow, batch=roster.pk, rowno=rowno)
    form = CellForm(request.POST or None)
    if form.is_bound and form.is_valid() and _mend(request, form, roster, rowno):
        return see_other(request, roster)
    other = _other_row(roster, row)
    told = {
        "roster": roster,
        "row": row,
        "form": form,
        "waiting": Review(roster).waiting(row),
        "facts": facts_of(row),
        "other": other,
        "other_facts": facts_of(other) if other else [],
        "other_person": Person.objects.visible_to(request.user).filter(pk=row.match or row.subject).first(),
    }
    return render(request, "people/roster_row.html", told, status=422 if form.errors else 200)


def _mend(request: OfficerRequest, form: CellForm, roster: RosterImport, rowno: int) -> bool:
    if form.cleaned_data.pop("everywhere"):
        return form.apply(mend_actions.fill_rows, actor=request.user, roster=roster, at=request.at)
    return form.apply(mend_actions.mend_row, actor=request.user, roster=roster, rowno=rowno, at=request.at)


@require_POST
@officer_page
def row_step(request: OfficerRequest, pk: UUID, rowno: int, step: str) -> HttpResponse:
    """One click on a row: take the cure, leave it open, let it pass, look again, leave the row out."""
    roster = _roster(request, pk)
    told: dict[str, Any] = {"actor": request.user, "roster": roster, "rowno": rowno}
    column = request.POST.get("column", "")
    if step == "skip":
        mend_actions.skip_row(**told)
    elif step in ("accept", "again"):
        act = mend_actions.accept_row if step == "accept" else mend_actions.look_again
        act(**told, at=request.at)
    elif step in ("fix", "open") and column in ROSTER.by_code:
        act_on = mend_actions.fix_row if step == "fix" else mend_actions.leave_open
        act_on(**told, column=column, at=request.at)
    else:
        raise Http404
    return see_other(request, roster)


def _roster(request: OfficerRequest, pk: UUID) -> RosterImport:
    visible = RosterImport.objects.visible_to(request.user).select_related("org", "owner", "job")
    return get_object_or_404(visible, pk=pk)


def _units(request: OfficerRequest) -> Any:
    today = timezone.localdate(request.at)
    return Org.objects.visible_to(request.user, actions.IMPORT.code).open_on(today)


def _only(units: Any) -> dict[str, Any]:
    """When there is but one unit, it need not be picked."""
    few = list(units[:2])
    return {"org": few[0].pk} if len(few) == 1 else {}


def _other_row(roster: RosterImport, row: StagedRow) -> StagedRow | None:
    told = [each["told"]["row"] for each in row.problems if "row" in each.get("told", {})]
    if row.state != State.BAD or not told:
        return None
    return StagedRow.objects.filter(batch=roster.pk, rowno=told[0]).first()
