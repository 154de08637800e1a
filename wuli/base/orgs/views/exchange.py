"""Units and employers as a list and as a sheet, with the filters of the page kept."""

from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from uuid import UUID

import django_filters
import xlsxwriter
from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.forms import HiddenInput
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.actions.files import store_file
from wuli.base.core.errors import Invalid
from wuli.base.core.excel.cells import text
from wuli.base.core.models.files import StoredFile, stored_bytes
from wuli.base.core.tables import Chips, Column, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import FOUND, found_many
from ..codes import Line, OrgKind, SizeClass
from ..forms import ImportForm
from ..importing import Reading, read_units
from ..models import Org, ParentEdge
from ..sheet import UNITS
from .employers import EmployerFilter, employers_of

SHOWN = 200  # faults shown on the page; the file of faults has them all
COLUMNS = [
    Column(_("单位"), "name_then", link=lambda o: o.get_absolute_url(), sort="name_key", phone="wide"),
    Column(_("类型"), "get_kind_display", sort="kind"),
    Column(_("信用代码"), "uscc", phone="off"),
    Column(_("上级"), "upper_name"),
    Column(_("成立日期"), "opened_on", sort="lifetime"),
]


class OrgFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("单位名、拼音首字母或信用代码"), method="by_words")
    under = django_filters.UUIDFilter(method="below", widget=HiddenInput)

    class Meta:
        model = Org
        fields: list[str] = []

    def by_words(self, found: QuerySet, name: str, words: str) -> QuerySet:
        words = words.strip()
        return found.filter(
            Q(name__icontains=words)
            | Q(initials__startswith=words.lower())
            | Q(uscc__startswith=words.upper())
        )

    def below(self, found: QuerySet, name: str, key: UUID) -> QuerySet:
        return found & Org.objects.below(key, on=_today())


def _today() -> Any:
    return timezone.localdate()


def units_of(request: OfficerRequest) -> QuerySet[Org]:
    """Open units the viewer may see, with the name of the unit above."""
    edges = ParentEdge.objects.filter(child=OuterRef("pk"), line=Line.TERRITORIAL, valid__contains=_today())
    found = Org.objects.visible_to(request.user).open_on(_today()).named_on(_today())
    return found.annotate(upper_name=Subquery(edges.values("parent__name")[:1])).order_by(
        "rank", "name_key", "pk"
    )


@require_safe
@officer_page
def org_list(request: OfficerRequest) -> HttpResponse:
    """Units as a list."""
    listing = list_of(
        request,
        units_of(request),
        columns=COLUMNS,
        filters=OrgFilter,
        chips=Chips("kind", OrgKind.choices, all=_("全部")),
        export=reverse("orgs:export"),
    )
    return render(request, "orgs/org_list.html", {"orgs": listing})


def _asked(
    request: OfficerRequest, found: QuerySet, filters: Any, field: str, values: Iterable[str]
) -> QuerySet:
    """The rows that the list behind the export shows."""
    found = filters(request.GET, queryset=found, request=request).qs
    wanted = request.GET.get(field, "")
    return found.filter(**{field: wanted}) if wanted in values else found


@require_safe
@officer_page
def org_export(request: OfficerRequest) -> HttpResponse:
    """The list of units as a sheet."""
    found = _asked(request, units_of(request), OrgFilter, "kind", OrgKind.values)
    heads = [_now("全称"), _now("简称"), _now("组织类型"), _now("组织形式"), _now("统一社会信用代码")]
    heads += [_now("上级工会"), _now("行政区划代码"), _now("成立日期"), _now("地址")]
    rows = (
        [
            *(o.name, o.short_name, o.get_kind_display(), o.get_form_display(), o.uscc, o.upper_name),
            *(o.region_id, o.opened_on.isoformat(), o.address),
        ]
        for o in found.iterator(2000)
    )
    return _sheet(_now("组织"), heads, rows)


@require_safe
@officer_page
def employer_export(request: OfficerRequest) -> HttpResponse:
    """The list of employers as a sheet."""
    found = _asked(request, employers_of(request), EmployerFilter, "size_class", SizeClass.values)
    heads = [
        _now("单位名称"),
        _now("统一社会信用代码"),
        _now("规模"),
        _now("职工数"),
        _now("行业"),
        _now("所属工会"),
    ]
    rows = (
        [e.name, e.uscc, e.get_size_class_display(), e.staff_count, e.industry, e.org.name]
        for e in found.iterator(2000)
    )
    return _sheet(_now("用人单位"), heads, rows)


def _may_import(request: OfficerRequest) -> None:
    if not request.user.has_perm(FOUND.code):
        raise Http404


@require_http_methods(["GET", "POST"])
@officer_page
def org_import(request: OfficerRequest) -> HttpResponse:
    """Choose a sheet of units."""
    _may_import(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.apply(store_file, actor=request.user, capability=FOUND, at=request.at):
        try:
            read_units(stored_bytes(form.result), form.result.name, request.user)
        except Invalid as refused:
            form.refuse(refused)
        else:
            return see_other(request, reverse("orgs:import-check", args=[form.result.pk]))
    told = {"form": form, "columns": UNITS.columns, "limit": UNITS.max_rows}
    return render(request, "orgs/org_import.html", told, status=422 if form.errors else 200)


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
    why: dict[int, list[str]] = defaultdict(list)
    for fault in reading.faults:
        why[fault.rowno].append(f"{fault.where} {fault.title} {fault.cure}".strip())
    width = len(reading.header.labels)
    rows = (
        ["；".join(why[draft.rowno]), *[text(cell) for cell in draft.raw[:width]]]
        for draft in reading.rows
        if draft.rowno in why
    )
    return _sheet(_now("没有通过的行"), [_now("原因"), *reading.header.labels], rows)


@require_safe
@officer_page
def import_template(request: OfficerRequest) -> HttpResponse:
    """The empty sheet with its drop-downs."""
    _may_import(request)
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet(_now("组织"))
        plain = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True})
        for index, column in enumerate(UNITS.columns):
            sheet.set_column(index, index, column.width, plain)
            sheet.write(0, index, f"{column.name}{'*' if column.required else ''}", bold)
            if column.note or column.example:
                sheet.write_comment(0, index, " ".join(filter(None, [str(column.note), column.example])))
            if column.choices:
                names = [str(name) for name in column.choices.values()]
                sheet.data_validation(1, index, UNITS.max_rows, index, {"validate": "list", "source": names})
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_now("组织导入模板") + ".xlsx")


def _sheet(name: str, heads: list[str], rows: Iterable[list[Any]]) -> FileResponse:
    """A sheet written row by row, so that forty thousand rows take no more memory than one page."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(heads) - 1, 22)
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{_today().isoformat()}.xlsx")
