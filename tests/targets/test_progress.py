"""How far units have come: pace, forecast, rank, the change of a week, all from records."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation
from tests.race import counted_queries
from tests.targets import build
from wuli.base.core.actions import SYSTEM
from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.actions import move_org
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.reading import Asked, figures_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.targets.progress import (
    ColourLimits,
    Pace,
    elapsed_share,
    overall,
    pace_of,
    progress,
)
from wuli.mechanisms.figures.targets.week import changes
from wuli.mechanisms.figures.times import TimeRange

LIMITS = ColourLimits(ahead_from=110, on_time_from=100, slow_from=90)
YEAR = TimeRange.year(2026)


@pytest.mark.parametrize(
    ("today", "share"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), Decimal(1) / 365),
        (date(2026, 12, 31), 1),
        (date(2027, 3, 1), 1),
    ],
)
def test_time_gone_by(today: date, share: Any) -> None:
    assert elapsed_share(YEAR, today) == share


@pytest.mark.parametrize(
    ("reached", "due", "pace"),
    [
        (110, 100, Pace.AHEAD),
        (100, 100, Pace.ON_TIME),
        (90, 100, Pace.SLOW),
        (89, 100, Pace.BEHIND),
        (0, 0, Pace.ON_TIME),
        (0, 1, Pace.BEHIND),
    ],
)
def test_paces(reached: int, due: int, pace: Pace) -> None:
    assert pace_of(Decimal(reached), Decimal(due), LIMITS) == pace


def at(federation: Federation, code: str = build.LECTURES, **told: Any) -> Any:
    """Progress of the county's two towns, by unit."""
    told = {"when": build.this_year(), "today": build.today()} | told
    towns = [federation.town, federation.other_town]
    found = progress([INDICATORS[code]], towns, **told)
    return [found[code, org.pk] for org in towns]


def test_a_flow_is_forecast_by_the_time_gone_by(federation: Federation) -> None:
    when, today = TimeRange.month(date(2026, 6, 1)), date(2026, 6, 15)
    for _n in range(4):
        build.lecture(federation.union, date(2026, 6, 3))
    build.recount()
    build.target(federation.town, 9, period=when)
    build.target(federation.other_town, 2, period=when)
    ours, theirs = at(federation, when=when, today=today)
    assert (ours.actual, ours.elapsed, ours.forecast, ours.pace) == (4, Decimal("0.5"), 8, Pace.BEHIND)
    assert (ours.missing, ours.rank) == (5, 1)
    assert (theirs.actual, theirs.forecast, theirs.rank) == (None, None, 2)  # no record is no nought
    assert theirs.pace == Pace.BEHIND


def test_a_stock_stands_as_it_is(federation: Federation) -> None:
    people.member(federation.union, "陈志强")
    build.recount()
    build.target(federation.town, 1, indicator=build.MEMBERS)
    ours, theirs = at(federation, build.MEMBERS)
    assert (ours.actual, ours.forecast, ours.pace) == (1, 1, Pace.ON_TIME)
    assert (theirs.pace, theirs.rank, theirs.done) == (Pace.NO_TARGET, None, None)


def test_a_rate_is_measured_against_itself(federation: Federation) -> None:
    build.recount()
    build.target(federation.town, 50, indicator=build.SHARE)
    ours, _theirs = at(federation, build.SHARE)
    assert (ours.actual, ours.pace) == (0, Pace.BEHIND)
    assert ours.figure.whole.value == 1


def test_before_the_period_nothing_is_late(federation: Federation) -> None:
    when = TimeRange.year(build.today().year + 1)
    build.target(federation.town, 50, period=when)
    ours, _theirs = at(federation, when=when)
    assert (ours.pace, ours.forecast, ours.change) == (Pace.NOT_BEGUN, None, None)


def test_the_week_counts_lectures_of_the_last_seven_days(federation: Federation) -> None:
    today = build.today()
    build.lecture(federation.union, today - timedelta(days=8))
    build.lecture(federation.union, today - timedelta(days=6))
    build.lecture(federation.union, today)
    build.recount()
    build.target(federation.town, 50)
    ours, theirs = at(federation)
    assert (ours.actual, ours.change, theirs.change) == (3, 2, 0)
    assert ours.change_words == "+2"


def test_the_week_counts_a_person_once_who_had_come_before(federation: Federation) -> None:
    today = build.today()
    old, new = people.member(federation.union, "陈志强"), people.member(federation.union, "李秀英")
    build.lecture(federation.union, today - timedelta(days=20), [old])
    build.lecture(federation.union, today - timedelta(days=2), [old, new])
    build.lecture(federation.union, today - timedelta(days=1), [new])
    build.recount()
    ours, _theirs = at(federation, "activities.lecture_attendees")
    assert (ours.actual, ours.change) == (2, 1)


def test_the_week_of_a_stock_is_who_joined_less_who_left(federation: Federation) -> None:
    today = timezone.localdate()
    people.member(federation.union, "陈志强", joined_on=today - timedelta(days=100))
    people.member(federation.union, "李秀英", joined_on=today - timedelta(days=3))
    build.recount()
    ours, _theirs = at(federation, build.MEMBERS)
    assert (ours.actual, ours.change) == (2, 1)


def test_the_week_follows_a_unit_that_moved(federation: Federation) -> None:
    today = build.today()
    people.member(federation.union, "陈志强", joined_on=today - timedelta(days=100))
    people.member(federation.union, "李秀英", joined_on=today - timedelta(days=100))
    move_org(
        actor=SYSTEM,
        org=federation.union,
        to=federation.other_town,
        on=today - timedelta(days=2),
        reason="划转",
    )
    build.recount()
    ours, theirs = at(federation, build.MEMBERS)
    assert (ours.actual, ours.change, theirs.actual, theirs.change) == (0, -2, 2, 2)


def test_the_week_is_what_the_figures_themselves_said(federation: Federation) -> None:
    """Against the figure of a week ago, read as a period that ends then."""
    today = build.today()
    for back in (0, 3, 7, 9, 40):
        build.lecture(federation.union, today - timedelta(days=back))
        build.lecture(federation.other_town, today - timedelta(days=2 * back))
    build.recount()
    when, early = build.this_year(), today - timedelta(days=7)
    declared = [INDICATORS[build.LECTURES], INDICATORS[build.MEMBERS], INDICATORS["orgs.town_unions"]]
    units = [federation.county, federation.town, federation.other_town]
    now = figures_at(declared, units, Asked(when, today))
    before = figures_at(declared, units, Asked(TimeRange.days(when.start, early), early))
    found = changes(declared, units, when, today, now)
    for place, change in found.items():
        assert now[place].value - before[place].value == change, place


@pytest.mark.parametrize("when", [YEAR, TimeRange.month(date(2026, 5, 1))])
def test_where_cells_hold_both_ends_of_the_week_no_row_is_counted(
    federation: Federation, when: TimeRange
) -> None:
    """On the seventh a week ago was the last of a month, and the month itself is not older than the week."""
    today, early = date(2026, 5, 7), date(2026, 4, 30)
    for joined in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 7)):
        people.member(federation.union, joined_on=joined)
        build.lecture(federation.union, joined)
    move_org(
        actor=SYSTEM, org=federation.union, to=federation.other_town, on=date(2026, 5, 4), reason="划转"
    )  # fmt: skip
    recompute_all(today)
    declared = [INDICATORS[build.LECTURES], INDICATORS[build.MEMBERS]]
    units = [federation.county, federation.town, federation.other_town]
    now = figures_at(declared, units, Asked(when, today))
    with counted_queries() as seen:
        found = changes(declared, units, when, today, now)
    rows = [each for each in seen if "orgs_orgclosure" in str(each)]
    assert len(rows) == (1 if when == YEAR else 0)  # a year's flow is older than the week
    members = [found[build.MEMBERS, unit.pk] for unit in units]
    assert members == [2, -1, 3]
    lectures = [found[build.LECTURES, unit.pk] for unit in units]
    assert lectures == [2, 1, 1], early


def test_units_are_ranked_over_their_weighted_targets(federation: Federation) -> None:
    build.lecture(federation.union)
    build.recount()
    build.target(federation.town, 1, weight=60)
    build.target(federation.other_town, 1, weight=60)
    towns = [federation.town, federation.other_town]
    found = progress([INDICATORS[build.LECTURES]], towns, build.this_year(), build.today())
    first, second = overall(found, towns)
    assert (first.org, first.points, first.rank) == (federation.town, 60, 1)
    assert (second.org, second.points, second.rank) == (federation.other_town, 0, 2)


def test_more_units_cost_no_more_queries(federation: Federation) -> None:
    declared = [INDICATORS[code] for code in (build.LECTURES, build.MEMBERS, build.SHARE, build.ATTENDANCES)]
    few = [federation.town, federation.other_town]
    many = [*few, *[orgs.town(f"第{n}镇", federation.county) for n in range(12)]]
    build.recount()
    costs = []
    for units in (few, many):
        with counted_queries() as seen:
            progress(declared, units, build.this_year(), build.today())
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert costs[1] <= 16
