"""Lectures of the sample federation: 47 held in the year told, fewer before, a few still to come."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.access import grants_over
from wuli.base.orgs.models import Org
from wuli.base.people.models import Person
from wuli.programmes.activities.actions import (
    PLAN,
    add_evidence,
    cancel_session,
    check_in_many,
    hold_session,
    open_session,
    plan_session,
)
from wuli.programmes.activities.models import Session

from . import words
from .evidence import photo
from .plan import COUNTY, LECTURES, TOWNS, story_year

ZONE = ZoneInfo("Asia/Shanghai")
BARE = 9  # of so many lectures one has no photo, for the page of record quality to ask for
HELD_BEFORE = {1: 38, 2: 31}  # years back -> lectures held


@dataclass(frozen=True)
class LecturePlan:
    """A lecture: who holds it, when, and how many come; `fate` is held, planned or cancelled."""

    org: str
    title: str
    topic: str
    speaker: str
    speaker_unit: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    audience: int
    fate: str = "held"


def plan_lectures(today: date) -> Iterator[LecturePlan]:
    """All lectures, oldest first; every town holds at least one in the year told."""
    chance = random.Random(47)  # noqa: S311 - sample data, not a secret
    year = story_year(today)
    for back in (2, 1):
        yield from _year(year - back, HELD_BEFORE[back], chance)
    yield from _year(year, LECTURES, chance)
    yield _lecture(chance, "320922110", date(year, 6, 18), 0, fate="cancelled")
    for n, org in enumerate([COUNTY, "320922107", "320922001", "320922105"]):
        yield _lecture(chance, org, today + timedelta(days=3 + 6 * n), n + 5, fate="planned")


def _year(year: int, number: int, chance: random.Random) -> Iterator[LecturePlan]:
    towns = list(TOWNS)
    first, last = date(year, 2, 20), date(year, 11, 18)
    step = (last - first) / number
    for n in range(number):
        org = towns[n % len(towns)] if n % 4 else COUNTY
        if n >= number - len(towns):
            org = towns[number - n - 1]
        day = first + step * n
        yield _lecture(chance, org, day - timedelta(days=1) if day.weekday() == 6 else day, n)


def _lecture(chance: random.Random, org: str, day: date, n: int, fate: str = "held") -> LecturePlan:
    title, topic = words.LECTURES[n % len(words.LECTURES)]
    speaker, unit = words.SPEAKERS[n % len(words.SPEAKERS)]
    starts = datetime.combine(day, chance.choice([time(9), time(14), time(15), time(19)]), ZONE)
    return LecturePlan(
        org=org,
        title=title,
        topic=topic,
        speaker=speaker,
        speaker_unit=unit,
        place=chance.choice(words.HALLS),
        starts_at=starts,
        ends_at=starts + timedelta(minutes=chance.choice([90, 120])),
        capacity=chance.choice([60, 80, 120]),
        audience=chance.randint(28, 58),
        fate=fate,
    )


def hold_all(site: Any) -> Iterator[float]:
    """Plan every lecture, and hold those that are over, with who attended."""
    plans = list(plan_lectures(site.today))
    keys = {plan.org for plan in plans}
    pools = {key: _pool(site, key) for key in keys}
    officers = {key: grants_over(site.units[key], PLAN.code)[0].grant.user for key in keys}
    chance = random.Random(1700)  # noqa: S311 - sample data, not a secret
    for n, plan in enumerate(plans):
        session = _hold(site, plan, officers[plan.org], pools[plan.org], chance)
        if session and n % BARE:
            upload = photo(f"讲座{n + 1}.jpg", shade=n)
            add_evidence(actor=SYSTEM, session=session, upload=upload, caption="现场照片")
        yield (n + 1) / len(plans)


def _pool(site: Any, key: str) -> list[Person]:
    """Members who would come to a lecture of this unit: those below it, a thousand at most."""
    below = Org.objects.below(site.units[key], on=site.today)
    people = Person.objects.filter(home__in=below).order_by("number").only("pk", "number")
    step = max(1, people.count() // 1000)
    return list(people.annotate(turn=F("number") % step).filter(turn=0))


def _hold(
    site: Any, plan: LecturePlan, officer: User, pool: list[Person], chance: random.Random
) -> Session | None:
    session = plan_session(
        actor=SYSTEM, org=site.units[plan.org], kind="technology_lecture", title=plan.title, topic=plan.topic,
        place=plan.place, starts_at=plan.starts_at, ends_at=plan.ends_at, speaker=plan.speaker,
        speaker_unit=plan.speaker_unit, capacity=plan.capacity, responsible=officer,
        at=min(plan.starts_at - timedelta(days=7), site.at),
    )  # fmt: skip
    if plan.fate == "cancelled":
        cancel_session(actor=SYSTEM, session=session, reason="主讲人临时有会，改到下个月再办。")
    if plan.fate != "held":
        return None
    session = open_session(actor=SYSTEM, session=session, at=plan.starts_at)
    came = chance.sample(pool, min(plan.audience, len(pool)))
    check_in_many(actor=SYSTEM, session=session, people=came, at=plan.starts_at)
    return hold_session(actor=SYSTEM, session=session, at=plan.ends_at)
