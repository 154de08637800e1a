"""Steps of a plan that ask something: one page a step, one action each; and its milestones, drafts, list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from wuli.base.core.errors import Conflict
from wuli.base.core.forms import ActionForm
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org
from wuli.programmes.campaigns import actions, forms
from wuli.programmes.campaigns.models import Draft, Milestone, Plan, PlanAccess
from wuli.programmes.campaigns.plan_steps import STEPS, evaluated_now, may_take
from wuli.programmes.campaigns.views.plans import closed_door, seen_plan


@dataclass
class Asked:
    """A request for a step of a plan, and what its form needs."""

    request: OfficerRequest
    plan: Plan

    @property
    def data(self) -> tuple[Any, Any]:
        """What was sent, or nothing."""
        sent = self.request.method == "POST"
        return (self.request.POST, self.request.FILES) if sent else (None, None)

    @property
    def officers(self) -> Any:
        """Officers who can be named."""
        return actions.may_own_below(self.request.user, timezone.localdate(self.request.at))


def _split(asked: Asked) -> ActionForm:
    on = timezone.localdate(asked.request.at)
    units = Org.objects.children_of(asked.plan.org, on=on)[:MOST_UNITS]
    taken = actions.units_with_a_part(asked.plan)
    return forms.SplitForm(
        asked.data[0], units=list(units), taken=taken,
        initial={"title": asked.plan.title, "due_on": asked.plan.ends_on},
    )  # fmt: skip


def _task(asked: Asked) -> ActionForm:
    orgs = Org.objects.below(asked.plan.org, on=timezone.localdate(asked.request.at))
    told = {"orgs": orgs, "owners": asked.officers, "initial": {"org": asked.plan.org_id}}
    return forms.GiveForm(asked.data[0], **told)


MOST_UNITS = 200  # rows of a split; a larger unit splits in two steps

Maker = Callable[[Asked], ActionForm]
FORMS: dict[str, tuple[Maker, Callable[..., Any]]] = {
    "finish": (lambda a: forms.FinishStageForm(a.data[0]), actions.finish_stage),
    "date": (lambda a: forms.StageDateForm(a.data[0], plan=a.plan), actions.date_stage),
    "split": (_split, actions.split_plan),
    "task": (_task, actions.give_task),
    "meeting": (lambda a: forms.MeetingForm(a.data[0]), actions.call_meeting),
    "bureau": (lambda a: forms.BureauForm(a.data[0]), actions.name_bureau),
    "milestone": (lambda a: forms.MilestoneForm(a.data[0]), actions.add_milestone),
    "evaluate": (lambda a: forms.EvaluateForm(a.data[0], kind=a.plan.declared), actions.evaluate_plan),
    "draft": (lambda a: forms.DraftForm(*a.data), actions.submit_draft),
    "paper": (lambda a: forms.PaperForm(*a.data), actions.add_plan_paper),
    "name": (lambda a: forms.AccessForm(a.data[0], users=a.officers), actions.name_for_plan),
}
PLAIN: dict[str, Callable[..., Any]] = {
    "start": actions.start_plan, "reopen": actions.start_plan, "close": actions.close_plan,
    "drop": actions.drop_plan,
}  # fmt: skip
WITHOUT_TIME = {"date", "meeting", "bureau", "milestone", "paper"}


@require_http_methods(["GET", "POST"])
@officer_page
def plan_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Take one step of a plan; what it refuses is shown with its form again."""
    plan = seen_plan(request, pk)
    taken = STEPS.get(step)
    if taken is None or not may_take(taken, plan, request.user, whatever_its_state=True):
        raise Http404
    if not taken.shown(plan):
        raise Conflict()  # somebody was quicker, or the button was pressed twice
    if door := closed_door(request, plan):
        return door
    known: dict[str, Any] = {"actor": request.user, "plan": plan}
    if step not in WITHOUT_TIME:
        known["at"] = request.at
    if step in PLAIN:
        return _plain(request, plan, step, known)
    if step == "finish":
        known["code"] = plan.stage
    if step == "evaluate":
        known["stage"] = evaluated_now(plan).code
    make, act = FORMS[step]
    form = make(Asked(request, plan))
    if form.is_bound and form.apply(act, **known):
        made = form.result
        return see_other(request, made if step in ("meeting", "task") else plan)
    return render(
        request, "campaigns/plan_split.html" if step == "split" else "campaigns/plan_step.html",
        {"form": form, "plan": plan, "step": taken}, status=422 if form.is_bound else 200,
    )  # fmt: skip


def _plain(request: OfficerRequest, plan: Plan, step: str, known: dict[str, Any]) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    PLAIN[step](**known)
    return see_other(request, plan)


@require_http_methods(["GET", "POST"])
@officer_page
def milestone_reach(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Call a milestone reached."""
    seen = Milestone.objects.visible_to(request.user).select_related("plan__org")
    milestone = get_object_or_404(seen, pk=pk)
    return _about(request, milestone.plan, actions.reach_milestone, {"milestone": milestone}, milestone)


def _about(
    request: OfficerRequest, plan: Plan, act: Callable[..., Any], known: dict[str, Any], about: Any
) -> HttpResponse:
    if door := closed_door(request, plan):
        return door
    sent = request.method == "POST"
    form = forms.WordsForm(request.POST if sent else None)
    if sent and form.apply(act, actor=request.user, at=request.at, **known):
        return see_other(request, plan)
    return render(
        request, "campaigns/plan_step.html", {"form": form, "plan": plan, "step": {"name": about}},
        status=422 if sent else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def draft_judge(request: OfficerRequest, pk: UUID, verdict: str) -> HttpResponse:
    """Pass a version of a report, or return it."""
    if verdict not in ("pass", "return"):
        raise Http404
    draft = get_object_or_404(Draft.objects.visible_to(request.user).select_related("plan__org"), pk=pk)
    known = {"draft": draft, "passed": verdict == "pass"}
    return _about(request, draft.plan, actions.judge_draft, known, draft)


@require_POST
@officer_page
def access_end(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take somebody off a secluded plan's list."""
    seen = PlanAccess.objects.visible_to(request.user).select_related("plan__org")
    access = get_object_or_404(seen, pk=pk)
    if door := closed_door(request, access.plan):
        return door
    actions.unname_for_plan(actor=request.user, access=access, at=request.at)
    return see_other(request, access.plan)
