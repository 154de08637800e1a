"""Pages of reports: the list, one report with its figures, its steps, explanations and public links."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.errors import WuliError
from wuli.base.core.models.jobs import Job
from wuli.base.core.said import moment
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import reports as actions
from ..models import PublicLink, Report
from ..report_forms import LinkForm, WordsForm
from ..reports.exporting import fonts_are_there
from ..reports.publishing import publish
from ..reports.remarks import remarks_of
from ..reports.showing import PublishedPage, page_of
from ..times import parse_range

COLUMNS = [
    Column(_("题目"), "title", link=Report.get_absolute_url, sort="title", phone="wide"),
    Column(_("单位"), "org", sort="org__name_key"),
    Column(_("报告期"), lambda r: parse_range(r.period, timezone.localdate()).words, sort="period"),
    Column(_("起草人"), lambda r: r.written_by.name if r.written_by else "", phone="off"),
    Column(_("发布时间"), "published_at", show=moment, sort="published_at", phone="off"),
    Column(_("状态"), lambda r: badge(r.tone, r.get_state_display()), sort="state"),
]
WITH_WORDS = {"return", "withdraw"}


def _seen(request: OfficerRequest, pk: UUID) -> Report:
    reports = Report.objects.visible_to(request.user)
    return get_object_or_404(reports.select_related("org", "written_by", "published_by", "earlier"), pk=pk)


@officer_page
@require_GET
def report_list(request: OfficerRequest) -> HttpResponse:
    """The reports of the officer's units."""
    reports = Report.objects.visible_to(request.user).select_related("org", "written_by")
    listing = list_of(
        request, reports.defer("content", "text").order_by("-created_at", "-pk"), columns=COLUMNS,
        chips=Chips("state", Report.State.choices, all=_("全部")),
    )  # fmt: skip
    told = {"reports": listing, "may_write": request.user.has_perm(actions.WRITE.code)}
    return render(request, "figures/reports/report_list.html", told)


@officer_page
@require_GET
def report_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One report: its text, one figure opened, what is to be done."""
    report = _seen(request, pk)
    return render(request, "figures/reports/report.html", _told(request, report))


def _told(request: OfficerRequest, report: Report, **more: Any) -> dict[str, Any]:
    opened = request.GET.get("figure", "")
    page = page_of(report, request.user, timezone.localdate(request.at), opened)
    explained = {each.finding: each.words for each in report.explanations.order_by("pk")}
    findings = [] if isinstance(page, PublishedPage) else page.findings
    publishing = actions.publishing_of(report) if report.state == Report.State.REVIEW else None
    steps = steps_of(report, request)
    if publishing:
        steps |= {"publish": False, "return": False, "take_back": False}
    return {
        "report": report,
        "page": page,
        "when": parse_range(report.period, page.today),
        "findings": [(each, "" if each.veiled else explained.get(each.code, "")) for each in findings],
        "open_findings": [e for e in findings if not e.explainable or e.code not in explained],
        "explanations": remarks_of(report, page.document),
        "steps": steps,
        "publishing": publishing,
        "past": report.steps.select_related("by").order_by("-at", "-pk"),
        "links": report.links.order_by("-created_at") if steps["share"] else [],
        "link_form": LinkForm(),
        "base": request.build_absolute_uri("/").rstrip("/"),
        "later": Report.objects.filter(earlier=report).first(),
        "has_fonts": fonts_are_there(),
    } | more


def steps_of(report: Report, request: OfficerRequest) -> dict[str, bool]:
    """Which buttons stand on the page: those that the state and the officer's grants allow."""
    write = request.user.has_perm(actions.WRITE.code, report.org)
    review = (
        request.user.has_perm(actions.REVIEW.code, report.org) and report.written_by_id != request.user.pk
    )
    live = report.state == Report.State.PUBLISHED
    return {
        "edit": write and report.is_editable,
        "explain": write and not report.is_final and report.state != Report.State.DROPPED,
        "submit": write and report.may_move_to("review"),
        "take_back": write and report.state == Report.State.REVIEW,
        "return": review and report.may_move_to("returned"),
        "publish": review and report.may_move_to("published"),
        "withdraw": request.user.has_perm(actions.REVIEW.code, report.org) and live,
        "edition": write and report.state in (Report.State.PUBLISHED, Report.State.WITHDRAWN),
        "drop": write and report.may_move_to("dropped"),
        "share": live and request.user.has_perm(actions.SHARE.code, report.org),
    }


STEPS: dict[str, Callable[..., Report | Job]] = {
    "submit": actions.submit_report,
    "take-back": actions.take_report_back,
    "publish": publish,
    "edition": actions.begin_edition,
    "drop": actions.drop_report,
    "return": actions.return_report,
    "withdraw": actions.withdraw_report,
}


@officer_page
@require_http_methods(["GET", "POST"])
def report_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """A step of a report; those that need a reason ask for it first."""
    report = _seen(request, pk)
    if step not in STEPS:
        raise Http404
    if step in WITH_WORDS:
        return _with_words(request, report, step)
    if request.method == "GET":
        return see_other(request, report)
    try:
        done = STEPS[step](actor=request.user, report=report, at=request.at)
    except WuliError as refused:
        if refused.status in (403, 404):
            raise
        report.refresh_from_db()
        told = _told(request, report, refused=refused)
        return render(request, "figures/reports/report.html", told, status=refused.status)
    return see_other(request, done)


def _with_words(request: OfficerRequest, report: Report, step: str) -> HttpResponse:
    form = WordsForm(request.POST or None)
    if form.is_bound and form.apply(STEPS[step], actor=request.user, report=report, at=request.at):
        return see_other(request, report)
    told = {"form": form, "report": report, "step": step}
    status = 422 if form.errors else 200
    return render(request, "figures/reports/report_words.html", told, status=status)


@officer_page
@require_POST
def explain(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Explain a contradiction, or take the explanation back."""
    report = _seen(request, pk)
    told = {name: request.POST.get(name, "")[:300] for name in ("finding", "words")}
    actions.explain_finding(actor=request.user, report=report, at=request.at, **told)
    return see_other(request, f"{report.get_absolute_url()}#findings")


@officer_page
@require_GET
def report_figures(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Every frozen figure of a published report beside the present: what the code on its documents opens."""
    report = _seen(request, pk)
    page = page_of(report, request.user, timezone.localdate(request.at))
    if not isinstance(page, PublishedPage):
        return see_other(request, report)
    told = {"report": report, "page": page, "lines": [(each, page.now[each.key]) for each in page.seen]}
    return render(request, "figures/reports/report_figures.html", told)


@officer_page
@require_GET
def report_by_code(request: OfficerRequest, code: str) -> HttpResponse:
    """From the code on a document to the frozen figures of its report."""
    report = get_object_or_404(Report.objects.visible_to(request.user), short_code=code.lower())
    return see_other(request, reverse("figures:report-figures", args=[report.pk]))


@officer_page
@require_POST
def link_make(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Make a public link."""
    report = _seen(request, pk)
    form = LinkForm(request.POST)
    if form.apply(actions.open_report, actor=request.user, report=report, at=request.at):
        return see_other(request, f"{report.get_absolute_url()}#links")
    return render(request, "figures/reports/report.html", _told(request, report, link_form=form), status=422)


@officer_page
@require_POST
def link_close(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take a public link back."""
    links = PublicLink.objects.visible_to(request.user).select_related("report__org")
    link = get_object_or_404(links, pk=pk)
    actions.close_link(actor=request.user, link=link, at=request.at)
    return see_other(request, f"{link.report.get_absolute_url()}#links")
