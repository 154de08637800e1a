"""The lists of this app as Excel sheets."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.excel.export import SheetOut, offer_sheet

from .filters import PlanFilter, ReportFilter, TaskFilter, TurnFilter
from .models import DutyReport, Plan, Task, Turn
from .supervision.sheets import SUPERVISIONS

__all__ = ["PLANS", "REPORTS", "SUPERVISIONS", "TASKS", "TURNS"]


def task_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Task]:
    """Tasks the user may see, narrowed as on the page, the nearest day first."""
    asker = SimpleNamespace(user=user)
    found = TaskFilter(query, queryset=Task.objects.visible_to(user), request=asker).qs
    if query.get("state") in Task.State.values:
        found = found.filter(state=query["state"])
    return (
        found.exclude(plan__secluded=True).select_related("org", "asked_by", "owner").order_by("due_on", "pk")
    )


TASKS = offer_sheet(
    SheetOut(
        "campaigns.tasks",
        _("任务清单"),
        (
            (pgettext_lazy("task", "任务"), lambda t: t.title),
            (_("承办单位"), lambda t: t.org.name),
            (_("负责人"), lambda t: t.owner.name),
            (_("交办单位"), lambda t: t.asked_by.name),
            (_("依据"), lambda t: t.source_doc),
            (_("完成期限"), lambda t: t.due_on),
            (_("办结日期"), lambda t: t.ended_on),
            (_("状态"), lambda t: t.get_state_display()),
            (_("要求"), lambda t: t.detail),
        ),
        task_rows,
    )
)


def plan_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Plan]:
    """Plans the user may see, narrowed as on the page. Secluded ones never leave in a sheet."""
    found = PlanFilter(query, queryset=Plan.objects.visible_to(user).filter(secluded=False)).qs
    if query.get("kind"):
        found = found.filter(kind=query["kind"])
    return found.select_related("org", "lead").order_by("-starts_on", "pk")


PLANS = offer_sheet(
    SheetOut(
        "campaigns.plans",
        _("计划清单"),
        (
            (_("名称"), lambda p: p.title),
            (_("类别"), lambda p: p.declared.name),
            (_("主办单位"), lambda p: p.org.name),
            (_("负责人"), lambda p: p.lead.name),
            (_("依据"), lambda p: p.source_doc),
            (_("开始日期"), lambda p: p.starts_on),
            (_("结束日期"), lambda p: p.ends_on),
            (_("阶段"), lambda p: p.at_stage.name if p.at_stage else ""),
            (_("状态"), lambda p: p.get_state_display()),
        ),
        plan_rows,
    )
)


def turn_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Turn]:
    """Turns of duties the user may see, narrowed as on the page."""
    found = TurnFilter(query, queryset=Turn.objects.visible_to(user)).qs
    if query.get("state") in Turn.State.values:
        found = found.filter(state=query["state"])
    return found.select_related("org", "duty__rule", "done_by").order_by("due_on", "pk")


def report_rows(user: Any, query: Mapping[str, str]) -> QuerySet[DutyReport]:
    """Duty reports the user may see, narrowed as on the page."""
    found = ReportFilter(query, queryset=DutyReport.objects.visible_to(user)).qs
    if query.get("state") in DutyReport.State.values:
        found = found.filter(state=query["state"])
    return found.select_related("org").order_by("-period_from", "pk")


TURNS = offer_sheet(
    SheetOut(
        "campaigns.turns",
        _("规定动作清单"),
        (
            (_("制度名称"), lambda t: t.duty.rule.title),
            (_("规定动作"), lambda t: t.duty.title),
            (_("单位"), lambda t: t.org.name),
            (_("从"), lambda t: t.period_from),
            (_("到"), lambda t: t.period_to),
            (_("完成期限"), lambda t: t.due_on),
            (_("完成日期"), lambda t: t.done_on),
            (_("谁做的"), lambda t: t.done_by and t.done_by.name),
            (_("做了什么"), lambda t: t.words),
            (_("状态"), lambda t: t.get_state_display()),
        ),
        turn_rows,
    )
)
REPORTS = offer_sheet(
    SheetOut(
        "campaigns.reports",
        _("履职报告清单"),
        (
            (_("单位"), lambda r: r.org.name),
            (_("职务"), lambda r: r.get_post_display()),
            (_("履职人"), lambda r: r.holder),
            (_("报告哪一段"), lambda r: r.when.words),
            (_("报送期限"), lambda r: r.due_on),
            (_("报送日期"), lambda r: r.submitted_on),
            (_("得分"), lambda r: r.score),
            (_("状态"), lambda r: r.get_state_display()),
        ),
        report_rows,
    )
)
