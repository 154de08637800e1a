"""The verbs of meetings: name member units, call, hold with minutes, decide; decisions become tasks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, action, refused_as
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.orgs.models import Org

from ..models import Bureau, Decision, Meeting, Paper, Plan, Seat, Task
from ._giving import PlanOver, new_task, user_of
from .capabilities import GIVE, PLAN, require_plan


class BureauThere(Conflict):
    """A member unit is named once."""

    code = "campaigns.bureau_there"
    message = _("%(name)s已经在成员单位里。")


class MeetingNotBegun(RuleBroken):
    """What has not begun cannot have been held."""

    code = "campaigns.meeting_not_begun"
    message = _("会还没到开始时间（%(starts)s），不能记为已召开。")
    cure = _("开完再记；时间有变，先取消这次，再排一次。")


class NoMeetings(RuleBroken):
    """Not every kind of plan meets."""

    code = "campaigns.no_meetings"
    message = _("这类计划不开会。")


@action("campaigns.name_bureau")
def name_bureau(*, actor: Actor, plan: Plan, name: str, contact: str = "") -> Bureau:
    """Name a member unit 成员单位 of a joint conference."""
    require_plan(actor, PLAN, plan)
    if not plan.declared.bureaus:
        raise NoMeetings()
    last = plan.bureaus.aggregate(n=Max("order"))["n"] or 0
    with refused_as(bureau_once=BureauThere(name=name)):
        return Bureau.objects.create(plan=plan, name=name, contact=contact, order=last + 1)


@action("campaigns.call_meeting")
def call_meeting(
    *, actor: Actor, plan: Plan, title: str, starts_at: datetime, place: str, agenda: str
) -> Meeting:
    """Call a meeting 召集 of a plan with its agenda."""
    require_plan(actor, PLAN, plan)
    if not plan.declared.meetings:
        raise NoMeetings()
    if not plan.is_open:
        raise PlanOver(title=plan.title)
    return Meeting.objects.create(plan=plan, title=title, starts_at=starts_at, place=place, agenda=agenda)


@action("campaigns.hold_meeting")
def hold_meeting(
    *,
    actor: Actor,
    meeting: Meeting,
    minutes: str,
    at: datetime,
    attended: str = "",
    chaired_by: str = "",
    seats: Mapping[UUID, str] | None = None,
) -> Meeting:
    """Record that a meeting was held 已召开: minutes, who chaired, which member units came and by whom.

    Raises MeetingNotBegun before its time, Invalid without minutes.
    """
    require_plan(actor, PLAN, meeting.plan)
    if not minutes.strip():
        raise Invalid({"minutes": [_("写上纪要，再记为已召开。")]})
    meeting = Meeting.objects.locked(meeting.pk)
    if meeting.starts_at > at:
        raise MeetingNotBegun(starts=meeting.starts_at)
    meeting.minutes, meeting.attended, meeting.chaired_by = minutes, attended, chaired_by
    meeting.save(update_fields=["minutes", "attended", "chaired_by"])
    meeting.move_to(Meeting.State.HELD)
    came = seats or {}
    Seat.objects.bulk_create(
        Seat(meeting=meeting, bureau=bureau, came=bureau.pk in came, who=came.get(bureau.pk, ""))
        for bureau in meeting.plan.bureaus.all()
    )
    return meeting


@action("campaigns.cancel_meeting")
def cancel_meeting(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Cancel a meeting that was not held."""
    require_plan(actor, PLAN, meeting.plan)
    meeting.move_to(Meeting.State.CANCELLED)
    return meeting


@action("campaigns.note_decision")
def note_decision(
    *,
    actor: Actor,
    meeting: Meeting,
    words: str,
    due_on: date,
    at: datetime,
    bureau: Bureau | None = None,
    org: Org | None = None,
    owner: User | None = None,
) -> Task:
    """Note what a meeting decided 议定事项 and make it a task with a day, in one step.

    A member unit's task is answered for by our officer `owner`, by default the plan's lead; a task of one
    of our own units by its responsible officer.
    """
    require_plan(actor, GIVE, meeting.plan)
    meeting = Meeting.objects.locked(meeting.pk)
    if not words.strip():
        raise Invalid({"words": [_("写上议定了什么。")]})
    if bureau and bureau.plan_id != meeting.plan_id:
        raise Invalid({"bureau": [_("不是这个会的成员单位。")]})
    number = (meeting.decisions.aggregate(n=Max("number"))["n"] or 0) + 1
    decision = Decision.objects.create(  # type: ignore[misc]
        meeting=meeting, number=number, words=words, noted_by=user_of(actor)
    )
    plan = meeting.plan
    return new_task(
        actor, org=org or plan.org, owner=owner or (None if org else plan.lead), title=words[:80],
        due_on=due_on, at=at, plan=plan, decision=decision, bureau=bureau, source_doc=meeting.title,
        detail=words if len(words) > 80 else "",
    )  # fmt: skip


@action("campaigns.add_meeting_paper")
def add_meeting_paper(*, actor: Actor, meeting: Meeting, upload: Any, caption: str = "") -> Paper:
    """Keep a photo, a list or the signed minutes with a meeting."""
    require_plan(actor, PLAN, meeting.plan)
    file = keep_file(actor=actor, upload=upload, org=meeting.plan.org)
    return Paper.objects.create(  # type: ignore[misc]
        org=meeting.plan.org, meeting=meeting, file=file, caption=caption, added_by=user_of(actor)
    )
