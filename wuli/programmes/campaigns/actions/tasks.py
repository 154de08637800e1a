"""The verbs of tasks: give, start, tell, hand in, accept, return, drop."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, action, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Invalid, RuleBroken
from wuli.base.core.said import day
from wuli.base.orgs.models import Org

from ..models import Paper, Plan, Task, TaskNote
from . import events
from ._giving import check_day, new_task, note, require_giving, tell, user_of
from .capabilities import GIVE, WORK, require_plan
from .owners import owner_of

Kind = TaskNote.Kind


class NoEvidence(RuleBroken):
    """What is handed in can be looked at."""

    code = "campaigns.no_evidence"
    message = _("还没有佐证，任务没有交。")
    cure = _("先加一张照片或一份材料，再交。")


class OwnWork(RuleBroken):
    """Nobody accepts their own work, except a task they gave themselves."""

    code = "campaigns.own_work"
    message = _("这件任务是您自己办的，要由交办的人来验收。")


@action("campaigns.give_task")
def give_task(
    *,
    actor: Actor,
    org: Org,
    title: str,
    due_on: date,
    at: datetime,
    owner: User | None = None,
    asked_by: Org | None = None,
    plan: Plan | None = None,
    detail: str = "",
    source_doc: str = "",
) -> Task:
    """Give `org` a task 交办 with a day and an owner; without one the unit's responsible officer answers.

    `asked_by` is the unit that will accept it, by default the giver's own. Raises NotBelow, CannotOwn,
    NobodyAnswers, Invalid for a day that is past.
    """
    require_giving(actor, org, asked_by, plan)
    return new_task(
        actor, org=org, owner=owner, title=title, due_on=due_on, at=at, asked_by=asked_by, plan=plan,
        detail=detail, source_doc=source_doc,
    )  # fmt: skip


@action("campaigns.correct_task")
def correct_task(
    *,
    actor: Actor,
    task: Task,
    seen_version: int,
    title: str,
    due_on: date,
    at: datetime,
    owner: User | None = None,
    detail: str = "",
    source_doc: str = "",
) -> Task:
    """Change what is asked, by when or of whom; the course keeps what it was. Conflict for the second."""
    _require_asker(actor, task)
    task = task.claim_edit(seen_version)
    _check_waiting(task)
    if due_on != task.due_on:
        check_day(due_on, timezone.localdate(at))
    before = (task.title, task.owner, task.due_on)
    task.title, task.detail, task.source_doc, task.due_on = title, detail, source_doc, due_on
    task.owner = owner_of(task.org, owner or task.owner, timezone.localdate(at))
    task.save()
    note(actor, task, Kind.CHANGED, _changes(before, task), at)
    if task.owner != before[1]:
        tell(task.owner, events.TASK_GIVEN, task, due=due_on)
    return task


@action("campaigns.start_task")
def start_task(*, actor: Actor, task: Task, at: datetime, words: str = "") -> Task:
    """Take a task up 开始办."""
    _require_worker(actor, task)
    return _step(actor, task, Task.State.DOING, Kind.STARTED, words, at)


@action("campaigns.put_task_back")
def put_task_back(*, actor: Actor, task: Task, at: datetime, words: str = "") -> Task:
    """Put a task that was begun, or dropped, back among those to be done."""
    _require_worker(actor, task)
    return _step(actor, task, Task.State.OPEN, Kind.REOPENED, words, at)


@action("campaigns.report_progress")
def report_progress(*, actor: Actor, task: Task, words: str, at: datetime) -> TaskNote:
    """Say how far a task is 报进展, in words; a task nobody had begun is begun with it."""
    _require_worker(actor, task)
    if not words.strip():
        raise Invalid({"words": [_("写一句办到哪一步了。")]})
    task = Task.objects.locked(task.pk)
    _check_waiting(task)
    if task.state != Task.State.DOING:
        task.move_to(Task.State.DOING)
    return note(actor, task, Kind.PROGRESS, words, at)


@action("campaigns.add_task_paper")
def add_task_paper(*, actor: Actor, task: Task, upload: Any, caption: str = "") -> Paper:
    """Attach a photo or paper as evidence 佐证; the same contents twice change nothing."""
    _require_worker(actor, task)
    file = keep_file(actor=actor, upload=upload, org=task.org)
    kept = task.papers.filter(file__sha256=file.sha256).first()
    return kept or Paper.objects.create(  # type: ignore[misc]
        org=task.org, task=task, file=file, caption=caption, added_by=user_of(actor)
    )


@action("campaigns.hand_in_task")
def hand_in_task(*, actor: Actor, task: Task, words: str, at: datetime) -> Task:
    """Hand a task in 交办结果: what was done, with evidence. Whoever gave it is told. Raises NoEvidence.

    A task with a number to reach needs no paper: the rows behind the figure are its evidence.
    """
    _require_worker(actor, task)
    if not words.strip():
        raise Invalid({"words": [_("写一句办成了什么。")]})
    task = Task.objects.locked(task.pk)
    _check_waiting(task)
    if task.wanted is None and not task.papers.exists():
        raise NoEvidence()
    _end(task, at)
    _step(actor, task, Task.State.DONE, Kind.HANDED_IN, words, at)
    if task.given_by and task.given_by_id != actor.pk:
        tell(task.given_by, events.TASK_HANDED_IN, task, org=task.org)
    return task


@action("campaigns.accept_task")
def accept_task(*, actor: Actor, task: Task, at: datetime, words: str = "") -> Task:
    """Accept what was handed in 验收. Its owner may not, unless they gave the task themselves (OwnWork)."""
    _require_asker(actor, task)
    _check_not_own(actor, task)
    task = _step(actor, task, Task.State.ACCEPTED, Kind.ACCEPTED, words, at)
    tell(task.owner, events.TASK_ACCEPTED, task)
    return task


@action("campaigns.return_task")
def return_task(*, actor: Actor, task: Task, words: str, at: datetime) -> Task:
    """Send what was handed in back 退回 with a reason; it is late again if its day is past."""
    _require_asker(actor, task)
    _check_not_own(actor, task)
    if not words.strip():
        raise Invalid({"words": [_("写清楚哪里不行、要补什么。")]})
    task = _step(actor, task, Task.State.RETURNED, Kind.RETURNED, words, at)
    tell(task.owner, events.TASK_RETURNED, task, words=words)
    return task


@action("campaigns.drop_task")
def drop_task(*, actor: Actor, task: Task, words: str, at: datetime) -> Task:
    """Drop a task 停办 with a reason; it no longer counts as due."""
    _require_asker(actor, task)
    if not words.strip():
        raise Invalid({"words": [_("写一句为什么不办了。")]})
    task = Task.objects.locked(task.pk)
    _end(task, at)
    return _step(actor, task, Task.State.DROPPED, Kind.DROPPED, words, at)


@action("campaigns.check_task")
def check_task(*, actor: Actor, task: Task, words: str, at: datetime) -> TaskNote:
    """Look at the work on the spot 督查 and say what was found; the task goes on."""
    _require_asker(actor, task)
    if not words.strip():
        raise Invalid({"words": [_("写一句看到了什么。")]})
    _check_waiting(task)
    return note(actor, task, Kind.CHECKED, words, at)


def _require_asker(actor: Actor, task: Task) -> None:
    """Who gave the task, or stands for the unit that did."""
    if task.plan and task.plan.secluded:
        require_plan(actor, GIVE, task.plan)
    else:
        require(actor, GIVE, task.asked_by)


def _require_worker(actor: Actor, task: Task) -> None:
    """Who can work at the unit of the task."""
    if task.plan and task.plan.secluded:
        require_plan(actor, WORK, task.plan)
    else:
        require(actor, WORK, task.org)


def _step(actor: Actor, task: Task, state: str, kind: str, words: str, at: datetime) -> Task:
    task.move_to(state)
    note(actor, task, kind, words, at)
    return task


def _end(task: Task, at: datetime) -> None:
    task.ended_on = timezone.localdate(at)
    task.save(update_fields=["ended_on"])


class NotWaiting(RuleBroken):
    """What was handed in or dropped is not changed any more."""

    code = "campaigns.not_waiting"
    message = _("这件任务是“%(state)s”，现在不能改，也不能再交。")
    cure = _("要接着办，先退回或者重新办。")


def _check_waiting(task: Task) -> None:
    if not task.is_waiting:
        raise NotWaiting(state=task.get_state_display())


def _check_not_own(actor: Actor, task: Task) -> None:
    if actor.pk and task.owner_id == actor.pk and task.given_by_id != actor.pk:
        raise OwnWork()


def _changes(before: tuple[str, Any, date], task: Task) -> str:
    title, owner, due_on = before
    told = []
    if title != task.title:
        told.append(f"{title} → {task.title}")
    if owner != task.owner:
        told.append(f"{owner.name} → {task.owner.name}")
    if due_on != task.due_on:
        told.append(f"{day(due_on)} → {day(task.due_on)}")
    return "；".join(told)
