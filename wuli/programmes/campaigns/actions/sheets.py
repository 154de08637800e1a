"""Giving the tasks of a sheet in few statements, by the rules of giving one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, action, require
from wuli.base.orgs.models import Org

from ..models import Plan, Task
from ._giving import check_day, require_giving, settle_task, write_tasks
from .capabilities import GIVE

Key = tuple[UUID, str, date, UUID | None]


@dataclass(frozen=True)
class NewTask:
    """A task to be given."""

    org: Org
    title: str
    due_on: date
    owner: User | None = None
    plan: Plan | None = None
    detail: str = ""
    source_doc: str = ""

    @property
    def key(self) -> Key:
        """By what a task that was given already is known again."""
        return self.org.pk, self.title, self.due_on, self.plan.pk if self.plan else None


def check_new_task(actor: Actor, new: NewTask, at: datetime) -> None:
    """Raise what `give_task` would raise for a caller who may give tasks there; writes nothing."""
    settle_task(actor, org=new.org, owner=new.owner, due_on=new.due_on, plan=new.plan, at=at)


@action("campaigns.give_tasks")
def give_tasks(*, actor: Actor, batch: Sequence[NewTask], at: datetime) -> list[Task]:
    """Give every task of a sheet 批量交办, all or none. What was given already is left out, so twice is once.

    Raises what `give_task` raises; each owner is told once. Locks the caller's account, so that a second
    press waits for the first.
    """
    require(actor, GIVE)
    if actor.pk:
        User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    there = given_already(batch)
    settled: dict[Any, tuple[Org, User]] = {}  # rows often differ in nothing that the rules ask for
    tasks = []
    for new in batch:
        if new.key in there:
            continue
        check_day(new.due_on, timezone.localdate(at))
        alike = (new.org.pk, new.owner and new.owner.pk, new.plan and new.plan.pk)
        if alike not in settled:
            require_giving(actor, new.org, None, new.plan)
            settled[alike] = settle_task(
                actor, org=new.org, owner=new.owner, due_on=new.due_on, plan=new.plan, at=at
            )
        asked_by, owner = settled[alike]
        tasks.append(
            Task(
                org=new.org, asked_by=asked_by, owner=owner, plan=new.plan, title=new.title,
                due_on=new.due_on, detail=new.detail, source_doc=new.source_doc,
            )
        )  # fmt: skip
    return write_tasks(actor, tasks, at)


def given_already(batch: Sequence[NewTask]) -> set[Key]:
    """The keys of those of the batch that stand already and were not dropped; one query."""
    told: dict[str, Any] = {
        "org__in": {new.org.pk for new in batch}, "title__in": {new.title for new in batch},
        "due_on__in": {new.due_on for new in batch},
    }  # fmt: skip
    standing = Task.objects.exclude(state=Task.State.DROPPED).filter(**told)
    return set(standing.values_list("org", "title", "due_on", "plan")) & {new.key for new in batch}
