"""Writing: a report is begun and edited, templates are written, read at a unit, copied and retired."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.errors import Missing
from wuli.base.core.tables import Column, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org

from ..actions import VIEW, seen_by
from ..actions import reports as actions
from ..actions import templates as template_actions
from ..asking import Asking, find_unit, highest_unit
from ..models import Report, ReportTemplate
from ..report_forms import (
    BeginForm,
    ChangeTemplateForm,
    CopyForm,
    NewTemplateForm,
    ReportTextForm,
    period_choices,
)
from ..reports.filling import Filling
from ..reports.grammar import MOST_TEXT
from ..reports.remarks import seen_findings
from ..reports.rendering import masked
from ..reports.showing import LivePage, Shown, shown_blocks
from ..reports.words import spoken
from ..times import TimeRange, parse_range

MOST_PICKED = 40
MOST_OFFERED = 200  # units in a select; the writer's own is always among them
TEMPLATE_COLUMNS = [
    Column(_("模板"), "title", link=ReportTemplate.get_absolute_url, sort="title", phone="wide"),
    Column(_("谁的"), lambda t: t.org or _("平台自带")),
    Column(_("报告期"), "get_length_display", sort="length"),
    Column(_("状态"), lambda t: _("停用") if t.retired else _("在用")),
]


def _units(request: OfficerRequest, capability: str, kinds: set[str]) -> Any:
    units = Org.objects.visible_to(request.user, capability).open_on(timezone.localdate(request.at))
    return units.filter(kind__in=kinds).order_by("rank", "name_key")


@officer_page
@require_http_methods(["GET", "POST"])
def report_begin(request: OfficerRequest) -> HttpResponse:
    """Begin a report."""
    today = timezone.localdate(request.at)
    templates = ReportTemplate.objects.visible_to(request.user).in_use().order_by("title")
    kinds = {kind for each in templates for kind in each.kinds}
    orgs = _units(request, actions.WRITE.code, kinds)
    start = {name: request.GET.get(name) for name in ("template", "org", "period")}
    start["period"] = start["period"] or str(today.year)
    form = BeginForm(request.POST or None, templates=templates, orgs=orgs, today=today, initial=start)
    if form.is_bound and form.apply(actions.begin_report, actor=request.user, at=request.at):
        return see_other(request, reverse("figures:report-edit", args=[form.result.pk]))
    told = {"form": form, "heading": _("写一份报告"), "back": reverse("figures:reports")}
    return render(request, "figures/reports/form.html", told, status=422 if form.errors else 200)


@officer_page
@require_http_methods(["GET", "POST"])
def report_edit(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Write the text of a draft: the text, indicators to pick, a live preview."""
    reports = Report.objects.visible_to(request.user).select_related("org")
    report = get_object_or_404(reports, pk=pk)
    if not report.is_editable or not request.user.has_perm(actions.WRITE.code, report.org):
        return see_other(request, report)
    form = ReportTextForm(request.POST or None, record=report)
    if form.is_bound and form.apply(actions.write_report, actor=request.user, report=report):
        return see_other(request, report)
    text = form.data.get("text", report.text) if form.is_bound else report.text
    told = _editor(request, form, text, report.org, report.period, report.language)
    told |= {"report": report, "back": report.get_absolute_url(), "heading": report.title}
    return render(request, "figures/reports/editor.html", told, status=422 if form.errors else 200)


def _editor(
    request: OfficerRequest, form: Any, text: str, org: Org, period: str, language: str
) -> dict[str, Any]:
    return {
        "form": form,
        "org": org,
        "period": period,
        "language": language,
        "picker": _picked(request, org, ""),
        "spoken": spoken(get_language() or "zh"),
    } | _preview(request, text, org, period, language)


def _preview(request: OfficerRequest, text: str, org: Org, period: str, language: str) -> dict[str, Any]:
    today = timezone.localdate(request.at)
    filling = Filling(text[: MOST_TEXT + 1], org, parse_range(period, today), today, language)
    document = masked(filling.document, request.user, org)
    return {
        "blocks": shown_blocks(document, Shown),
        "problems": filling.parsed.problems,
        "findings": [each for each in seen_findings(filling.findings, document) if each.explainable],
    }


@officer_page
@require_POST
def preview(request: OfficerRequest) -> HttpResponse:
    """The text as it would read, with its faults; for the editor while one types."""
    org = find_unit(request.user, request.POST.get("org", ""), timezone.localdate(request.at))
    language = "en" if request.POST.get("language") == "en" else "zh-hans"
    told = _preview(request, request.POST.get("text", ""), org, request.POST.get("period", ""), language)
    return render(request, "figures/reports/_preview.html", told)


@officer_page
@require_GET
def picker(request: OfficerRequest) -> HttpResponse:
    """Indicators that fit the words, ready to be put into a text."""
    org = find_unit(request.user, request.GET.get("org", ""), timezone.localdate(request.at))
    words = request.GET.get("q", "").strip()
    told = {"picker": _picked(request, org, words), "q": words, "spoken": spoken(get_language() or "zh")}
    return render(request, "figures/reports/_picked.html", told)


def _picked(request: OfficerRequest, org: Org, words: str) -> list[Any]:
    needle = words.casefold()
    found = [
        each for each in seen_by(request.user, org)
        if needle in f"{each.code} {each.name} {each.meaning}".casefold()
    ]  # fmt: skip
    return found[:MOST_PICKED]


@officer_page
@require_GET
def template_list(request: OfficerRequest) -> HttpResponse:
    """Templates that the officer may begin a report from."""
    templates = ReportTemplate.objects.visible_to(request.user).select_related("org")
    listing = list_of(request, templates.order_by("title", "pk"), columns=TEMPLATE_COLUMNS)
    told = {"templates": listing, "may_edit": request.user.has_perm(template_actions.EDIT.code)}
    return render(request, "figures/reports/template_list.html", told)


@officer_page
@require_GET
def template_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """A template read at a unit for a period, with live figures."""
    templates = ReportTemplate.objects.visible_to(request.user).select_related("org")
    return _read(request, get_object_or_404(templates, pk=pk))


@officer_page
@require_GET
def live(request: OfficerRequest) -> HttpResponse:
    """The yearly report of a unit as it stands now: the template that fits it."""
    asking = Asking.of(request)
    fitting = ReportTemplate.objects.visible_to(request.user).in_use().filter(length="year")
    template = fitting.filter(kinds__contains=[asking.org.kind]).order_by("created_at").first()
    if template is None:
        return see_other(request, reverse("figures:reports"))
    query = f"?org={asking.org.pk}&period={asking.day.year}"
    return see_other(request, template.get_absolute_url() + query)


def _read(request: OfficerRequest, template: ReportTemplate) -> HttpResponse:
    today = timezone.localdate(request.at)
    org = _unit_for(request, template)
    when = _period_for(request, template)
    query = {"org": str(org.pk), "period": when.code}
    filling = Filling(template.latest.text, org, when, today, template.language)
    page = LivePage(
        request.user, org, today, template.get_absolute_url(), request.GET.get("figure", ""), query,
        filling=filling,
    )  # fmt: skip
    units = _units(request, VIEW.code, set(template.kinds))
    own = template.org_id is not None and request.user.has_perm(template_actions.EDIT.code, template.org)
    told = {
        "template": template, "page": page, "when": when, "org": org, "units": units[:60],
        "periods": dict(_lengths(today)).get(template.length, []), "may_edit": own,
        "may_copy": request.user.has_perm(template_actions.EDIT.code),
        "may_write": request.user.has_perm(actions.WRITE.code, org) and not template.retired,
        "versions": template.versions.select_related("written_by").order_by("-number")[:10],
    }  # fmt: skip
    return render(request, "figures/reports/template.html", told)


def _lengths(today: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    lengths = ("year", "half", "quarter", "month")
    return list(zip(lengths, [choices for _name, choices in period_choices(today)], strict=True))


def _unit_for(request: OfficerRequest, template: ReportTemplate) -> Org:
    """The unit asked for, else the first that the template is for."""
    if request.GET.get("org"):
        return find_unit(request.user, request.GET["org"], timezone.localdate(request.at))
    first = _units(request, VIEW.code, set(template.kinds)).first()
    if first is None:
        raise Missing()
    return first


def _period_for(request: OfficerRequest, template: ReportTemplate) -> TimeRange:
    today = timezone.localdate(request.at)
    if request.GET.get("period"):
        return parse_range(request.GET["period"], today)
    of_day = {"half": TimeRange.half, "quarter": TimeRange.quarter, "month": TimeRange.month}
    return of_day[template.length](today) if template.length in of_day else TimeRange.year(today.year)


@officer_page
@require_http_methods(["GET", "POST"])
def template_new(request: OfficerRequest) -> HttpResponse:
    """Write a template of one's own unit."""
    today = timezone.localdate(request.at)
    org = highest_unit(request.user, template_actions.EDIT.code, today)
    if org is None:
        raise Missing()
    several = Org.objects.visible_to(request.user, template_actions.EDIT.code).order_by("rank", "name_key")
    keys = [org.pk, *several.values_list("pk", flat=True)[:MOST_OFFERED]]
    orgs = Org.objects.filter(pk__in=keys).order_by("rank", "name_key")
    start = {"text": "# {{单位}}{{时间}}工作报告\n\n## \n\n", "length": "year", "org": org}
    form = NewTemplateForm(request.POST or None, orgs=orgs, initial=start)
    if form.is_bound and form.apply(template_actions.write_template, actor=request.user, at=request.at):
        return see_other(request, form.result)
    text = form.data.get("text", "") if form.is_bound else start["text"]
    told = _editor(request, form, text, org, str(today.year), "zh-hans")
    told |= {"back": reverse("figures:report-templates"), "heading": _("写一个模板")}
    return render(request, "figures/reports/editor.html", told, status=422 if form.errors else 200)


@officer_page
@require_http_methods(["GET", "POST"])
def template_edit(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Change a template of one's own unit."""
    template = _own(request, pk)
    form = ChangeTemplateForm(request.POST or None, record=template)
    told = {"actor": request.user, "template": template, "at": request.at}
    if form.is_bound and form.apply(template_actions.change_template, **told):
        return see_other(request, form.result)
    text = form.data.get("text", "") if form.is_bound else template.latest.text
    period = _period_for(request, template).code
    told = _editor(request, form, text, template.org, period, template.language)
    told |= {"template": template, "back": template.get_absolute_url(), "heading": template.title}
    return render(request, "figures/reports/editor.html", told, status=422 if form.errors else 200)


def _own(request: OfficerRequest, pk: UUID) -> ReportTemplate:
    own = ReportTemplate.objects.visible_to(request.user, template_actions.EDIT.code)
    return get_object_or_404(own.select_related("org"), pk=pk)


@officer_page
@require_http_methods(["GET", "POST"])
def template_copy(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Make a copy that can be changed."""
    template = get_object_or_404(ReportTemplate.objects.visible_to(request.user), pk=pk)
    orgs = _units(request, template_actions.EDIT.code, set(template.kinds))
    form = CopyForm(request.POST or None, orgs=orgs, initial={"org": orgs.first()})
    told = {"actor": request.user, "template": template, "at": request.at}
    if form.is_bound and form.apply(template_actions.copy_template, **told):
        return see_other(request, reverse("figures:report-template-edit", args=[form.result.pk]))
    told = {"form": form, "heading": _("改成我们自己的模板"), "back": template.get_absolute_url()}
    return render(request, "figures/reports/form.html", told, status=422 if form.errors else 200)


@officer_page
@require_POST
def template_retire(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Retire a template, or take it up again."""
    template = _own(request, pk)
    template_actions.retire_template(
        actor=request.user, template=template, seen_version=template.version, retired=not template.retired
    )
    return see_other(request, template)
