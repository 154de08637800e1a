"""Which steps stand on a plan's page: what its kind has, its state allows, and the reader may do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Capability

from . import actions
from .models import Plan, Stage

Shown = Callable[[Plan], bool]


@dataclass(frozen=True)
class PlanStep:
    """A step of a plan: its name, who may take it, when it is there; `asks` opens a form of its own."""

    code: str
    name: str | Promise
    capability: Capability
    shown: Shown
    kind: str = "plain"
    asks: bool = True


STEPS = {
    step.code: step
    for step in [
        PlanStep("start", _("启动"), actions.PLAN, lambda p: p.state == "draft", "primary", asks=False),
        PlanStep("reopen", _("重新打开"), actions.PLAN, lambda p: p.state == "closed", asks=False),
        PlanStep("finish", _("完成这个阶段"), actions.PLAN, lambda p: _running(p) and p.at_stage is not None),
        PlanStep("date", _("定阶段期限"), actions.PLAN, lambda p: p.is_open and p.at_stage is not None),
        PlanStep("split", _("任务分解"), actions.GIVE, lambda p: p.declared.split and p.is_open),
        PlanStep("task", _("加一件任务"), actions.GIVE, lambda p: not p.declared.split and p.is_open),
        PlanStep("meeting", _("召集会议"), actions.PLAN, lambda p: p.declared.meetings and p.is_open),
        PlanStep("bureau", _("加成员单位"), actions.PLAN, lambda p: p.declared.bureaus and p.is_open),
        PlanStep("milestone", _("加节点"), actions.PLAN, lambda p: p.declared.milestones and p.is_open),
        PlanStep("evaluate", _("打分"), actions.JUDGE, lambda p: _running(p) and bool(evaluated_now(p))),
        PlanStep("draft", _("送审一稿"), actions.PLAN, lambda p: p.declared.report and _running(p)),
        PlanStep("paper", _("加材料"), actions.PLAN, lambda p: p.is_open),
        PlanStep("name", _("加进名单"), actions.STRICT, lambda p: p.secluded),
        PlanStep("close", _("结束"), actions.PLAN, lambda p: _running(p) and p.at_stage is None, "primary",
                 asks=False),
        PlanStep("drop", _("不办了"), actions.PLAN, lambda p: p.is_open, "quiet", asks=False),
    ]
}  # fmt: skip


def _running(plan: Plan) -> bool:
    return plan.state == Plan.State.RUNNING


def evaluated_now(plan: Plan) -> Any:
    """The stage that is scored now; None when the present stage is not."""
    return next((stage for stage in plan.declared.evaluated if stage.code == plan.stage), None)


def may_take(step: PlanStep, plan: Plan, user: Any, *, whatever_its_state: bool = False) -> bool:
    """Whether `user` may take `step`; on a secluded plan being on its list is asked instead."""
    if not (whatever_its_state or step.shown(plan)):
        return False
    if plan.secluded:
        return user.has_perm(actions.STRICT.code, plan.org)
    if step.code == "evaluate" and plan.lead_id == user.pk:
        return False
    return user.has_perm(step.capability.code, plan.org)


def steps_of(plan: Plan, user: Any) -> list[PlanStep]:
    """The steps on the page, in the order of work."""
    return [step for step in STEPS.values() if may_take(step, plan, user)]


@dataclass(frozen=True)
class StageLine:
    """A stage as the bar on top shows it."""

    stage: Stage
    state: str  # done, now, late or ahead

    @property
    def tone(self) -> str:
        """How it looks."""
        return {"done": "ok", "now": "doing", "late": "late"}.get(self.state, "neutral")


def stage_lines(plan: Plan, today: date) -> list[StageLine]:
    """The stages in order, which is done, which is on, which is late."""
    lines = []
    for stage in plan.stages.select_related("plan", "ended_by"):
        is_now = stage.code == plan.stage and plan.state == Plan.State.RUNNING
        late = is_now and stage.due_on is not None and stage.due_on < today
        state = "done" if stage.ended_on else "late" if late else "now" if is_now else "ahead"
        lines.append(StageLine(stage, state))
    return lines
