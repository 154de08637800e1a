"""Pages of plans: the list, one plan with its parts, drawing one up and correcting it, the gallery."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.lists import officer_list
from wuli.base.core.said import day
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.targets.progress import elapsed_share
from wuli.programmes.campaigns import actions, progress
from wuli.programmes.campaigns.filters import PlanFilter
from wuli.programmes.campaigns.forms import CorrectPlanForm, DrawUpForm, PurposeForm
from wuli.programmes.campaigns.importing import open_plans
from wuli.programmes.campaigns.kind import KINDS
from wuli.programmes.campaigns.models import HANDED_IN, WAITING, Bureau, Plan
from wuli.programmes.campaigns.plan_steps import stage_lines, steps_of

COLUMNS = [
    Column(_("名称"), "title", link=Plan.get_absolute_url, sort="title", phone="wide"),
    Column(_("类别"), lambda p: p.declared.name, sort="kind", code="kind"),
    Column(_("主办单位"), "org", sort=("org__rank", "org__name_key")),
    Column(_("负责人"), "lead.name", sort="lead__name"),
    Column(_("阶段"), lambda p: p.at_stage.name if p.at_stage else "", phone="off", code="stage"),
    Column(_("结束日期"), "ends_on", show=day, sort="ends_on"),
    Column(_("状态"), lambda p: badge(p.tone, p.get_state_display()), sort="state", code="state"),
]


def kinds_for(user: Any) -> list[Any]:
    """Kinds that the user may draw up; the secluded one exists only for those with its capability."""
    return [k for k in KINDS.values() if not k.secluded or user.has_perm(actions.STRICT.code)]


def seen_plan(request: OfficerRequest, pk: UUID) -> Plan:
    """The plan, if the user may know of it."""
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("org", "lead"), pk=pk)


def closed_door(request: OfficerRequest, plan: Plan | None) -> HttpResponse | None:
    """The door of a secluded plan, at which one signs with a purpose; None where one may walk on."""
    if plan is None or not plan.secluded or actions.is_open_to(request.user, plan, request.at):
        return None
    return render(request, "campaigns/plan_door.html", {"plan": plan, "form": PurposeForm()})


@officer_list("campaigns:plans")
def plans_by_start(request: OfficerRequest) -> Listing:
    """Plans of the officer's units, the latest first."""
    plans = Plan.objects.visible_to(request.user).select_related("org", "lead").order_by("-starts_on", "pk")
    kinds = kinds_for(request.user)
    return list_of(
        request, plans, columns=COLUMNS, filters=PlanFilter, export=reverse("campaigns:plan-export"),
        chips=Chips("kind", [(kind.code, kind.name) for kind in kinds], all=_("全部")),
    )  # fmt: skip


@require_GET
@officer_page
def plan_list(request: OfficerRequest) -> HttpResponse:
    """The list of plans."""
    kinds = kinds_for(request.user) if request.user.has_perm(actions.PLAN.code) else []
    return render(request, "campaigns/plan_list.html", {"plans": plans_by_start(request), "kinds": kinds})


@require_http_methods(["GET", "POST"])
@officer_page
def plan_draw_up(request: OfficerRequest, kind: str) -> HttpResponse:
    """Draw up a plan of a kind."""
    declared = next((each for each in kinds_for(request.user) if each.code == kind), None)
    if declared is None:
        raise Http404
    capability = actions.STRICT if declared.secluded else actions.PLAN
    if not request.user.has_perm(capability.code):
        raise Http404
    today = timezone.localdate(request.at)
    form = DrawUpForm(
        request.POST or None,
        orgs=Org.objects.visible_to(request.user, capability.code).open_on(today),
        leads=actions.may_own_below(request.user, today),
        initial={"lead": request.user.pk, "starts_on": today},
    )
    if form.is_bound and form.apply(actions.draw_up_plan, actor=request.user, kind=kind):
        return see_other(request, form.result)
    return render(
        request, "campaigns/plan_form.html",
        {"form": form, "kind": declared, "heading": declared.name, "back": reverse("campaigns:plans")},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def plan_correct(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Correct what a plan says."""
    plan = seen_plan(request, pk)
    if door := closed_door(request, plan):
        return door
    leads = actions.may_own_below(request.user, timezone.localdate(request.at))
    form = CorrectPlanForm(request.POST or None, record=plan, leads=leads)
    if form.is_bound and form.apply(actions.correct_plan, actor=request.user, plan=plan):
        return see_other(request, plan)
    return render(
        request, "campaigns/plan_form.html",
        {"form": form, "kind": plan.declared, "plan": plan, "heading": _("改计划"),
         "back": plan.get_absolute_url()},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_GET
@officer_page
def plan_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One plan: its stages, its numbers by unit and by milestone, its parts, and what comes next."""
    plan = seen_plan(request, pk)
    if door := closed_door(request, plan):
        return door
    today = timezone.localdate(request.at)
    kind = plan.declared
    told: dict[str, Any] = {
        "plan": plan,
        "kind": kind,
        "stages": stage_lines(plan, today),
        "steps": steps_of(plan, request.user),
        "elapsed": elapsed_share(progress.span_of(plan), today),
        "number": progress.whole_plan(plan, request.user, today),
        "units": progress.unit_lines(plan, request.user, request.at) if kind.split else [],
        "milestones": progress.milestone_lines(plan, request.user, today),
        "scores": progress.scores(plan) if kind.criteria else [],
        "papers": plan.papers.select_related("file"),
    }
    if kind.meetings:
        told["meetings"] = plan.meetings.all()[:20]
        told["bureaus"] = _bureaus(plan, today)
    if kind.report:
        told["drafts"] = plan.drafts.select_related("submitted_by", "judged_by").prefetch_related(
            "papers__file"
        )
        told["may_judge"] = request.user.has_perm(actions.JUDGE.code, plan.org)
    if not kind.split:
        told["tasks"] = plan.tasks.select_related("org", "owner", "bureau").order_by("due_on", "pk")[:100]
        told["may_import"] = open_plans(request.user).filter(pk=plan.pk).exists()
    if kind.secluded:
        told["access"] = plan.access.filter(valid__contains=today).select_related("user")
        told["openings"] = plan.openings.select_related("user").order_by("-at")[:20]
    return render(request, "campaigns/plan.html", told)


def _bureaus(plan: Plan, today: date) -> QuerySet[Bureau]:
    """Each member unit with its tasks in hand, its late ones, and how often it came."""
    late = Q(tasks__state__in=WAITING, tasks__due_on__lt=today)
    return plan.bureaus.annotate(
        given=Count("tasks", distinct=True),
        late=Count("tasks", filter=late, distinct=True),
        done=Count("tasks", filter=Q(tasks__state__in=HANDED_IN), distinct=True),
        asked=Count("seats", distinct=True),
        came=Count("seats", filter=Q(seats__came=True), distinct=True),
    )


@require_POST
@officer_page
def plan_open(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Sign at the door of a secluded plan."""
    plan = seen_plan(request, pk)
    form = PurposeForm(request.POST)
    if form.apply(actions.open_plan, actor=request.user, plan=plan, at=request.at):
        return see_other(request, plan)
    return render(request, "campaigns/plan_door.html", {"plan": plan, "form": form}, status=422)


@require_GET
@officer_page
def gallery(request: OfficerRequest) -> HttpResponse:
    """Projects side by side with what evaluators gave them."""
    shown = [kind.code for kind in KINDS.values() if kind.gallery]
    plans = list(
        Plan.objects.visible_to(request.user)
        .filter(kind__in=shown)
        .exclude(state__in=["draft", "dropped"])
        .select_related("org", "lead")
        .order_by("-starts_on", "pk")[:60]
    )
    marks = progress.mean_scores(plans)
    cards = [{"plan": plan, "mark": marks.get(plan.pk)} for plan in plans]
    cards.sort(key=lambda card: -(card["mark"][0] if card["mark"] else 0))  # type: ignore[index]
    return render(request, "campaigns/gallery.html", {"cards": cards})
