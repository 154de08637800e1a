"""Builders for tests about tasks; they go through actions."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.tests import build as core
from wuli.base.orgs.models import Org
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Task


def today() -> date:
    """The day on which everything here happens."""
    return timezone.localdate()


def task(org: Org, owner: Any, *, days: int = 7, at: datetime | None = None, **facts: Any) -> Task:
    """A task of `org`, due `days` after it was given; given now, or at `at`."""
    at = at or timezone.now()
    told = {"title": "摸清外卖骑手底数", "detail": "逐个站点登记"} | facts
    due_on = timezone.localdate(at) + timedelta(days=days)
    return actions.give_task(actor=SYSTEM, org=org, owner=owner, due_on=due_on, at=at, **told)


def late_task(org: Org, owner: Any, *, days: int = 3, **facts: Any) -> Task:
    """A task that has been late for `days`."""
    return task(org, owner, days=1, at=timezone.now() - timedelta(days=days + 1), **facts)


def with_paper(given: Task) -> Task:
    """The task with a photo as evidence."""
    actions.add_task_paper(actor=SYSTEM, task=given, upload=core.upload(core.picture(), "现场.jpg"))
    return given


def handed_in(given: Task, at: datetime | None = None) -> Task:
    """The task, handed in with a photo."""
    with_paper(given)
    return actions.hand_in_task(actor=SYSTEM, task=given, words="登记了 86 人", at=at or timezone.now())
