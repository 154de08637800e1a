"""Working time from the platform's own calendar and the office hours of a place.

`load_days()` once and pass `days=` when many deadlines are computed. Arithmetic: `worktime`.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from . import rules
from .models.calendar import Holiday
from .worktime import Spans, WorkClock, WorkDays

FULL_YEAR = 5  # a year with fewer settled holidays has not been published


def load_days() -> WorkDays:
    """The calendar as it stands: one query."""
    exceptions: dict[date, bool] = {}
    settled: dict[int, int] = {}
    for day, kind, provisional in Holiday.objects.values_list("day", "kind", "provisional"):
        exceptions[day] = kind == Holiday.Kind.WORKDAY
        settled[day.year] = settled.get(day.year, 0) + (not provisional)
    published = frozenset(year for year, count in settled.items() if count >= FULL_YEAR)
    return WorkDays(exceptions, published)


def clock(
    at: datetime, *, place: Any = None, hours: Spans | None = None, days: WorkDays | None = None
) -> WorkClock:
    """The working clock of `place` with the office hours in force at `at` (rule `core.working_hours`)."""
    known = days or load_days()
    return WorkClock(known, hours or rules.at("core.working_hours", place, timezone.localdate(at)).value)


def add_working_minutes(
    start: datetime,
    minutes: int,
    *,
    place: Any = None,
    hours: Spans | None = None,
    days: WorkDays | None = None,
) -> datetime:
    """The instant at which `minutes` of working time have passed since `start`, on the platform's clock."""
    local = timezone.localtime(start)
    return clock(local, place=place, hours=hours, days=days).add(local, minutes)


def working_minutes_between(
    start: datetime,
    end: datetime,
    *,
    place: Any = None,
    hours: Spans | None = None,
    days: WorkDays | None = None,
) -> int:
    """Minutes of working time from `start` to `end`; negative when `end` is earlier."""
    local = timezone.localtime(start)
    return clock(local, place=place, hours=hours, days=days).between(local, timezone.localtime(end))


def working_days_between(first: date, end: date, *, days: WorkDays | None = None) -> int:
    """Workdays from `first` (counted) to `end` (not counted)."""
    return (days or load_days()).days_between(first, end)


def add_working_days(day: date, count: int, *, days: WorkDays | None = None) -> date:
    """The `count`-th workday after `day`; the day itself is not counted."""
    return (days or load_days()).add_days(day, count)
