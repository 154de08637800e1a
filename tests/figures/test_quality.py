"""What should be looked at in the records: silence, lateness, odd months, lists that differ, no evidence."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.people import Federation, officer
from wuli.base.core.figures import Indicator, Period, Unit
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.asking import Asking
from wuli.mechanisms.figures.quality import Quality
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.rows import THEN
from wuli.mechanisms.figures.times import TimeRange, next_month
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.tests import build

ClientFor = Callable[[Any], Client]
TODAY = timezone.localdate()


def quality(federation: Federation) -> Quality:
    viewer = officer(federation.county, "周海燕", username=f"u{timezone.now().timestamp()}")
    recompute_all(TODAY)
    return Quality(Asking(viewer, federation.county, TimeRange.last_months(TODAY), THEN, TODAY))


def lecture_on(org: Any, back: int, *hearers: Any) -> Session:
    held = build.held_lecture(org, *hearers)
    Session.objects.filter(pk=held.pk).update(occurred_on=TODAY - timedelta(days=back))
    held.attendances.update(occurred_on=TODAY - timedelta(days=back))
    return held


def test_a_town_that_never_recorded_is_named_and_one_that_did_is_not(federation: Federation) -> None:
    lecture_on(federation.union, 5)
    named = {(each.indicator.code, each.org, each.last) for each in quality(federation).silent}
    assert ("activities.technology_lectures", federation.other_town, None) in named
    assert federation.town not in {org for _code, org, _last in named}


def test_a_town_silent_for_months_is_named_with_its_last_month(federation: Federation) -> None:
    lecture_on(federation.union, 5)
    lecture_on(federation.other_union, 200)
    found = [each for each in quality(federation).silent if each.org == federation.other_town]
    assert {each.last for each in found} == {(TODAY - timedelta(days=200)).replace(day=1)}


def test_rows_written_down_long_afterwards_and_rows_without_evidence(federation: Federation) -> None:
    lecture_on(federation.union, 60, people.member(federation.union, "听众"))
    lecture_on(federation.union, 1)
    told = quality(federation)
    late, attended = told.late  # the same attendances are not told twice, as times and as persons
    assert (late.indicator.code, attended.indicator.code) == (
        "activities.technology_lectures", "activities.lecture_attendances",
    )  # fmt: skip
    assert (late.count, late.total, len(late.first)) == (1, 2, 1)
    [bare] = told.unproven
    assert bare.count == 2


def test_a_month_far_above_the_usual_is_odd(federation: Federation) -> None:
    hearers = [people.member(federation.union, f"听众{n}") for n in range(12)]
    for back in (40, 75, 105, 135):
        held = build.held_lecture(federation.union, *(hearers if back == 75 else hearers[:1]))
        day = TODAY - timedelta(days=back)
        Session.objects.filter(pk=held.pk).update(occurred_on=day)
        held.attendances.update(occurred_on=day)
    odd = [
        each for each in quality(federation).odd if each.indicator.code == "activities.lecture_attendances"
    ]
    assert [(each.org, each.value, each.usual) for each in odd] == [(federation.town, 12, 1)]
    assert odd[0].month < next_month(TODAY)


def test_two_lists_that_differ_are_told_by_name(federation: Federation) -> None:
    found = {each.pair.code: each for each in quality(federation).contradictions}
    towns = found["figures.towns_and_chairs"]
    assert (towns.one, towns.other, towns.only_other) == (2, 0, [])
    assert set(towns.only_one) == {federation.town, federation.other_town}


def test_rows_that_a_nullable_column_leaves_out_are_counted(federation: Federation) -> None:
    """A source table may gain a column that can be empty: what has no day is told, not lost."""
    told = quality(federation)
    told.__dict__["flows"] = [
        Indicator(
            code="test.seats", version=1, name="场次", unit=Unit.SESSION, period=Period.WITHIN,
            rows=Session.objects.all(), day="capacity", view_capability="activities.view",
        )
    ]  # fmt: skip
    held = lecture_on(federation.union, 5)
    Session.objects.filter(pk=held.pk).update(capacity=None)
    [empty] = told.uncountable
    assert (empty.count, empty.total) == (1, 1)


def test_the_page_names_what_to_check_and_the_neighbour_is_not_let_in(
    federation: Federation, neighbour: Any, client_for: ClientFor
) -> None:
    lecture_on(federation.union, 60)
    recompute_all(TODAY)
    page = client_for(officer(federation.county, "周海燕")).get("/figures/quality/").content.decode()
    assert "记得晚的" in page
    assert "两份名单对不上" in page
    assert "氩弧焊单面焊 · 沈国强" in page  # rows are named as the indicator shows them
    assert client_for(neighbour).get(f"/figures/quality/?org={federation.town.pk}").status_code == 404
