"""Reports from draft to published; each figure is frozen in the transaction that publishes.

Lock order: the report, then what belongs to it. Imported from here, not from the package: reports read
figures, and reading asks the package who may see them.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.actions.jobs import start_job
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.models.jobs import Job
from wuli.base.core.notices import Event, notify, notify_all
from wuli.base.core.said import listed
from wuli.base.orgs.models import Org, OrgClosure, RoleGrant
from wuli.base.orgs.roles import roles_with

from ..models import (
    Explanation,
    FrozenFigure,
    PublicLink,
    Report,
    ReportFigure,
    ReportStep,
    ReportTemplate,
)
from ..reports.filling import Filling, filling_of
from ..reports.grammar import MOST_TEXT, parse
from ..reports.values import Key
from ..times import TimeRange, parse_range
from .freezing import StillCounting, Tell, Wanted, freeze, untold

WRITE = Capability("figures.write_reports", _("写报告"), roles={"officer", "chair"})
REVIEW = Capability("figures.review_reports", _("审核、发布报告"), roles={"officer", "chair"})
SHARE = Capability("figures.share_reports", _("公开报告"), roles={"officer", "chair"})

SUBMITTED = Event("figures.report_submitted", _("《%(title)s》等您审核，起草人%(name)s"), glyph="报")
RETURNED = Event("figures.report_returned", _("《%(title)s》退回修改：%(words)s"), glyph="报")
PUBLISHED = Event("figures.report_published", _("《%(title)s》已由%(name)s发布"), glyph="报")

PUBLISHING = "figures.publish_report"  # the kind of job
LONGEST_LINK = 366
SHORT = "23456789abcdefghjkmnpqrstuvwxyz"  # no signs that are taken for each other on paper


class AlreadyPublished(Conflict):
    """Of two who publish at once, one wins and the other is told by whom."""

    code = "figures.already_published"
    message = _("这份报告已由%(name)s在%(when)s发布，没有再发一次。")
    cure = _("发布的那一份有效，请打开看看。")


class BeingPublished(Conflict):
    """A long report is published by one job at a time."""

    code = "figures.being_published"
    message = _("%(name)s正在发布这份报告，没有再发一次。")
    cure = _("等它办完，再打开看看。")


class OwnReport(RuleBroken):
    """Nobody reviews their own."""

    code = "figures.own_report"
    message = _("起草人不能审核自己的报告。")
    cure = _("请本单位另一位能审核的人来办。")


class Unresolved(RuleBroken):
    """Contradictions are mended or explained before publishing."""

    code = "figures.report_unresolved"
    message = _("还有 %(n)s 处要改或者要说明，没有发布：%(titles)s。")
    cure = _("读不懂的要改正文；对不上的改正文，或者写一句说明。")


class Unreadable(RuleBroken):
    """Who reviews a text can read all of it."""

    code = "figures.report_unreadable"
    message = _("正文里有 %(n)s 处读不懂，没有送审：%(faults)s")
    cure = _("先把正文改好，再送审。")


class TooManyFigures(RuleBroken):
    """A text asks for more figures than can be read at once."""

    code = "figures.report_too_long"
    message = _("这份报告要的数字太多，没有发布。")
    cure = _("少用几张表，或者拆成几份。")


class NotThisKind(RuleBroken):
    """A template is for some kinds of unit and one length of period."""

    code = "figures.template_not_for_this"
    message = _("“%(title)s”不是给这类单位或者这种报告期用的。")
    cure = _("换一个模板，或者换报告期。")


@action("figures.begin_report")
def begin_report(
    *, actor: Actor, org: Org, template: ReportTemplate, period: str, at: datetime, title: str = ""
) -> Report:
    """Begin a report of `org` for `period` (a code such as 2025 or 2025-11) from the template's latest text.

    Raises NotThisKind when the template is for other units or periods, Invalid for a period to come.
    """
    require(actor, WRITE, org)
    today = timezone.localdate(at)
    when = parse_range(period, today)
    if when.start > today:
        raise Invalid({"period": [_("这段时间还没有到。")]})
    if template.retired or not template.fits(org) or length_of(when) != template.length:
        raise NotThisKind(title=template.title)
    version = template.latest
    filled = Filling(version.text, org, when, today, template.language)
    told = title.strip() or filled.document.title or template.title
    return Report.objects.create(
        org=org, template_version=version, title=told[:120], period=when.code, text=version.text,
        language=template.language, written_by_id=actor.pk, short_code=_short_code(), created_at=at,
    )  # fmt: skip


def length_of(when: TimeRange) -> str:
    """The length of a stretch as templates name it; empty for any days."""
    if when == TimeRange.year(when.start.year):
        return "year"
    of_day = {"half": TimeRange.half, "quarter": TimeRange.quarter, "month": TimeRange.month}
    return next((name for name, of in of_day.items() if of(when.start) == when), "")


def _short_code() -> str:
    return "".join(secrets.choice(SHORT) for _n in range(10))


@action("figures.write_report")
def write_report(*, actor: Actor, report: Report, seen_version: int, title: str, text: str) -> Report:
    """Change title and text of a draft. The second of two editors gets Conflict; nothing is overwritten.

    A text with faults is kept as a draft; it cannot be published before they are mended.
    """
    require(actor, WRITE, report.org)
    report = report.claim_edit(seen_version)
    if not report.is_editable:
        raise Conflict()
    wrong: dict[str, list[Any]] = {}
    if not title.strip():
        wrong["title"] = [_("写个题目")]
    if len(text) > MOST_TEXT:
        wrong["text"] = [_now("正文最多 %(n)s 个字。") % {"n": f"{MOST_TEXT:,}"}]
    if wrong:
        raise Invalid(wrong)
    report.title, report.text = title.strip()[:120], text
    report.save(update_fields=["title", "text"])
    return report


@action("figures.submit_report")
def submit_report(*, actor: Actor, report: Report, at: datetime) -> Report:
    """Send a draft to review 送审; who may review it is told. The sender answers for it as its writer.

    Raises Unreadable while the text has faults.
    """
    require(actor, WRITE, report.org)
    report = Report.objects.locked(report.pk)
    if problems := parse(report.text).problems:
        raise Unreadable(n=len(problems), faults=" ".join(str(each) for each in problems[:3]))
    report.written_by_id, report.submitted_at = actor.pk, at
    report.save(update_fields=["written_by", "submitted_at"])
    _step(report, Report.State.REVIEW, actor, at)
    told = {"title": report.title, "name": _name_of(actor), "url": report.get_absolute_url()}
    notify_all(reviewers(report.org, besides=actor), SUBMITTED, **told)
    return report


@action("figures.take_report_back")
def take_report_back(*, actor: Actor, report: Report, at: datetime) -> Report:
    """Its writer takes a report back from review, to go on writing."""
    require(actor, WRITE, report.org)
    report = Report.objects.locked(report.pk)
    return _step(report, Report.State.DRAFT, actor, at)


@action("figures.return_report")
def return_report(*, actor: Actor, report: Report, words: str, at: datetime) -> Report:
    """Return a report 退回 to its writer with what is to be mended. Not by its own writer."""
    require(actor, REVIEW, report.org)
    report = Report.objects.locked(report.pk)
    _not_own(actor, report)
    if not words.strip():
        raise Invalid({"words": [_("写一句要改什么，起草人会读到。")]})
    _step(report, Report.State.RETURNED, actor, at, words)
    _tell_writer(report, RETURNED, words=words.strip()[:100])
    return report


@action("figures.explain_finding")
def explain_finding(
    *, actor: Actor, report: Report, finding: str, words: str, at: datetime
) -> Explanation | None:
    """Explain a contradiction 口径说明 that the text keeps; empty words take the explanation back."""
    require(actor, WRITE, report.org)
    report = Report.objects.locked(report.pk)
    if report.is_final:
        raise Conflict()
    known = {each.code: each for each in filling_of(report, timezone.localdate(at)).findings}
    if finding not in known or not known[finding].explainable:
        raise Conflict()
    if not words.strip():
        report.explanations.filter(finding=finding).delete()
        return None
    told = {"words": words.strip()[:300], "written_by_id": actor.pk}
    kept, _made = Explanation.objects.update_or_create(report=report, finding=finding, defaults=told)
    return kept


@action("figures.publish_report")
def publish_report(*, actor: Actor, report: Report, at: datetime, tell: Tell = untold) -> Report:
    """Publish a reviewed report 发布: freeze every figure, keep the text as it reads, end the edition before.

    `tell` hears how many figures are frozen. Raises OwnReport, Unresolved while a contradiction is neither
    mended nor explained, StillCounting while a figure is being recomputed, FigureNotYours for one the actor
    may not see, AlreadyPublished to the second of two who publish at once. Then nothing has changed.
    """
    require(actor, REVIEW, report.org)
    report = Report.objects.select_related("published_by").locked(report.pk)
    filling = _publishable(actor, report, at)
    frozen = _frozen(actor, report, filling, at, tell)
    report.content = filling.document.kept()
    report.sha256 = hashlib.sha256(_as_text(report.content)).hexdigest()
    report.published_at, report.published_by_id = at, actor.pk
    report.state = Report.State.PUBLISHED  # with its content in one statement, as the database asks
    report.save(update_fields=["content", "sha256", "published_at", "published_by", "state"])
    ReportFigure.objects.bulk_create(
        ReportFigure(report=report, key=str(key), figure=figure, place=place)
        for place, (key, figure) in enumerate(frozen)
    )
    ReportStep.objects.create(report=report, state=report.state, at=at, by_id=actor.pk)
    _supersede(report, actor, at)
    _tell_writer(report, PUBLISHED, name=_name_of(actor))
    return report


@action("figures.start_publishing")
def start_publishing(*, actor: Actor, report: Report, at: datetime) -> Job:
    """Let a job publish a report with many rows behind it; when one's own is at it already, that one.

    Raises BeingPublished while somebody else's is, and what `publish_report` raises, as far as that can be
    known beforehand.
    """
    require(actor, REVIEW, report.org)
    report = Report.objects.select_related("published_by").locked(report.pk)
    _publishable(actor, report, at)
    if under_way := publishing_of(report):
        if under_way.owner_id != actor.pk:
            raise BeingPublished(name=_name_of(under_way.owner))
        return under_way
    told = {"about": report.title, "url": report.get_absolute_url(), "org_id": report.org_id}
    return start_job(actor=actor, kind=PUBLISHING, args={"report": str(report.pk)}, **told)


def publishing_of(report: Report) -> Job | None:
    """The job that is publishing `report` now."""
    jobs = Job.objects.unfinished().filter(kind=PUBLISHING, args__report=str(report.pk))
    return jobs.select_related("owner").first()


def _publishable(actor: Actor, report: Report, at: datetime) -> Filling:
    if report.is_final and report.published_at:
        raise AlreadyPublished(name=_name_of(report.published_by), when=report.published_at)
    _not_own(actor, report)
    if not report.may_move_to(Report.State.PUBLISHED):
        raise Conflict()
    filling = filling_of(report, timezone.localdate(at))
    _resolved(report, filling)
    return filling


def _resolved(report: Report, filling: Filling) -> None:
    if filling.too_many:
        raise TooManyFigures()
    explained = set(report.explanations.values_list("finding", flat=True))
    open_ones = [each for each in filling.findings if each.code not in explained or not each.explainable]
    if open_ones:
        titles = list(dict.fromkeys(each.title for each in open_ones))
        raise Unresolved(n=len(open_ones), titles=listed(titles[:3]))


def _frozen(
    actor: Actor, report: Report, filling: Filling, at: datetime, tell: Tell
) -> list[tuple[Key, FrozenFigure]]:
    """Freeze what the text rests on; what it shows and what is frozen are the same numbers."""
    if filling.values.pending:
        raise StillCounting(name=report.title)
    keys = filling.rendered.used
    orgs = {str(org.pk): org for org in [report.org, *filling.scope.children]}
    wanted = [
        Wanted(key.code, orgs[key.org], parse_range(key.when, filling.today), key.reading, key.parted)
        for key in keys
    ]
    figures = freeze(actor=actor, org=report.org, wanted=wanted, at=at, tell=tell)
    for key, figure in zip(keys, figures, strict=True):
        if figure.number != _as_read(filling.values.get(key).number):
            raise StillCounting(name=report.title)
    return list(zip(keys, figures, strict=True))


def _as_read(number: Any) -> Any:
    return number if number is None or number != int(number) else int(number)


def _as_text(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def _supersede(report: Report, actor: Actor, at: datetime) -> None:
    before = report.earlier
    if before is not None and before.may_move_to(Report.State.SUPERSEDED):
        _step(Report.objects.locked(before.pk), Report.State.SUPERSEDED, actor, at)


@action("figures.withdraw_report")
def withdraw_report(*, actor: Actor, report: Report, words: str, at: datetime) -> Report:
    """Withdraw a published report 撤回 with the reason; it stays readable here, its public links close."""
    require(actor, REVIEW, report.org)
    report = Report.objects.locked(report.pk)
    if not words.strip():
        raise Invalid({"words": [_("写一句为什么撤回。")]})
    return _step(report, Report.State.WITHDRAWN, actor, at, words)


@action("figures.begin_edition")
def begin_edition(*, actor: Actor, report: Report, at: datetime) -> Report:
    """Begin the next edition 新版 of a published or withdrawn report; it takes its place when published."""
    require(actor, WRITE, report.org)
    report = Report.objects.locked(report.pk)
    if report.state not in (Report.State.PUBLISHED, Report.State.WITHDRAWN):
        raise Conflict()
    later = Report.objects.filter(earlier=report).first()
    if later is not None:
        return later
    return Report.objects.create(
        org=report.org, template_version=report.template_version, title=report.title, period=report.period,
        text=report.text, language=report.language, written_by_id=actor.pk, edition=report.edition + 1,
        earlier=report, short_code=_short_code(), created_at=at,
    )  # fmt: skip


@action("figures.drop_report")
def drop_report(*, actor: Actor, report: Report, at: datetime) -> Report:
    """Stop writing a draft; it stays in the list of what was dropped."""
    require(actor, WRITE, report.org)
    report = Report.objects.locked(report.pk)
    if report.earlier_id:
        report.earlier = None  # the edition before may be followed by another
        report.save(update_fields=["earlier"])
    return _step(report, Report.State.DROPPED, actor, at)


@action("figures.open_report")
def open_report(*, actor: Actor, report: Report, days: int, at: datetime) -> PublicLink:
    """Make a link 公开链接 by which anybody may read a published report for `days`: no rows, no persons."""
    require(actor, SHARE, report.org)
    report = Report.objects.locked(report.pk)
    if report.state != Report.State.PUBLISHED:
        raise Conflict()
    if not 1 <= days <= LONGEST_LINK:
        raise Invalid({"days": [_now("1 到 %(n)s 天") % {"n": LONGEST_LINK}]})
    return PublicLink.objects.create(
        report=report, token=secrets.token_urlsafe(24), created_at=at, expires_at=at + timedelta(days=days),
        made_by_id=actor.pk,
    )  # fmt: skip


@action("figures.close_link")
def close_link(*, actor: Actor, link: PublicLink, at: datetime) -> PublicLink:
    """Take a public link back; from now on it opens nothing."""
    require(actor, SHARE, link.report.org)
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
    return link


def reviewers(org: Org, *, besides: Any) -> list[User]:
    """Who may review reports of `org` and stands nearest to it: those of the unit itself, else above."""
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(role__in=roles_with(REVIEW.code))
    above = OrgClosure.objects.filter(descendant=org, standing=True).order_by("depth")
    for unit in above.values_list("ancestor", flat=True):
        users = User.objects.filter(grants__in=grants.filter(org=unit), is_active=True)
        found = list(users.exclude(pk=besides.pk).distinct())
        if found:
            return found
    return []


def _step(report: Report, state: str, actor: Any, at: datetime, words: str = "") -> Report:
    report.move_to(state)
    ReportStep.objects.create(report=report, state=state, words=words.strip()[:300], at=at, by_id=actor.pk)
    return report


def _not_own(actor: Actor, report: Report) -> None:
    if actor.pk is not None and actor.pk == report.written_by_id:
        raise OwnReport()


def _tell_writer(report: Report, event: Event, **told: str) -> None:
    if report.written_by is not None:
        notify(report.written_by, event, url=report.get_absolute_url(), title=report.title, **told)


def _name_of(user: Any) -> str:
    return str(getattr(user, "name", "") or user or _now("系统"))
