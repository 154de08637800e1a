"""Reading: persons once, rates as sum over sum, then and now, stocks that move with the days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.people import Federation
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid, Missing
from wuli.base.orgs.actions import move_org
from wuli.base.people.actions import leave_union, tag_person
from wuli.base.people.models import Membership
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.models import DirtyMark
from wuli.mechanisms.figures.months import months_of
from wuli.mechanisms.figures.parts import by_part
from wuli.mechanisms.figures.reading import Asked, figure_at, figures_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange, parse_range
from wuli.mechanisms.figures.verify import differences
from wuli.programmes.activities.figures import ATTENDANCES, ATTENDEES, LECTURES
from wuli.programmes.activities.tests import build

from .conftest import MEMBERS, NEW_FORM, SHARE

TODAY = timezone.localdate()
YEAR = TimeRange.year(TODAY.year)


def value(indicator, org, when=YEAR, **asked):  # type: ignore[no-untyped-def]
    return figure_at(indicator, org, when, SYSTEM, **asked).value


def test_a_person_at_two_lectures_is_two_attendances_and_one_person(federation: Federation) -> None:
    someone, other = people.member(federation.union), people.member(federation.other_union, "李芳")
    build.held_lecture(federation.union, someone, other)
    build.held_lecture(federation.other_union, someone, title="第二场")
    recompute_all(TODAY)
    assert value(LECTURES, federation.county) == 2
    assert value(ATTENDANCES, federation.county) == 3
    assert value(ATTENDEES, federation.county) == 2
    assert value(ATTENDEES, federation.town) == 2
    assert value(ATTENDEES, federation.other_town) == 1


def test_a_rate_of_the_county_is_sum_over_sum_and_no_mean_of_its_towns(federation: Federation) -> None:
    riders = [people.member(federation.union, f"骑手{n}") for n in "一二三"]
    people.member(federation.other_union)
    for each in riders[:1]:
        tag_person(actor=SYSTEM, person=each, tag="new_form", from_on=date(2024, 1, 1), source="登记")
    recompute_all(TODAY)
    rate = figure_at(SHARE, federation.county, YEAR, SYSTEM)
    assert rate.part is not None
    assert rate.whole is not None
    assert (rate.part.value, rate.whole.value, rate.value) == (1, 4, Decimal("25.0"))
    assert value(SHARE, federation.town) == Decimal("33.3")
    assert value(SHARE, federation.other_town) == 0


def test_a_rate_without_a_whole_says_nothing_instead_of_nought(federation: Federation) -> None:
    recompute_all(TODAY)
    rate = figure_at(SHARE, federation.county, YEAR, SYSTEM)
    assert rate.value is None
    assert rate.impossible


def test_a_union_that_moved_counts_where_it_stood_then_and_where_it_stands_now(
    federation: Federation,
) -> None:
    moved_on = TODAY - timedelta(days=40)
    long_ago = timezone.now() - timedelta(days=80)
    build.held_lecture(federation.union, people.member(federation.union), starts_at=long_ago)
    move_org(actor=SYSTEM, org=federation.union, to=federation.other_town, on=moved_on, reason="调整")
    build.held_lecture(federation.union, title="移过来以后")
    recompute_all(TODAY)
    when = TimeRange.days(TODAY - timedelta(days=100), TODAY)
    assert [value(LECTURES, org, when) for org in (federation.town, federation.other_town)] == [1, 1]
    now = [value(LECTURES, org, when, reading="now") for org in (federation.town, federation.other_town)]
    assert now == [0, 2]
    assert value(ATTENDEES, federation.other_town, when, reading="now") == 1
    assert value(LECTURES, federation.county, when) == value(LECTURES, federation.county, when, reading="now")


def test_stocks_move_with_the_days_without_anybody_writing(federation: Federation) -> None:
    someone = people.member(federation.union)
    recompute_all(TODAY)
    assert value(MEMBERS, federation.county) == 1
    last = TODAY + timedelta(days=3)
    Membership.objects.filter(person=someone).update(valid=(date(2020, 5, 1), last))
    recompute_all(TODAY)
    for later, expected in ((last - timedelta(days=1), 1), (last, 0), (last + timedelta(days=70), 0)):
        before = figure_at(MEMBERS, federation.county, TimeRange.month(later), SYSTEM, today=later)
        assert before.pending
        recompute_all(later)
        after = figure_at(MEMBERS, federation.county, TimeRange.month(later), SYSTEM, today=later)
        assert (after.value, after.pending) == (expected, False)
        assert differences(later) == []


def test_a_stock_on_any_day_is_exact(federation: Federation) -> None:
    someone = people.member(federation.union, joined_on=date(2016, 3, 5))
    held = people.membership(someone)
    leave_union(
        actor=SYSTEM, membership=held, left_on=date(2024, 6, 14), seen_version=held.version, at=timezone.now()
    )
    recompute_all(TODAY)
    days = {date(2016, 3, 4): 0, date(2016, 3, 5): 1, date(2024, 6, 13): 1, date(2024, 6, 30): 0}
    for day, expected in days.items():
        assert value(MEMBERS, federation.county, TimeRange.days(day, day)) == expected
    year = TimeRange.year(2016).months
    months = months_of([MEMBERS], federation.county.pk, year, TODAY, from_rows=True)[MEMBERS.code]
    assert [value for _month, value in months] == [0, 0] + [1] * 10


def test_parts_add_up_to_the_whole(federation: Federation) -> None:
    people.member(federation.union, "陈志强")
    people.member(federation.union, "李芳", id_number=people.valid_id(female=True))
    recompute_all(TODAY)
    parts = by_part(MEMBERS, federation.county.pk, "sex", Asked(YEAR, TODAY))
    assert sum(parts.values()) == value(MEMBERS, federation.county) == 2
    assert value(MEMBERS, federation.county, dimension=("sex", "2")) == parts["2"] == 1


def test_many_units_and_indicators_cost_the_same_few_queries(federation: Federation, queries) -> None:  # type: ignore[no-untyped-def]
    recompute_all(TODAY)
    with queries() as one:
        figures_at([LECTURES, ATTENDEES, MEMBERS], [federation.county], Asked(YEAR, TODAY))
    orgs = [
        federation.county,
        federation.town,
        federation.union,
        federation.other_town,
        federation.other_union,
    ]
    with queries() as many:
        figures_at([LECTURES, ATTENDANCES, ATTENDEES, MEMBERS, NEW_FORM, SHARE], orgs, Asked(YEAR, TODAY))
    assert len(one) == len(many) <= 6


def test_the_neighbour_gets_no_figure_of_the_town(federation: Federation, neighbour) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Missing):
        figure_at(LECTURES, federation.town, YEAR, neighbour)
    assert figure_at(LECTURES, federation.other_town, YEAR, neighbour).missing


@pytest.mark.parametrize(
    "code",
    [
        *["2025", "2025-H1", "2025-H2", "2025-Q4", "2025-11", "2025-03..2026-02"],
        *["2025-01-05..2025-02-03", "..2025-02-03"],
    ],
)
def test_a_stretch_of_time_keeps_its_address(code: str) -> None:
    assert parse_range(code, TODAY).code == code


@pytest.mark.parametrize(
    ("code", "meant"),
    [("ytd", "2026-01-01..2026-11-25"), ("12m", "2025-12..2026-11"), ("open", "..2026-11-25"), ("", "2026")],
)
def test_stretches_that_move_with_the_days(code: str, meant: str) -> None:
    assert parse_range(code, date(2026, 11, 25)).code == meant


@pytest.mark.parametrize(
    ("code", "before"),
    [("2024-02", "2023-02"), ("2025", "2024"), ("2024-02-29..2024-03-01", "2023-02-28..2023-03-01")],
)
def test_the_same_stretch_a_year_earlier(code: str, before: str) -> None:
    assert parse_range(code, TODAY).year_before.code == before


@pytest.mark.parametrize(
    "code",
    [
        *["20", "2025-13", "2025-Q5", "2025-H3", "昨天", "2025-02-03..2025-01-05", "0000", "9999", ".."],
        *["2025-03..2025-02", "2025-03..2025-04-01", "2025-3", "last year"],
    ],
)
def test_a_stretch_that_cannot_be_says_how_to_write_it(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_range(code, TODAY)
    assert "period" in refused.value.fields


def test_nothing_is_marked_twice_over(federation: Federation) -> None:
    recompute_all(TODAY)
    assert not DirtyMark.objects.exists()
    assert recompute_all(TODAY) == 0
