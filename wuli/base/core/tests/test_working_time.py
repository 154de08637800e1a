"""Working time: published holidays, make-up workdays, and arithmetic that adds up."""

from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.core import calendar
from wuli.base.core.filling import published_days
from wuli.base.core.models import Holiday
from wuli.base.core.rules_registry import read_spans
from wuli.base.core.worktime import WorkClock, WorkDays

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = read_spans("09:00-12:00,13:30-17:30")
DAYS = WorkDays(
    {entry.day: entry.kind == "workday" for entry in published_days()}, frozenset(range(2004, 2027))
)
CLOCK = WorkClock(DAYS, HOURS)
DAY_MINUTES = 7 * 60

instants = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 30)).map(  # noqa: DTZ001
    lambda t: t.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)
minutes = st.integers(0, 60 * 24 * 20)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@given(start=instants, first=minutes, second=minutes)
def test_working_time_adds_up(start: datetime, first: int, second: int) -> None:
    assert CLOCK.add(CLOCK.add(start, first), second) == CLOCK.add(start, first + second)


@given(start=instants, count=minutes)
def test_between_undoes_add(start: datetime, count: int) -> None:
    assert CLOCK.between(start, CLOCK.add(start, count)) == count


@given(start=instants, less=minutes, more=minutes)
def test_more_time_is_never_due_earlier(start: datetime, less: int, more: int) -> None:
    assert CLOCK.add(start, less) <= CLOCK.add(start, less + more)


@given(a=instants, b=instants, c=instants)
def test_stretches_add_up(a: datetime, b: datetime, c: datetime) -> None:
    assert CLOCK.between(a, b) + CLOCK.between(b, c) == CLOCK.between(a, c)
    assert CLOCK.between(a, b) == -CLOCK.between(b, a)


@given(start=instants, count=st.integers(1, 5000))
def test_what_is_due_falls_into_office_hours(start: datetime, count: int) -> None:
    due = CLOCK.add(start, count)
    assert DAYS.is_worked(due.date())
    assert any(opens < due.time() <= closes for opens, closes in HOURS)


@given(start=days, count=st.integers(1, 60))
def test_the_nth_workday_is_a_workday_and_has_n_up_to_it(start: date, count: int) -> None:
    due = DAYS.add_days(start, count)
    assert DAYS.is_worked(due)
    assert DAYS.days_between(start + timedelta(days=1), due + timedelta(days=1)) == count


@given(days)
def test_the_table_agrees_with_the_published_arrangements(day: date) -> None:
    assert DAYS.is_worked(day) == chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-09-30T16:00", 240, "2025-10-09T11:30"),  # the National Day week is jumped over
        ("2025-09-27T10:00", 60, "2025-09-28T10:00"),  # a Saturday off, then a Sunday worked
        ("2025-10-10T17:00", 60, "2025-10-11T09:30"),  # a Saturday worked
        ("2025-11-12T11:30", 30, "2025-11-12T12:00"),  # ends with the morning, not with lunch
        ("2025-11-12T11:30", 31, "2025-11-12T13:31"),
        ("2025-11-12T03:00", 0, "2025-11-12T03:00"),
        ("2025-11-12T18:00", 1, "2025-11-13T09:01"),
        (
            "2025-12-31T17:30",
            DAY_MINUTES,
            "2026-01-04T17:30",
        ),  # across the new year, Sunday the 4th is worked
    ],
)
def test_known_deadlines(start: str, count: int, due: str) -> None:
    assert CLOCK.add(at(start), count) == at(due)


def test_time_runs_backwards_for_nobody() -> None:
    with pytest.raises(ValueError, match="negative"):
        CLOCK.add(at("2025-11-12T10:00"), -1)
    with pytest.raises(ValueError, match="negative"):
        DAYS.add_days(date(2025, 1, 1), -1)


def test_an_office_that_never_opens_has_no_deadlines() -> None:
    with pytest.raises(ValueError, match="no"):
        WorkClock(DAYS, []).add(at("2025-11-12T10:00"), 1)


@pytest.mark.parametrize("text", ["", "9-12", "12:00-09:00", "09:00-12:00,11:00-13:00", "25:00-26:00"])
def test_spans_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_spans(text)


def test_full_width_signs_are_read() -> None:
    assert read_spans("09：00–12：00，13：30–17：30") == [(time(9), time(12)), (time(13, 30), time(17, 30))]


def clock(**options: Any) -> list[str]:
    out = StringIO()
    call_command("clock", stdout=out, **({"start": "2025-09-30T16:00", "minutes": 240} | options))
    return out.getvalue().splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize("emptied", [False, True])
def test_the_command_prints_the_due_time_last(emptied: bool) -> None:
    if emptied:
        Holiday.objects.all().delete()
    lines = clock(hours="09:00-12:00,13:30-17:30")
    assert lines[-1] == "2025-10-09T11:30:00+08:00"
    assert any("empty" in line for line in lines) == emptied


@pytest.mark.django_db
def test_without_hours_the_rule_in_force_counts() -> None:
    assert clock()[-1] == "2025-10-09T11:30:00+08:00"


@pytest.mark.django_db
def test_years_without_published_holidays_are_provisional() -> None:
    lines = clock(start="2031-01-02T09:00", minutes=60)
    assert any("provisional" in line for line in lines)
    assert calendar.load_days().is_provisional(date(2031, 1, 2))
    assert not calendar.load_days().is_provisional(date(2026, 5, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"start": "gestern"}, {"hours": "9 bis 5"}, {"minutes": -5}])
def test_the_command_says_what_it_cannot_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        clock(**wrong)


@pytest.mark.django_db
def test_import_keeps_what_an_officer_set() -> None:
    Holiday.objects.filter(day__gte=date(2026, 10, 1)).delete()
    Holiday.objects.create(day=date(2026, 10, 1), kind="workday", name="抢险", source="滨应急〔2026〕9号")
    out = StringIO()
    call_command("import_calendar", stdout=out)
    assert Holiday.objects.get(day=date(2026, 10, 1)).kind == "workday"
    assert Holiday.objects.filter(day__gt=date(2026, 10, 1)).exists()
    assert "Published: 2004-2026" in out.getvalue()


@pytest.mark.django_db
def test_functions_ask_the_table_once(queries: Any) -> None:
    with queries() as seen:
        due = calendar.add_working_minutes(at("2025-09-30T16:00"), 240, hours=HOURS)
    assert (due, len(seen)) == (at("2025-10-09T11:30"), 1)
    assert calendar.working_minutes_between(at("2025-09-30T16:00"), due) == 240
    assert calendar.working_days_between(date(2025, 9, 28), date(2025, 10, 12)) == 6
    assert calendar.add_working_days(date(2025, 9, 30), 3) == date(2025, 10, 11)
