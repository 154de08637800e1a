"""The verbs of plans: draw up, correct, start, finish a stage, close, drop; their milestones and papers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Invalid, RuleBroken
from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.models import Org

from ..kind import KINDS, Need
from ..models import Milestone, Paper, Plan, PlanAccess, Stage
from ._giving import NotOnTheList, PlanOver, user_of
from .access import LacksStrict
from .capabilities import PLAN, STRICT, require_plan
from .owners import CannotOwn

NO_MORE = "done"  # the stage of a plan all of whose stages are done


class StageNeeds(RuleBroken):
    """A stage is done when what it stands for is there."""

    code = "campaigns.stage_needs"
    message = _("“%(stage)s”还不能算完成：%(what)s。")
    cure = _("先补上，再点完成。")


class StageOutOfOrder(RuleBroken):
    """Stages come one after the other."""

    code = "campaigns.stage_out_of_order"
    message = _("前一个阶段还没有完成，“%(stage)s”不能先完成。")


class StagesOpen(RuleBroken):
    """A plan ends when its stages are done."""

    code = "campaigns.stages_open"
    message = _("还有 %(n)s 个阶段没有完成，不能结束。")
    cure = _("一个一个完成；确实不办了，点“不办了”。")


LACKS = {
    Need.MEETING: _("还没有开过会、写好纪要"),
    Need.TASKS: _("任务还没有分下去"),
    Need.CHECK: _("还没有督查记录"),
    Need.ACCEPTED: _("还有任务没有验收"),
    Need.EVALUATION: _("还没有人打分"),
    Need.DRAFT: _("报告还没有定稿"),
}


@action("campaigns.draw_up_plan")
def draw_up_plan(
    *,
    actor: Actor,
    org: Org,
    kind: str,
    title: str,
    starts_on: date,
    ends_on: date,
    lead: User,
    goal: str = "",
    source_doc: str = "",
    indicator: str = "",
    wanted: Decimal | None = None,
) -> Plan:
    """Draw a plan 制定计划 up at `org` with the stages of its kind, led by `lead`.

    A secluded kind asks for the capability for such plans, and puts whoever draws it up on its list.
    Raises Invalid for an unknown kind or figure and for days the wrong way round, CannotOwn or LacksStrict
    for the lead.
    """
    _require_kind(actor, org, kind)
    _check_shape(starts_on, ends_on, indicator, wanted)
    declared = KINDS[kind]
    _check_lead(lead, org, secluded=declared.secluded)
    plan = Plan.objects.create(
        org=org, kind=kind, title=title, goal=goal, source_doc=source_doc, lead=lead, starts_on=starts_on,
        ends_on=ends_on, indicator=indicator, wanted=wanted, stage=declared.stages[0].code,
        secluded=declared.secluded,
    )  # fmt: skip
    Stage.objects.bulk_create(
        Stage(plan=plan, code=stage.code, number=n) for n, stage in enumerate(declared.stages, start=1)
    )
    if declared.secluded:
        _name_first(actor, plan, lead)
    return plan


def _check_lead(lead: User, org: Org, *, secluded: bool) -> None:
    """Who leads a plan can work on it; who leads a secluded one can also open it."""
    if not lead.has_perm(PLAN.code, org):
        raise CannotOwn(name=lead.name, org=str(org))
    if secluded and not lead.has_perm(STRICT.code, org):
        raise LacksStrict(name=lead.name, org=str(org))


def _require_kind(actor: Actor, org: Org, kind: str) -> None:
    if kind not in KINDS:
        require(actor, PLAN, org)
        raise Invalid({"kind": [_("没有这个类别。")]})
    if KINDS[kind].secluded:
        require(actor, STRICT)
        if actor.has_perm(STRICT.code, org):
            return
    require(actor, PLAN, org)


def _name_first(actor: Actor, plan: Plan, lead: User) -> None:
    today = timezone.localdate()
    for user in {lead, actor} if actor.pk else {lead}:
        PlanAccess.objects.create(  # type: ignore[misc]
            plan=plan,
            user=user,
            valid=(today, None),
            reason=str(_("制定人和负责人")),
            named_by=user_of(actor),
        )


def _check_shape(starts_on: date, ends_on: date, indicator: str, wanted: Decimal | None) -> None:
    wrong: dict[str, list[Any]] = {}
    if ends_on < starts_on:
        wrong["ends_on"] = [_("结束日期早于开始日期。")]
    if indicator and indicator not in INDICATORS:
        wrong["indicator"] = [_("没有这个数。")]
    if wanted is not None and not indicator:
        wrong["indicator"] = [_("选一个数，才知道达到没有。")]
    if wrong:
        raise Invalid(wrong)


@action("campaigns.correct_plan")
def correct_plan(
    *,
    actor: Actor,
    plan: Plan,
    seen_version: int,
    title: str,
    starts_on: date,
    ends_on: date,
    lead: User,
    goal: str = "",
    source_doc: str = "",
    indicator: str = "",
    wanted: Decimal | None = None,
) -> Plan:
    """Correct what a plan says. Conflict when somebody was quicker, PlanOver once it has ended, NotOnTheList
    for a lead who does not know of a secluded plan."""
    require_plan(actor, PLAN, plan)
    _check_shape(starts_on, ends_on, indicator, wanted)
    plan = plan.claim_edit(seen_version)
    _check_open(plan)
    _check_lead(lead, plan.org, secluded=plan.secluded)
    if plan.secluded and not Plan.objects.admitting(lead).filter(pk=plan.pk).exists():
        raise NotOnTheList(name=lead.name)
    plan.title, plan.goal, plan.source_doc, plan.lead = title, goal, source_doc, lead
    plan.starts_on, plan.ends_on, plan.indicator, plan.wanted = starts_on, ends_on, indicator, wanted
    plan.save()
    return plan


@action("campaigns.start_plan")
def start_plan(*, actor: Actor, plan: Plan, at: datetime) -> Plan:
    """Start a plan 启动; from this day it counts as running. Also opens one again that was closed."""
    require_plan(actor, PLAN, plan)
    plan = Plan.objects.locked(plan.pk)
    plan.started_on, plan.ended_on = plan.started_on or timezone.localdate(at), None
    plan.save(update_fields=["started_on", "ended_on"])
    plan.move_to(Plan.State.RUNNING)
    return plan


@action("campaigns.finish_stage")
def finish_stage(*, actor: Actor, plan: Plan, code: str, words: str, at: datetime) -> Stage:
    """Call the stage `code` done 完成阶段, in order and only with what it needs (StageNeeds)."""
    require_plan(actor, PLAN, plan)
    plan = Plan.objects.locked(plan.pk)
    if plan.state != Plan.State.RUNNING:
        raise PlanOver(title=plan.title)
    stage = plan.stages.filter(code=code, ended_on=None).first()
    declared = plan.declared.stage(code)
    if stage is None or declared is None:
        raise Invalid({"code": [_("没有这个阶段，或者已经完成。")]})
    if not is_met(plan, declared.needs, code):
        raise StageNeeds(stage=declared.name, what=LACKS[declared.needs])
    stage.ended_on, stage.ended_by, stage.words = timezone.localdate(at), user_of(actor), words
    with refused_as(stage_in_order=StageOutOfOrder(stage=declared.name)):
        stage.save()
    following = plan.stages.filter(ended_on=None).first()
    plan.stage = following.code if following else NO_MORE
    plan.save(update_fields=["stage"])
    return stage


def is_met(plan: Plan, need: Need, stage: str) -> bool:
    """Whether what a stage needs is there."""
    asked = {
        Need.NOTHING: lambda: True,
        Need.MEETING: lambda: plan.meetings.filter(state="held").exists(),
        Need.TASKS: lambda: plan.tasks.exclude(state="dropped").exists(),
        Need.CHECK: lambda: plan.tasks.filter(notes__kind="checked").exists(),
        Need.ACCEPTED: lambda: not plan.tasks.exclude(state__in=["accepted", "dropped"]).exists(),
        Need.EVALUATION: lambda: plan.evaluations.filter(stage=stage).exists(),
        Need.DRAFT: lambda: plan.drafts.filter(state="passed").exists(),
    }
    return asked[need]()


@action("campaigns.close_plan")
def close_plan(*, actor: Actor, plan: Plan, at: datetime) -> Plan:
    """End a plan 结束 whose stages are all done (StagesOpen otherwise)."""
    require_plan(actor, PLAN, plan)
    plan = Plan.objects.locked(plan.pk)
    if left := plan.stages.filter(ended_on=None).count():
        raise StagesOpen(n=left)
    plan.ended_on = timezone.localdate(at)
    plan.save(update_fields=["ended_on"])
    plan.move_to(Plan.State.CLOSED)
    return plan


@action("campaigns.drop_plan")
def drop_plan(*, actor: Actor, plan: Plan, at: datetime) -> Plan:
    """Drop a plan 不办了; it no longer counts. Its tasks stay with their owners until they are dropped."""
    require_plan(actor, PLAN, plan)
    plan = Plan.objects.locked(plan.pk)
    plan.ended_on = timezone.localdate(at)
    plan.save(update_fields=["ended_on"])
    plan.move_to(Plan.State.DROPPED)
    return plan


@action("campaigns.date_stage")
def date_stage(*, actor: Actor, plan: Plan, code: str, due_on: date | None) -> Stage:
    """Say by when a stage is to be done."""
    require_plan(actor, PLAN, plan)
    _check_open(plan)
    stage = plan.stages.filter(code=code).first()
    if stage is None:
        raise Invalid({"code": [_("没有这个阶段，或者已经完成。")]})
    stage.due_on = due_on
    stage.save(update_fields=["due_on"])
    return stage


@action("campaigns.add_milestone")
def add_milestone(
    *,
    actor: Actor,
    plan: Plan,
    title: str,
    due_on: date,
    indicator: str = "",
    since: date | None = None,
    wanted: Decimal | None = None,
) -> Milestone:
    """Add something to be reached by a day 节点; with `indicator`, its value from `since` to that day."""
    require_plan(actor, PLAN, plan)
    _check_open(plan)
    wrong: dict[str, list[Any]] = {}
    if indicator and indicator not in INDICATORS:
        wrong["indicator"] = [_("没有这个数。")]
    if bool(indicator) != (wanted is not None):
        wrong["wanted"] = [_("选了数就要写达到多少；没选就空着。")]
    if since and since > due_on:
        wrong["since"] = [_("开始算的那天晚于期限。")]
    if wrong:
        raise Invalid(wrong)
    return Milestone.objects.create(
        plan=plan, title=title, due_on=due_on, indicator=indicator, since=since, wanted=wanted
    )


@action("campaigns.reach_milestone")
def reach_milestone(*, actor: Actor, milestone: Milestone, words: str, at: datetime) -> Milestone:
    """Call a milestone reached 完成, in words; how the number stands is read from records beside it."""
    require_plan(actor, PLAN, milestone.plan)
    _check_open(milestone.plan)
    if not words.strip():
        raise Invalid({"words": [_("写一句完成得怎么样。")]})
    milestone.ended_on, milestone.words = timezone.localdate(at), words
    milestone.save(update_fields=["ended_on", "words"])
    return milestone


@action("campaigns.add_plan_paper")
def add_plan_paper(*, actor: Actor, plan: Plan, upload: Any, caption: str = "") -> Paper:
    """Keep a document or photo with a plan."""
    require_plan(actor, PLAN, plan)
    file = keep_file(actor=actor, upload=upload, org=plan.org)
    return Paper.objects.create(  # type: ignore[misc]
        org=plan.org, plan=plan, file=file, caption=caption, added_by=user_of(actor)
    )


def _check_open(plan: Plan) -> None:
    if not plan.is_open:
        raise PlanOver(title=plan.title)
