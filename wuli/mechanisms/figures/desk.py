"""What figures put on the table: menu, proposals and reports that wait, indicators in the search."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import DueItem, DueSource, Found, MenuEntry, SearchSource, offer
from wuli.base.core.file_access import guard_files
from wuli.base.orgs.scope import orgs_within

from .actions import SET, VIEW, seen_by
from .actions.reports import REVIEW
from .asking import find_unit
from .exchange.due import due as exchange_due
from .models import Baseline, Report, Target, TargetProposal
from .targets.wording import said


def find(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Indicators whose name or code holds the words, at the highest unit that the user sees figures of."""
    if not words.strip():
        return
    try:
        org = find_unit(user, "", timezone.localdate())
    except Http404:
        return
    hits = [each for each in seen_by(user, org) if words.casefold() in f"{each.name} {each.code}".casefold()]
    for each in hits[:limit]:
        yield Found(
            glyph="数", title=str(each.name), detail=str(each.meaning),
            url=reverse("figures:figure", args=[org.pk, each.code]),
        )  # fmt: skip


def due(user: Any, at: datetime) -> Iterable[DueItem]:
    """Proposals of units below that wait for an answer, the oldest first."""
    asked = TargetProposal.objects.filter(state="open", target__set_by__in=orgs_within(user, SET.code))
    for each in asked.select_related("target__org", "target__set_by").order_by("created_at")[:50]:
        yield DueItem(
            glyph="标",
            title=str(each.target.name),
            detail=_now("建议改成 %(value)s") % {"value": said(each.value, each.target.declared)},
            org_name=str(each.target.org),
            owner="",
            due_at=None,
            url=each.get_absolute_url(),
            step=_now("去答复"),
            kind="figures",
            tone="chuang",
        )


def due_reports(user: Any, at: datetime) -> Iterable[DueItem]:
    """Reports that wait for the user's review, and the user's own that came back."""
    seen = Report.objects.select_related("org", "written_by").defer("content", "text")
    for report in seen.awaiting_review(user, REVIEW.code).order_by("submitted_at")[:30]:
        writer = report.written_by.name if report.written_by else ""
        yield _due(report, _now("起草人%(name)s，等您审核") % {"name": writer}, _now("去审"))
    for report in seen.visible_to(user).filter(state="returned", written_by=user).order_by("pk")[:30]:
        yield _due(report, _now("退回修改"), _now("去改"))


def _due(report: Report, detail: str, step: str) -> DueItem:
    return DueItem(
        glyph="报", title=report.title, detail=detail, org_name=str(report.org), owner="", due_at=None,
        url=report.get_absolute_url(), step=step, kind="reports",
    )  # fmt: skip


def find_reports(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Reports by title."""
    hits = Report.objects.visible_to(user).filter(title__icontains=words).select_related("org")
    for report in hits.defer("content", "text").order_by("-created_at")[:limit]:
        detail = f"{report.org} · {report.get_state_display()}"
        yield Found("报", report.title, detail, report.get_absolute_url())


offer(
    MenuEntry(
        "figures.board", _("目标与完成"), "figures:board", "chart-bar", "data", 10, capability=VIEW.code
    ),
    MenuEntry("figures.report", _("报告"), "figures:reports", "file-text", "data", 20, capability=VIEW.code),
    DueSource("figures.reports", _("报告"), due_reports, REVIEW.code),
    SearchSource("figures.reports", _("报告"), find_reports, order=61),
    MenuEntry(
        "figures.progress", _("进度表"), "figures:progress", "list-check", "data", 12, capability=VIEW.code
    ),
    MenuEntry("figures.targets", _("目标"), "figures:targets", "target", "data", 14, capability=VIEW.code),
    DueSource("figures.targets", _("目标意见"), due, SET.code),
    MenuEntry(
        "figures.baselines", _("基数"), "figures:baselines", "calculator", "data", 40, capability=VIEW.code
    ),
    MenuEntry(
        "figures.quality", _("记录质量"), "figures:quality", "checklist", "data", 45, capability=VIEW.code
    ),
    MenuEntry("figures.exchange", _("上报"), "figures:exchange", "send", "data", 30, capability=VIEW.code),
    DueSource("figures.exchange", _("上报"), exchange_due, VIEW.code),
    SearchSource("figures", _("数字"), find, order=60),
)


def may_have_document(user: Any, file: Any) -> bool:
    """A target's document opens for those who see the target."""
    return Target.objects.visible_to(user).filter(document=file).exists()


def may_have_source(user: Any, file: Any) -> bool:
    """The document behind a head-count opens for those who see the entry."""
    return Baseline.objects.visible_to(user).filter(document=file).exists()


guard_files("figures.target_document", may_have_document)
guard_files("figures.baseline_document", may_have_source)
