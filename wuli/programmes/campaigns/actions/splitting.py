"""Splitting a plan 任务分解: every unit its task, in one step."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.orgs.models import Org

from ..models import Plan, Task
from ._giving import settled_task, write_tasks
from .capabilities import GIVE, require_plan
from .owners import responsible_at


class UnitsWithoutOfficer(RuleBroken):
    """A unit without an officer has nobody to give its part to."""

    code = "campaigns.units_without_officer"
    message = _("这些单位还没有能承办的干部：%(names)s。任务一件也没有分下去。")
    cure = _("先不勾它们，或者请安全管理员给授权。")


class SplitAlready(Conflict):
    """A unit has its part once."""

    code = "campaigns.split_already"
    message = _("这些单位已经有这个计划的任务：%(names)s。没有再分。")


Part = tuple[Org, Decimal | None]  # a unit, and the number it is to reach


@action("campaigns.split_plan")
def split_plan(
    *, actor: Actor, plan: Plan, parts: list[Part], title: str, due_on: date, at: datetime, detail: str = ""
) -> list[Task]:
    """Give each unit of `parts` its task: its responsible officer answers, all by one day, all or none.

    Raises UnitsWithoutOfficer and SplitAlready with the units' names; locks the plan.
    """
    require_plan(actor, GIVE, plan)
    plan = Plan.objects.locked(plan.pk)
    if not parts:
        raise Invalid({"parts": [_("至少勾一个单位。")]})
    keys = [org.pk for org, _wanted in parts]
    there = plan.tasks.exclude(state="dropped").filter(org__in=keys, decision=None)
    if again := list(there.values_list("org__name", flat=True)):
        raise SplitAlready(names="、".join(again))
    answering = responsible_at(keys, timezone.localdate(at))
    if bare := [str(org) for org, _wanted in parts if org.pk not in answering]:
        raise UnitsWithoutOfficer(names="、".join(bare))
    tasks = [
        settled_task(
            actor, org=org, owner=answering[org.pk], title=title, due_on=due_on, at=at, plan=plan,
            detail=detail, source_doc=plan.source_doc, wanted=wanted,
        )
        for org, wanted in parts
    ]  # fmt: skip
    return write_tasks(actor, tasks, at)


def units_with_a_part(plan: Plan) -> set[UUID]:
    """Units that already have their task of the plan."""
    return set(plan.tasks.exclude(state="dropped").filter(decision=None).values_list("org_id", flat=True))
