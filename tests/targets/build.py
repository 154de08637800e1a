"""Targets for tests, through the actions; each names only what the test is about."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.actions import set_target, split_target
from wuli.mechanisms.figures.models import Target, TargetSplit
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.activities.actions import check_in_many, hold_session, open_session, plan_session

LECTURES, ATTENDANCES, MEMBERS = (
    "activities.technology_lectures",
    "activities.lecture_attendances",
    "people.members",
)
SHARE = "people.elected_chair_share"


def today() -> date:
    return timezone.localdate()


def this_year() -> TimeRange:
    return TimeRange.year(today().year)


def target(org: Org, value: Any = 50, indicator: str = LECTURES, **told: Any) -> Target:
    """A target in force for this year, set by the unit itself."""
    told = {"set_by": org, "period": this_year(), "document_no": "滨工〔2026〕5号", "actor": SYSTEM} | told
    made = set_target(org=org, indicator=indicator, value=Decimal(value), **told)
    made.refresh_from_db()
    return made


def split(of: Target, method: str = "equal", **told: Any) -> TargetSplit:
    """`of` split over the units below."""
    of.refresh_from_db()
    told = {"actor": SYSTEM, "seen_version": of.version, "today": today()} | told
    return split_target(target=of, method=method, **told)


def part(org: Org, indicator: str = LECTURES) -> Target:
    """The unit's target in force."""
    return Target.objects.in_force().get(org=org, indicator=indicator)


def lecture(org: Org, on: date | None = None, people: Any = ()) -> Any:
    """A lecture that was held on a day, with who came."""
    day = on or today()
    starts = datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_current_timezone())
    session = plan_session(
        actor=SYSTEM, org=org, kind="technology_lecture", title="焊接一课", place="车间", starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )  # fmt: skip
    open_session(actor=SYSTEM, session=session, at=starts)
    check_in_many(actor=SYSTEM, session=session, people=list(people), at=starts)
    return hold_session(actor=SYSTEM, session=session, at=starts + timedelta(hours=2))


def recount() -> None:
    """Bring the cells up to date, as the worker does."""
    recompute_all(today())
