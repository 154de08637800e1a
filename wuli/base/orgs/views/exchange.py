"""Units as a list, sheets of units and employers out, sheets of units in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.actions.files import store_file
from wuli.base.core.errors import Invalid
from wuli.base.core.excel.judged import faults_file, rows_in
from wuli.base.core.excel.pages import sheet_file, sheet_page
from wuli.base.core.excel.template import write_template
from wuli.base.core.forms import SheetForm
from wuli.base.core.lists import officer_list
from wuli.base.core.models.files import StoredFile, stored_bytes
from wuli.base.core.tables import Chips, Column, Listing, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import FOUND, found_many
from ..codes import OrgKind
from ..filters import OrgFilter, units_for
from ..importing import Reading, read_units
from ..intake.actions import start_check
from ..sheet import IN_THE_REQUEST, UNITS
from ..sheets import EMPLOYERS_OUT, UNITS_OUT

SHOWN = 200  # faults shown on the page; the file of faults has them all
COLUMNS = [
    Column(_("单位"), "name_then", link=lambda o: o.get_absolute_url(), sort="name_key", phone="wide"),
    Column(_("类型"), "get_kind_display", sort="kind"),
    Column(_("信用代码"), "uscc", phone="off"),
    Column(_("上级"), "upper_name"),
    Column(_("成立日期"), "opened_on", sort="lifetime"),
]


@officer_list("orgs:list")
def units(request: OfficerRequest) -> Listing:
    """Units the viewer may see."""
    return list_of(
        request,
        units_for(request.user),
        columns=COLUMNS,
        filters=OrgFilter,
        chips=Chips("kind", OrgKind.choices, all=_("全部")),
        export=reverse("orgs:export"),
    )


@require_safe
@officer_page
def org_list(request: OfficerRequest) -> HttpResponse:
    """Units as a list."""
    return render(request, "orgs/org_list.html", {"orgs": units(request)})


org_export = sheet_page(UNITS_OUT)


employer_export = sheet_page(EMPLOYERS_OUT)


def _may_import(request: OfficerRequest) -> None:
    if not request.user.has_perm(FOUND.code):
        raise Http404


@require_http_methods(["GET", "POST"])
@officer_page
def org_import(request: OfficerRequest) -> HttpResponse:
    """Choose a sheet of units."""
    _may_import(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.apply(store_file, actor=request.user, capability=FOUND, at=request.at):
        try:
            return see_other(request, _taken(request, form.result))
        except Invalid as refused:
            form.refuse(refused)
    told = {"form": form, "columns": UNITS.columns, "limit": UNITS.max_rows, "large": IN_THE_REQUEST}
    return render(request, "orgs/org_import.html", told, status=422 if form.errors else 200)


def _taken(request: OfficerRequest, file: StoredFile) -> str:
    """Where the file goes on: read at once, or by a job when it is large."""
    data = stored_bytes(file)
    if rows_in(UNITS, data, file.name) > IN_THE_REQUEST:
        return start_check(actor=request.user, file=file, at=request.at).get_absolute_url()
    read_units(data, file.name, request.user)
    return reverse("orgs:import-check", args=[file.pk])


def _own_reading(request: OfficerRequest, pk: UUID) -> tuple[StoredFile, Reading]:
    _may_import(request)
    file = get_object_or_404(StoredFile, pk=pk, uploader=request.user)
    return file, read_units(stored_bytes(file), file.name, request.user)


@require_http_methods(["GET", "POST"])
@officer_page
def import_check(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """What the sheet would do; the good rows go in when confirmed, the others wait with their reasons."""
    file, reading = _own_reading(request, pk)
    told = {"file": file, "reading": reading, "faults": reading.faults[:SHOWN], "refusal": None}
    if request.method == "POST" and reading.batch:
        try:
            made = found_many(actor=request.user, batch=reading.batch)
        except Invalid as refused:
            return render(request, "orgs/org_import_check.html", told | {"refusal": refused}, status=422)
        messages.success(request, _now("建了 %(n)d 家单位。") % {"n": len(made)})
        return see_other(request, reverse("orgs:import-check", args=[pk]))
    return render(request, "orgs/org_import_check.html", told)


@require_safe
@officer_page
def import_faults(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The rows that wait, as the same sheet with a column of reasons."""
    _file, reading = _own_reading(request, pk)
    return sheet_file(faults_file(reading), _now("没有通过的行"))


@require_safe
@officer_page
def import_template(request: OfficerRequest) -> HttpResponse:
    """The empty sheet with its drop-downs."""
    _may_import(request)
    return sheet_file(write_template(UNITS), _now("组织导入模板"))
