"""The verbs of judging: evaluators' points, and versions of a report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Conflict, Invalid, RuleBroken

from ..kind import PlanKind
from ..models import Draft, Evaluation, Mark, Paper, Plan
from ._giving import PlanOver, user_of
from .capabilities import JUDGE, PLAN, require_plan


class OwnPlan(RuleBroken):
    """Nobody judges a plan that they lead, nor passes their own report."""

    code = "campaigns.own_plan"
    message = _("这是您自己负责的，要由别人来评。")


class JudgedAlready(Conflict):
    """An evaluator gives points once a stage."""

    code = "campaigns.judged_already"
    message = _("您在“%(stage)s”已经打过分，没有再记一次。")


class DraftWaiting(Conflict):
    """One version at a time waits to be judged; after the final one there is none."""

    code = "campaigns.draft_waiting"
    message = _("上一稿还在审，或者已经定稿。这一稿没有提交。")


@action("campaigns.evaluate_plan")
def evaluate_plan(
    *, actor: Actor, plan: Plan, stage: str, points: Mapping[str, int], at: datetime, words: str = ""
) -> Evaluation:
    """Give a plan points 打分 at a stage, one for each criterion of its kind; once a person and stage."""
    require_plan(actor, JUDGE, plan)
    if plan.lead_id == actor.pk:
        raise OwnPlan()
    declared = next((each for each in plan.declared.evaluated if each.code == stage), None)
    if declared is None:
        raise Invalid({"stage": [_("这个阶段不打分。")]})
    if plan.state != Plan.State.RUNNING:
        raise PlanOver(title=plan.title)
    _check_points(plan.declared, points)
    with refused_as(evaluation_once_a_person=JudgedAlready(stage=declared.name)):
        made = Evaluation.objects.create(plan=plan, stage=stage, evaluator=actor, words=words, at=at)  # type: ignore[misc]
    Mark.objects.bulk_create(
        Mark(evaluation=made, criterion=each.code, points=points[each.code])
        for each in plan.declared.criteria
    )
    return made


def _check_points(kind: PlanKind, points: Mapping[str, int]) -> None:
    wrong: dict[str, list[Any]] = {}
    for each in kind.criteria:
        given = points.get(each.code)
        if given is None or not 0 <= given <= each.points:
            wrong[each.code] = [_("0 到 %(most)s 分。") % {"most": each.points}]
    if set(points) - {each.code for each in kind.criteria}:
        wrong["points"] = [_("有一项不在评分表里。")]
    if wrong:
        raise Invalid(wrong)


@action("campaigns.submit_draft")
def submit_draft(*, actor: Actor, plan: Plan, upload: Any, at: datetime, words: str = "") -> Draft:
    """Submit the next version 送审 of a plan's report as a file. DraftWaiting while one is being judged."""
    require_plan(actor, PLAN, plan)
    plan = Plan.objects.locked(plan.pk)
    if not plan.declared.report:
        raise Invalid({"upload": [_("这类计划没有报告。")]})
    if plan.drafts.filter(state__in=["submitted", "passed"]).exists():
        raise DraftWaiting()
    number = (plan.drafts.aggregate(n=Max("number"))["n"] or 0) + 1
    file = keep_file(actor=actor, upload=upload, org=plan.org)
    draft = Draft.objects.create(  # type: ignore[misc]
        plan=plan, number=number, words=words, submitted_by=user_of(actor), submitted_at=at
    )
    Paper.objects.create(org=plan.org, draft=draft, file=file, caption=str(draft), added_by=user_of(actor))  # type: ignore[misc]
    return draft


@action("campaigns.judge_draft")
def judge_draft(*, actor: Actor, draft: Draft, passed: bool, words: str, at: datetime) -> Draft:
    """Pass a version 定稿 or return it with what to change. Whoever submitted it may not judge it."""
    require_plan(actor, JUDGE, draft.plan)
    draft = Draft.objects.locked(draft.pk)
    if actor.pk and draft.submitted_by_id == actor.pk:
        raise OwnPlan()
    if not passed and not words.strip():
        raise Invalid({"words": [_("写清楚要改哪里。")]})
    draft.judged_by, draft.judged_at, draft.judgement = user_of(actor), at, words
    draft.save(update_fields=["judged_by", "judged_at", "judgement"])
    draft.move_to(Draft.State.PASSED if passed else Draft.State.RETURNED)
    return draft
