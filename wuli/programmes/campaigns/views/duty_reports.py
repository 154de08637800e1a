"""Pages of duty reports: the list, one report with its figures, writing, submitting, scoring."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from wuli.base.core.lists import officer_list
from wuli.base.core.said import short_day
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org
from wuli.programmes.campaigns import actions, forms
from wuli.programmes.campaigns.filters import ReportFilter
from wuli.programmes.campaigns.models import DutyReport
from wuli.programmes.campaigns.report_figures import lines_of

COLUMNS = [
    Column(_("履职人"), "holder", link=DutyReport.get_absolute_url, sort="holder", phone="wide"),
    Column(_("职务"), "get_post_display", sort="post"),
    Column(_("单位"), "org", sort=("org__rank", "org__name_key")),
    Column(_("报告哪一段"), "when.words", sort="period_from"),
    Column(_("报送期限"), "due_on", show=short_day, sort="due_on"),
    Column(_("得分"), "score", align="n", sort="score"),
    Column(
        _("状态"), lambda r: badge(r.tone, _("逾期") if r.is_late else r.get_state_display()), code="state"
    ),
]


@officer_list("campaigns:reports")
def reports_by_period(request: OfficerRequest) -> Listing:
    """Duty reports of the officer's units, the latest period first."""
    reports = DutyReport.objects.visible_to(request.user).select_related("org").order_by("-period_from", "pk")
    return list_of(
        request, reports, columns=COLUMNS, filters=ReportFilter, export=reverse("campaigns:report-export"),
        chips=Chips("state", DutyReport.State.choices, all=_("全部")),
    )  # fmt: skip


@require_GET
@officer_page
def report_list(request: OfficerRequest) -> HttpResponse:
    """The list of duty reports."""
    return render(
        request, "campaigns/report_list.html",
        {"reports": reports_by_period(request), "may_begin": request.user.has_perm(actions.WORK.code)},
    )  # fmt: skip


def _seen(request: OfficerRequest, pk: UUID) -> DutyReport:
    reports = DutyReport.objects.visible_to(request.user).select_related("org", "author", "judged_by")
    return get_object_or_404(reports, pk=pk)


@require_GET
@officer_page
def report_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One report: the text, the figures (live, or frozen as submitted), the score."""
    report = _seen(request, pk)
    writes = report.may_be_written and request.user.has_perm(actions.WORK.code, report.org)
    scores = actions.may_score(request.user, report)
    return render(
        request, "campaigns/report.html",
        {
            "report": report,
            "lines": lines_of(report, request.user, timezone.localdate(request.at)),
            "may_write": writes,
            "may_score": scores and report.state == "submitted",
            "may_archive": scores and report.state == "scored",
            "above": actions.superior_of(report.org, timezone.localdate(request.at)),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def report_begin(request: OfficerRequest) -> HttpResponse:
    """Begin a report for a post and a period."""
    if not request.user.has_perm(actions.WORK.code):
        raise Http404
    today = timezone.localdate(request.at)
    orgs = Org.objects.visible_to(request.user, actions.WORK.code).open_on(today)
    form = forms.BeginReportForm(
        request.POST or None, orgs=orgs, today=today, initial={"holder": request.user.name}
    )
    if form.is_bound and form.apply(actions.begin_report, actor=request.user, at=request.at):
        return see_other(request, form.result)
    return _form(request, form, _("写履职报告"), reverse("campaigns:reports"))


def _form(request: OfficerRequest, form: Any, heading: Any, back: str, about: Any = None) -> HttpResponse:
    return render(
        request, "campaigns/duty_form.html",
        {"form": form, "heading": heading, "back": back, "about": about, "of_reports": True},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def report_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Write, submit, score, return or archive a report."""
    report = _seen(request, pk)
    steps: dict[str, tuple[Any, Any, Any, bool]] = {
        "write": (_("写报告"), forms.WriteReportForm, actions.write_report, False),
        "submit": (_("报送"), forms.ActionForm, actions.submit_report, True),
        "score": (_("评分"), forms.ScoreForm, actions.score_report, True),
        "return": (_("退回重写"), forms.FeedbackForm, actions.return_report, True),
        "archive": (_("归档"), forms.ActionForm, actions.archive_report, False),
    }
    if step not in steps:
        raise Http404
    name, make, act, timed = steps[step]
    sent = request.method == "POST"
    told = {"record": report} if step == "write" else {}
    form = make(request.POST if sent else None, **told)
    known = {"actor": request.user, "report": report} | ({"at": request.at} if timed else {})
    if sent and form.apply(act, **known):
        return see_other(request, report)
    return _form(request, form, name, report.get_absolute_url(), report)
