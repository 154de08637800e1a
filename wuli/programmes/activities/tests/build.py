"""Builders for tests about activities; they go through actions."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.models import Org
from wuli.programmes.activities.actions import check_in, hold_session, open_session, plan_session
from wuli.programmes.activities.models import Attendance, Session


def lecture(org: Org, *, starts_at: datetime | None = None, **facts: Any) -> Session:
    """A planned technology lecture that began an hour ago, two hours long."""
    starts_at = starts_at or timezone.now() - timedelta(hours=1)
    told = {"kind": "technology_lecture", "title": "氩弧焊单面焊", "place": "职工之家", "speaker": "沈国强"}
    return plan_session(
        actor=SYSTEM, org=org, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **(told | facts)
    )


def open_lecture(org: Org, **facts: Any) -> Session:
    """A lecture whose check-in has begun."""
    session = lecture(org, **facts)
    return open_session(actor=SYSTEM, session=session, at=session.starts_at)


def held_lecture(org: Org, *people: Any, **facts: Any) -> Session:
    """A lecture that was held, with `people` there."""
    session = open_lecture(org, **facts)
    for person in people:
        attended(session, person)
    return hold_session(actor=SYSTEM, session=session, at=session.ends_at)


def attended(session: Session, person: Any) -> Attendance:
    """That `person` was checked in."""
    return check_in(actor=SYSTEM, session=session, person=person, at=session.starts_at)
