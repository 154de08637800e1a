"""Builders for tests about tasks and plans; they go through actions."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tests import people
from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.numbering import set_word
from wuli.base.core.tests import build as core
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Draft, Meeting, Plan, Task


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


def plan(org: Org, lead: Any, kind: str = "campaign", *, started: bool = True, **facts: Any) -> Plan:
    """A plan of this year, started unless told otherwise."""
    told = {"title": "新业态劳动者入会百日行动", "starts_on": today() - timedelta(days=30)} | facts
    told.setdefault("ends_on", today() + timedelta(days=60))
    made = actions.draw_up_plan(actor=SYSTEM, org=org, kind=kind, lead=lead, **told)
    return actions.start_plan(actor=SYSTEM, plan=made, at=timezone.now()) if started else made


def held_meeting(of: Plan, *, days_ago: int = 20, seats: Any = None) -> Meeting:
    """A meeting of a plan that was held, with minutes."""
    at = timezone.now() - timedelta(days=days_ago)
    told = {"title": "动员会", "place": "三楼会议室", "agenda": "一、部署\n二、表态"}
    meeting = actions.call_meeting(actor=SYSTEM, plan=of, starts_at=at, **told)
    told = {"minutes": "会议部署了任务。", "seats": seats, "at": timezone.now()}
    return actions.hold_meeting(actor=SYSTEM, meeting=meeting, **told)


def finish(of: Plan, *codes: str) -> Plan:
    """The plan with these stages done."""
    for code in codes:
        actions.finish_stage(actor=SYSTEM, plan=of, code=code, words="", at=timezone.now())
    return Plan.objects.get(pk=of.pk)


def paper(name: str = "报告.pdf") -> Any:
    """A small document as it is uploaded."""
    return core.upload(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", name)


def with_milestone(of: Plan) -> Plan:
    """The plan with something to be reached in a week."""
    actions.add_milestone(actor=SYSTEM, plan=of, title="出方案", due_on=today() + timedelta(days=7))
    return of


def draft(of: Plan) -> Draft:
    """A version of a plan's report, waiting to be judged."""
    return actions.submit_draft(actor=SYSTEM, plan=of, upload=paper(), at=timezone.now())


def strict(org: Org) -> Plan:
    """A strict-care plan of `org`, on whose list only its inspector stands."""
    inspector = people.officer(org, "纪正", role="discipline")
    return plan(org, inspector, "strict_care", title="规范提升")


def rule(org: Org, *, since: date | None = None, needs_paper: bool = True, **facts: Any) -> Any:
    """A rule of `org` in force `since` (30 days by default) that asks for one thing each month."""
    told = {"title": "争议化解制度", "scope": "各镇", "body": "每月排查一次。"} | facts
    made = actions.draft_rule(actor=SYSTEM, org=org, **told)
    actions.add_duty(actor=SYSTEM, rule=made, title="排查争议", cycle="month", needs_paper=needs_paper)
    set_word(actor=SYSTEM, org=org, series="campaigns.rule", word=f"测{org.name[:2]}")
    begin = since or today() - timedelta(days=30)
    return actions.issue_rule(actor=SYSTEM, rule=made, effective_from=begin, at=timezone.now())


def adopted(made: Any, org: Org, on: date | None = None) -> Any:
    """That `org` adopted the rule, on a day or from its beginning."""
    begin = on or made.effective_from
    return actions.adopt_rule(actor=SYSTEM, rule=made, org=org, on=begin, at=timezone.now())


def report(org: Org, author: Any) -> Any:
    """The duty report of the chair of `org` for this year."""
    when = TimeRange.year(today().year)
    return actions.begin_report(
        actor=author, org=org, post="chair", holder="陈主席", when=when, at=timezone.now()
    )
