"""What this app puts on the table: menu, what is due, search, a unit's tasks."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.desk import (
    Debt,
    DebtSource,
    DueItem,
    DueSource,
    Found,
    MenuEntry,
    OrgPanel,
    QuickStep,
    SearchSource,
    offer,
)
from wuli.base.core.file_access import guard_files
from wuli.base.core.said import day
from wuli.base.orgs.models import OrgClosure, RoleGrant

from .actions import GIVE, VIEW, WORK, is_open_to, may_score
from .models import DutyReport, Paper, Plan, RuleDoc, Task, Turn
from .supervision import desk as supervision

SOON = timedelta(days=14)
END_OF_DAY = time(17, 30)


def due(user: Any, at: datetime) -> Iterable[DueItem]:
    """One's own tasks that are late or due soon, and what waits to be accepted by whoever gave it."""
    tasks = Task.objects.visible_to(user).select_related("org", "owner")
    soon = timezone.localdate(at) + SOON
    mine = tasks.waiting().filter(owner=user, due_on__lte=soon)
    for task in mine.order_by("due_on")[:50]:
        yield _asked(task, task.due_on, _now("交结果"))
    for task in tasks.filter(state="done", given_by=user).order_by("ended_on")[:50]:
        yield _asked(task, task.due_on, _now("验收"))


def due_duties(user: Any, at: datetime) -> Iterable[DueItem]:
    """Turns of duties of one's units that are late or due soon; reports to write, and those to score."""
    soon = timezone.localdate(at) + SOON
    mine = RoleGrant.objects.in_force(timezone.localdate(at)).filter(user=user).values("org")
    turns = Turn.objects.visible_to(user, WORK.code).waiting().filter(org__in=mine, due_on__lte=soon)
    for turn in turns.select_related("org", "duty__rule").order_by("due_on")[:50]:
        yield _item("规", turn, turn.duty.rule.title, "", turn.due_on, _now("去做"))
    reports = DutyReport.objects.visible_to(user).select_related("org")
    for report in reports.filter(author=user, state__in=["draft", "returned"]).order_by("due_on")[:20]:
        yield _item("履", report, report.holder, report.holder, report.due_on, _now("去写"))
    for report in reports.filter(state="submitted").exclude(author=user).order_by("submitted_on")[:20]:
        if may_score(user, report):
            yield _item("履", report, report.holder, report.holder, report.due_on, _now("评分"))


def _item(glyph: str, about: Any, detail: str, owner: str, day: date, step: str) -> DueItem:
    return DueItem(
        glyph=glyph, title=str(about), detail=detail, org_name=str(about.org), owner=owner,
        due_at=datetime.combine(day, END_OF_DAY, timezone.get_current_timezone()),
        url=about.get_absolute_url(), step=step, kind="campaigns",
    )  # fmt: skip


def find_rules(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Rule documents by title or number."""
    hits = RuleDoc.objects.visible_to(user).filter(Q(title__icontains=words) | Q(number__icontains=words))
    for rule in hits.select_related("org").order_by("-effective_from")[:limit]:
        yield Found("制", rule.title, f"{rule.number} · {rule.org}", rule.get_absolute_url())


def _asked(task: Task, day: date, step: str) -> DueItem:
    return DueItem(
        glyph="任",
        title=task.title,
        detail=task.source_doc or str(task.get_state_display()),
        org_name=str(task.org),
        owner=task.owner.name,
        due_at=_evening(day),
        url=task.get_absolute_url(),
        step=step,
        kind="campaigns",
    )


def debts(user: Any, org: Any, at: datetime) -> Iterable[Debt]:
    """Tasks past their day at a unit and everywhere below it, the longest late first."""
    below = OrgClosure.objects.filter(ancestor=org, standing=True).values("descendant")
    seen = Task.objects.visible_to(user).exclude(plan__secluded=True)  # strict care has its own list
    tasks = seen.overdue(timezone.localdate(at)).filter(org__in=below)
    for task in tasks.select_related("org", "owner").order_by("due_on", "pk")[:30]:
        yield Debt(
            org_pk=task.org_id, org_name=str(task.org), title=task.title, owner=task.owner.name,
            due_at=_evening(task.due_on), late=True, state=task.get_state_display(),
            url=task.get_absolute_url(),
        )  # fmt: skip


def _evening(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, timezone.get_current_timezone())


def find_tasks(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Tasks by title or owner."""
    seen = Task.objects.visible_to(user).exclude(plan__secluded=True)
    hits = seen.filter(Q(title__icontains=words) | Q(owner__name__icontains=words))
    for task in hits.select_related("org", "owner").order_by("-due_on")[:limit]:
        yield Found(
            "任", task.title, f"{task.org} · {task.owner.name} · {day(task.due_on)}", task.get_absolute_url()
        )


def find_plans(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Plans by title; secluded ones are opened from the list, not found by words."""
    hits = Plan.objects.visible_to(user).filter(secluded=False, title__icontains=words)
    for plan in hits.select_related("org").order_by("-starts_on")[:limit]:
        yield Found(plan.glyph, plan.title, f"{plan.declared.name} · {plan.org}", plan.get_absolute_url())


def org_panel(user: Any, org: Any, on: date) -> dict[str, Any] | None:
    """What a unit has to do, the nearest day first."""
    seen = Task.objects.visible_to(user).exclude(plan__secluded=True)
    tasks = seen.waiting().filter(org=org).select_related("owner").order_by("due_on")
    return {"tasks": tasks[:5]} if tasks else None


def may_have_paper(user: Any, file: Any) -> bool:
    """A paper opens for those who see what it belongs to; behind the door of a secluded plan, once they have
    signed there."""
    papers = Paper.objects.visible_to(user).filter(file=file).select_related("plan", "task__plan")
    return any(_is_open(user, paper) for paper in papers)


def _is_open(user: Any, paper: Paper) -> bool:
    plan = paper.plan or (paper.task.plan if paper.task else None)
    return plan is None or not plan.secluded or is_open_to(user, plan, timezone.now())


offer(
    MenuEntry("campaigns", _("任务与计划"), "campaigns:tasks", "clipboard-check", "work", 50, VIEW.code),
    MenuEntry(
        "campaigns.duties",
        _("制度与履职"),
        "campaigns:turns",
        "checklist",
        "work",
        52,
        VIEW.code,
        also=("campaigns:rules", "campaigns:reports"),
    ),
    DueSource("campaigns", pgettext_lazy("tasks", "任务"), due, VIEW.code),
    DueSource("campaigns.duties", _("履职"), due_duties, WORK.code),
    DebtSource("campaigns", debts),
    QuickStep("campaigns-give", _("交办一件任务"), "campaigns:task-give", "任", "", GIVE.code),
    SearchSource("campaigns", pgettext_lazy("tasks", "任务"), find_tasks, 70),
    SearchSource("campaigns.plans", _("计划"), find_plans, 71),
    SearchSource("campaigns.rules", _("制度"), find_rules, 72),
    OrgPanel("campaigns", _("在办的任务"), "campaigns/_org_panel.html", org_panel, 70),
)
offer(*supervision.OFFERS)
guard_files("campaigns.papers", may_have_paper)
guard_files("campaigns.supervision", supervision.may_have_proof)
