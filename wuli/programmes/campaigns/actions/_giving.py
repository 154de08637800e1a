"""What every way of giving a task shares: the row, its first line, and telling its owner."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, require
from wuli.base.core.errors import Invalid, RuleBroken
from wuli.base.core.notices import notify
from wuli.base.orgs.models import Org, OrgClosure

from ..models import Plan, Task, TaskNote
from . import events
from .capabilities import GIVE, require_plan
from .owners import check_standing, giving_unit, owner_of


class NotBelow(RuleBroken):
    """Tasks are given downwards: to one's own unit or one below."""

    code = "campaigns.not_below"
    message = _("%(org)s不在%(asked_by)s下面，任务交不过去。")
    cure = _("换一个承办单位，或者请上级工会来交办。")


class NotOnTheList(RuleBroken):
    """Only those on its list work on a secluded plan."""

    code = "campaigns.not_on_the_list"
    message = _("%(name)s不在这件事的知悉名单上，不能做负责人。")
    cure = _("先加进名单，再交给他。")


class PlanOver(RuleBroken):
    """What has ended gets no new parts."""

    code = "campaigns.plan_over"
    message = _("“%(title)s”已经结束，不能再加。")
    cure = _("要接着办，先把它重新打开。")


def require_giving(actor: Actor, org: Org, asked_by: Org | None, plan: Plan | None) -> None:
    """Raise Forbidden unless the caller may give work of `plan`, or in the name of `asked_by`, there."""
    if plan:
        require_plan(actor, GIVE, plan)
    else:
        require(actor, GIVE, asked_by or org)


def new_task(actor: Actor, *, at: datetime, **told: Any) -> Task:
    """Make a task that the caller may give, note it, and tell its owner. Takes what `settled_task` takes."""
    return write_tasks(actor, [settled_task(actor, at=at, **told)], at)[0]


def settled_task(
    actor: Actor,
    *,
    org: Org,
    owner: User | None,
    title: str,
    due_on: date,
    at: datetime,
    asked_by: Org | None = None,
    plan: Plan | None = None,
    **more: Any,
) -> Task:
    """A task that the caller may give, not written yet. Raises what `settle_task` does."""
    asked_by, owner = settle_task(
        actor, org=org, owner=owner, due_on=due_on, at=at, asked_by=asked_by, plan=plan
    )
    return Task(org=org, asked_by=asked_by, owner=owner, title=title, due_on=due_on, plan=plan, **more)


def write_tasks(actor: Actor, tasks: Sequence[Task], at: datetime) -> list[Task]:
    """Keep tasks whose units and owners are settled, note them, and tell each owner once."""
    giver, by_owner = user_of(actor), defaultdict(list)
    for task in tasks:
        task.given_by = giver
        by_owner[task.owner].append(task)
    kept = Task.objects.bulk_create(tasks)
    TaskNote.objects.bulk_create(
        [TaskNote(task=task, kind=TaskNote.Kind.GIVEN, words=task.detail, by=giver, at=at) for task in kept]
    )
    for owner, theirs in by_owner.items():
        if owner.pk != actor.pk:
            _tell_given(owner, theirs)
    return kept


def _tell_given(owner: User, tasks: list[Task]) -> None:
    first = min(tasks, key=lambda task: task.due_on)
    if len(tasks) == 1:
        tell(owner, events.TASK_GIVEN, first, due=first.due_on)
    else:
        told = {"n": len(tasks), "due": first.due_on}
        notify(owner, events.TASKS_GIVEN, url=f"{reverse('campaigns:tasks')}?whose=mine", **told)


def settle_task(
    actor: Actor, *, org: Org, owner: User | None, due_on: date, at: datetime, asked_by: Org | None = None,
    plan: Plan | None = None,
) -> tuple[Org, User]:  # fmt: skip
    """In whose name a task would be given, and who would answer for it; writes nothing.

    Raises NotBelow, UnitClosed, CannotOwn, NobodyAnswers, NotOnTheList, PlanOver, and Invalid for a day that
    is past.
    """
    day = timezone.localdate(at)
    asked_by = asked_by or (plan.org if plan else giving_unit(actor, org, day))
    check_day(due_on, day)
    if plan and not plan.is_open:
        raise PlanOver(title=plan.title)
    if not OrgClosure.objects.filter(ancestor=asked_by, descendant=org, standing=True).exists():
        raise NotBelow(org=str(org), asked_by=str(asked_by))
    check_standing(org, day)
    owner = owner_of(org, owner, day)
    if plan and plan.secluded and not Plan.objects.admitting(owner).filter(pk=plan.pk).exists():
        raise NotOnTheList(name=owner.name)
    return asked_by, owner


def check_day(due_on: date, today: date) -> None:
    """Refuse a day that is past."""
    if due_on < today:
        raise Invalid({"due_on": [_("期限已经过去了。")]})


def note(actor: Actor, task: Task, kind: str, words: str, at: datetime) -> TaskNote:
    """Write a line of the task's course."""
    return TaskNote.objects.create(task=task, kind=kind, words=words, by=user_of(actor), at=at)  # type: ignore[misc]


def tell(user: Any, event: Any, task: Task, **params: Any) -> None:
    """Tell `user` of a task; what belongs to a secluded plan is not named in a notice."""
    hidden = task.plan is not None and task.plan.secluded
    if hidden and "words" in params:
        params["words"] = ""
    title = _now("一件内部任务") if hidden else task.title
    notify(user, event, url=task.get_absolute_url(), title=title, **params)


def user_of(actor: Actor) -> Any:
    """The acting user, or nobody when the platform acts."""
    return actor if actor.pk else None
