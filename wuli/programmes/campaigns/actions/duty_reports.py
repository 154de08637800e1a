"""The verbs of duty reports: begin, write, submit with frozen figures, return, score, archive."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules as dated
from wuli.base.core.actions import Actor, Capability, action, refused_as, require
from wuli.base.core.calendar import add_working_days
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.figures import INDICATORS
from wuli.base.core.notices import notify
from wuli.base.orgs.models import Org, ParentEdge
from wuli.base.people.codes import PostTitle
from wuli.mechanisms.figures.actions import may_see
from wuli.mechanisms.figures.actions.freezing import Wanted, freeze
from wuli.mechanisms.figures.times import TimeRange

from ..kinds import REPORT_FIGURES
from ..models import DutyReport, ReportFigure
from ..rule_kinds import DUTY_REPORT
from . import events
from .capabilities import WORK

SCORE = Capability("campaigns.score", _("给履职评分"), roles={"officer", "chair", "leader", "org_dept"})


class ReportThere(Conflict):
    """One report a post and period."""

    code = "campaigns.report_there"
    message = _("%(org)s的%(post)s%(period)s已经有一份履职报告，没有另起一份。")


class NotWritten(RuleBroken):
    """What is submitted says something."""

    code = "campaigns.not_written"
    message = _("“履职情况”还空着，没有报送。")
    cure = _("数字是自动的，做了什么、怎么做的要自己写几句。")


class NoSuperior(RuleBroken):
    """A report is scored by the unit above."""

    code = "campaigns.no_superior"
    message = _("%(org)s上面没有单位，这份报告没有人评分。")


class OwnReport(RuleBroken):
    """Nobody scores their own report."""

    code = "campaigns.own_report"
    message = _("这是您自己写的，由上级来评。")


@action("campaigns.begin_report")
def begin_report(
    *, actor: Actor, org: Org, post: str, holder: str, when: TimeRange, at: datetime
) -> DutyReport:
    """Begin the duty report 履职报告 of a post at `org` for a period; its figures fill themselves.

    Due some workdays after the period (rule `campaigns.duty_report`). ReportThere for a second one.
    """
    require(actor, WORK, org)
    if post not in PostTitle.values:
        raise Invalid({"post": [_("没有这个职务。")]})
    if when.start > timezone.localdate(at):
        raise Invalid({"period": [_("这段时间还没有开始。")]})
    within = dated.at(DUTY_REPORT.code, org, timezone.localdate(at))["within"]
    told = {"org": str(org), "post": PostTitle(post).label, "period": when.words}
    with refused_as(duty_report_once=ReportThere(**told)):
        return DutyReport.objects.create(  # type: ignore[misc]
            org=org, post=post, holder=holder, author=actor, period_from=when.start, period_to=when.last,
            due_on=add_working_days(when.last, within),
        )  # fmt: skip


@action("campaigns.write_report")
def write_report(
    *,
    actor: Actor,
    report: DutyReport,
    seen_version: int,
    done: str,
    problems: str = "",
    next_steps: str = "",
) -> DutyReport:
    """Write the text of a report that is a draft or was returned. Conflict when somebody was quicker."""
    require(actor, WORK, report.org)
    report = report.claim_edit(seen_version)
    if not report.may_be_written:
        raise Conflict()
    report.done, report.problems, report.next_steps = done, problems, next_steps
    report.save()
    return report


@action("campaigns.submit_report")
def submit_report(*, actor: Actor, report: DutyReport, at: datetime) -> DutyReport:
    """Submit a report 报送: its figures are frozen as they stand, once more after a return.

    NotWritten while its text is empty; StillCounting while a figure is being recomputed.
    """
    require(actor, WORK, report.org)
    report = DutyReport.objects.locked(report.pk)
    if not report.done.strip():
        raise NotWritten()
    report.round, report.submitted_on = report.round + 1, timezone.localdate(at)
    report.save(update_fields=["round", "submitted_on"])
    report.move_to(DutyReport.State.SUBMITTED)
    wanted = [Wanted(code, report.org, report.when) for code in figures_of(report, actor)]
    frozen = freeze(actor=actor, org=report.org, wanted=wanted, at=at)
    ReportFigure.objects.bulk_create(
        ReportFigure(report=report, round=report.round, order=n, figure=figure)
        for n, figure in enumerate(frozen)
    )
    return report


def figures_of(report: DutyReport, viewer: Any) -> list[str]:
    """Codes of the figures that the report tells and `viewer` may see, in order."""
    return [c for c in REPORT_FIGURES if c in INDICATORS and may_see(viewer, INDICATORS[c], report.org)]


@action("campaigns.score_report")
def score_report(
    *, actor: Actor, report: DutyReport, score: Decimal, feedback: str, at: datetime
) -> DutyReport:
    """Score a report 评分 with feedback, in the name of the unit above; never one's own (OwnReport)."""
    _require_superior(actor, report)
    if not 0 <= score <= 100:
        raise Invalid({"score": [_("0 到 100 分。")]})
    if not feedback.strip():
        raise Invalid({"feedback": [_("写几句反馈，履职人看得到。")]})
    report = _judged(actor, report, feedback, at, score=score)
    report.move_to(DutyReport.State.SCORED)
    notify(report.author, events.REPORT_SCORED, url=report.get_absolute_url(), title=str(report), score=score)
    return report


@action("campaigns.return_report")
def return_report(*, actor: Actor, report: DutyReport, feedback: str, at: datetime) -> DutyReport:
    """Send a report back 退回 with what to change; its frozen figures of this round stay."""
    _require_superior(actor, report)
    if not feedback.strip():
        raise Invalid({"feedback": [_("写清楚要改哪里。")]})
    report = _judged(actor, report, feedback, at)
    report.move_to(DutyReport.State.RETURNED)
    notify(report.author, events.REPORT_RETURNED, url=report.get_absolute_url(), title=str(report))
    return report


def _judged(actor: Actor, report: DutyReport, feedback: str, at: datetime, **more: Any) -> DutyReport:
    if actor.pk and report.author_id == actor.pk:
        raise OwnReport()
    report = DutyReport.objects.locked(report.pk)
    told = {"feedback": feedback, "judged_at": at, "judged_by": actor if actor.pk else None} | more
    for name, value in told.items():
        setattr(report, name, value)
    report.save(update_fields=list(told))
    return report


@action("campaigns.archive_report")
def archive_report(*, actor: Actor, report: DutyReport) -> DutyReport:
    """File a scored report 归档; it does not change any more."""
    _require_superior(actor, report)
    report.move_to(DutyReport.State.ARCHIVED)
    return report


def superior_of(org: Org, on: date) -> Org | None:
    """The unit directly above `org` on a day, along the territorial line."""
    edge = ParentEdge.objects.filter(child=org, line="territorial", valid__contains=on).first()
    return edge.parent if edge else None


def may_score(user: Any, report: DutyReport) -> bool:
    """Whether `user` stands for the unit above and did not write it."""
    above = superior_of(report.org, timezone.localdate())
    return above is not None and user.has_perm(SCORE.code, above) and report.author_id != user.pk


def _require_superior(actor: Actor, report: DutyReport) -> None:
    above = superior_of(report.org, timezone.localdate())
    if above is None:
        require(actor, SCORE, report.org)
        raise NoSuperior(org=str(report.org))
    require(actor, SCORE, above)
