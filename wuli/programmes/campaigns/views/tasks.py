"""Pages of tasks: the list, one task with its steps, giving and correcting one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from wuli.base.core.forms import pick_hits
from wuli.base.core.lists import officer_list
from wuli.base.core.said import short_day
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, safe_next, see_other
from wuli.base.orgs.models import Org
from wuli.programmes.campaigns import actions, progress
from wuli.programmes.campaigns.filters import TaskFilter
from wuli.programmes.campaigns.forms import OWNER_BY, CorrectForm, GiveForm, PaperForm, WordsForm
from wuli.programmes.campaigns.models import Plan, Task
from wuli.programmes.campaigns.views.plans import closed_door

COLUMNS = [
    Column(pgettext_lazy("task", "任务"), "title", link=Task.get_absolute_url, sort="title", phone="wide"),
    Column(_("承办单位"), "org", sort=("org__rank", "org__name_key")),
    Column(_("负责人"), "owner.name", sort="owner__name"),
    Column(_("完成期限"), "due_on", show=short_day, sort="due_on"),
    Column(_("状态"), lambda t: badge(t.tone, t.state_words), sort="state", code="state"),
]


@dataclass(frozen=True)
class Step:
    """A step of a task: its words, its action, whether the words must be filled in, how its button looks."""

    code: str
    name: str | Promise
    ask: str | Promise
    act: Callable[..., Any]
    to: str
    by_giver: bool = False
    kind: str = "plain"


STEPS = {
    step.code: step
    for step in [
        Step("check", _("督查"), _("看到了什么"), actions.check_task, "", True),
        Step("start", _("开始办"), "", actions.start_task, "doing"),
        Step("progress", _("报进展"), _("办到哪一步了"), actions.report_progress, ""),
        Step("hand-in", _("交结果"), _("办成了什么"), actions.hand_in_task, "done", kind="primary"),
        Step(
            "accept", _("验收通过"), _("评语（可以不写）"), actions.accept_task, "accepted", True, "primary"
        ),
        Step("return", _("退回重办"), _("哪里不行、要补什么"), actions.return_task, "returned", True),
        Step("back", _("放回待办"), "", actions.put_task_back, "open"),
        Step("drop", _("不办了"), _("为什么不办了"), actions.drop_task, "dropped", True, "quiet"),
    ]
}


def steps_of(task: Task, user: Any) -> list[Step]:
    """The steps that the task's state, the user's grants and the rule on one's own work allow."""
    gives = user.has_perm(actions.GIVE.code, task.asked_by)
    works = user.has_perm(actions.WORK.code, task.org)
    return allowed_steps(task, user, gives=gives, works=works)


def allowed_steps(task: Task, user: Any, *, gives: bool, works: bool) -> list[Step]:
    """The steps of who may give or do the task, as its state and the rule on one's own work leave them."""
    own = task.owner_id == user.pk and task.given_by_id != user.pk
    found = []
    for step in STEPS.values():
        there = task.may_move_to(step.to) if step.to else task.is_waiting
        judged = step.to in ("accepted", "returned") and own
        if there and not judged and (gives if step.by_giver else works):
            found.append(step)
    return found


def _seen(request: OfficerRequest, pk: UUID) -> Task:
    tasks = Task.objects.visible_to(request.user).select_related(
        "org", "asked_by", "owner", "given_by", "plan", "bureau"
    )
    return get_object_or_404(tasks, pk=pk)


def _sees_plan(user: Any, task: Task) -> bool:
    """A unit that does its part sees its task; the plan itself is seen where its own unit is."""
    return task.plan is not None and Plan.objects.visible_to(user).filter(pk=task.plan.pk).exists()


@officer_list("campaigns:tasks")
def tasks_by_day(request: OfficerRequest) -> Listing:
    """Tasks of the officer's units, the nearest day first."""
    seen = Task.objects.visible_to(request.user).exclude(plan__secluded=True)  # on their own page
    tasks = seen.select_related("org", "owner").order_by("due_on", "pk")
    return list_of(
        request, tasks, columns=COLUMNS, filters=TaskFilter,
        chips=Chips("state", Task.State.choices, all=_("全部")), export=reverse("campaigns:task-export"),
    )  # fmt: skip


@require_GET
@officer_page
def task_list(request: OfficerRequest) -> HttpResponse:
    """The list of tasks."""
    return render(
        request, "campaigns/task_list.html",
        {"tasks": tasks_by_day(request), "may_give": request.user.has_perm(actions.GIVE.code)},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def task_give(request: OfficerRequest) -> HttpResponse:
    """Give a unit a task."""
    if not request.user.has_perm(actions.GIVE.code):
        raise Http404
    day = timezone.localdate(request.at)
    orgs = Org.objects.visible_to(request.user, actions.GIVE.code).open_on(day)
    owners = actions.may_own_below(request.user, day)
    form = GiveForm(request.POST or None, orgs=orgs, owners=owners, initial={"org": request.GET.get("org")})
    if form.is_bound and form.apply(actions.give_task, actor=request.user, at=request.at):
        return see_other(request, form.result)
    return render(
        request, "campaigns/task_form.html",
        {"form": form, "heading": _("交办一件任务"), "back": reverse("campaigns:tasks")},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def task_correct(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Change what is asked, by when or of whom."""
    task = _seen(request, pk)
    if door := closed_door(request, task.plan):
        return door
    owners = actions.may_own_below(request.user, timezone.localdate(request.at))
    form = CorrectForm(request.POST or None, record=task, owners=owners)
    if form.is_bound and form.apply(actions.correct_task, actor=request.user, task=task, at=request.at):
        return see_other(request, task)
    return render(
        request, "campaigns/task_form.html",
        {"form": form, "task": task, "heading": _("改任务"), "back": task.get_absolute_url()},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_GET
@officer_page
def task_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One task: what is asked, what was said, the evidence, the next steps."""
    task = _seen(request, pk)
    if door := closed_door(request, task.plan):
        return door
    steps = steps_of(task, request.user)
    return render(
        request, "campaigns/task.html",
        {
            "task": task,
            "plan_seen": _sees_plan(request.user, task),
            "reached": progress.of_task(task, request.user, timezone.localdate(request.at)),
            "steps": [(step, WordsForm(label=step.ask, auto_id=f"{step.code}-%s")) for step in steps],
            "notes": task.notes.select_related("by").order_by("-at", "-pk"),
            "papers": task.papers.select_related("file"),
            "paper_form": PaperForm(),
            "may_add": request.user.has_perm(actions.WORK.code, task.org),
            "may_correct": task.is_waiting and request.user.has_perm(actions.GIVE.code, task.asked_by),
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def task_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Take one step; what it refuses is shown with the form again."""
    task = _seen(request, pk)
    if door := closed_door(request, task.plan):
        return door
    taken = STEPS.get(step)
    if taken is None:
        raise Http404
    sent = request.method == "POST"
    form = WordsForm(request.POST if sent else None, label=taken.ask)
    if sent and form.apply(taken.act, actor=request.user, task=task, at=request.at):
        return see_other(request, safe_next(request, task.get_absolute_url()))
    return render(
        request, "campaigns/task_step.html", {"form": form, "task": task, "step": taken},
        status=422 if sent else 200,
    )  # fmt: skip


@require_POST
@officer_page
def paper_add(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Attach a photo or document."""
    task = _seen(request, pk)
    if door := closed_door(request, task.plan):
        return door
    form = PaperForm(request.POST, request.FILES)
    if form.apply(actions.add_task_paper, actor=request.user, task=task):
        return see_other(request, task)
    return render(request, "campaigns/paper_form.html", {"form": form, "about": task}, status=422)


@require_safe
@officer_page
def pick_owner(request: OfficerRequest) -> HttpResponse:
    """Suggestions for a field in which the owner of a task is chosen."""
    owners = actions.may_own_below(request.user, timezone.localdate(request.at))
    return JsonResponse(pick_hits(owners, request.GET.get("q", "").strip(), OWNER_BY))
