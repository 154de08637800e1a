"""A frozen figure keeps its number and its rows for good, and says why the present is another."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.people import Federation, officer
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Missing, NotAllowed
from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.actions import move_org
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.actions.freezing import FigureNotYours, StillCounting, Wanted, freeze
from wuli.mechanisms.figures.frozen import Why, compare, unpack
from wuli.mechanisms.figures.models import FrozenFigure, FrozenRows
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.activities.actions import correct_session, open_session, withdraw_check_in
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.tests import build

TODAY = timezone.localdate()
YEAR = TimeRange.year(TODAY.year)
THESE_DAYS = TimeRange.days(TODAY - timedelta(days=40), TODAY + timedelta(days=40))
LECTURES, ATTENDEES = "activities.technology_lectures", "activities.lecture_attendees"


@pytest.fixture
def county_officer(federation: Federation) -> Any:
    return officer(federation.county, "周海燕")


@pytest.fixture
def lecture(federation: Federation) -> Session:
    """One lecture with two people."""
    someone, other = people.member(federation.union), people.member(federation.union, "欧阳堃")
    held = build.held_lecture(federation.union, someone, other)
    recompute_all(TODAY)
    return held


def frozen(actor: Any, org: Any, code: str = LECTURES, **more: Any) -> FrozenFigure:
    wanted = [Wanted(code, org, more.pop("when", YEAR), **more)]
    [found] = freeze(actor=actor, org=org, wanted=wanted, at=timezone.now())
    return FrozenFigure.objects.get(pk=found.pk)


def why(figure: FrozenFigure, viewer: Any) -> dict[Any, int]:
    return {reason.why: reason.n for reason in compare(figure, viewer).reasons}


def test_a_frozen_figure_keeps_what_made_it(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county)
    assert (kept.number, kept.version, kept.period, kept.as_of) == (1, 1, str(TODAY.year), TODAY)
    assert (kept.rows.count, kept.frozen_by) == (1, county_officer)
    assert [key for key, _unit, _digest in unpack(kept.rows.content or b"")] == [lecture.pk]
    assert not compare(kept, county_officer).differs
    assert why(kept, county_officer) == {}


def test_equal_rows_are_kept_once(lecture: Session, county_officer: Any, federation: Federation) -> None:
    first, second = frozen(county_officer, federation.county), frozen(county_officer, federation.town)
    assert first.rows == second.rows
    assert FrozenRows.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_frozenfigure SET value = 2",
        "DELETE FROM figures_frozenfigure",
        "TRUNCATE figures_frozenfigure CASCADE",
        "UPDATE figures_frozenrows SET count = 2",
        "DELETE FROM figures_frozenrows",
        "TRUNCATE figures_frozenrows CASCADE",
    ],
)
def test_the_database_lets_nobody_change_it(
    sql: str, lecture: Session, county_officer: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    kept.refresh_from_db()
    assert kept.number == 1


@pytest.mark.parametrize(
    "change", ["rows_id = 'x'", "whole_value = 3", "reading = 'maybe'", "part_value = NULL, whole_value = 1"]
)
def test_what_makes_no_figure_is_not_written(
    change: str, lecture: Session, county_officer: Any, federation: Federation
) -> None:
    """Constraints, tried with the guard against changes out of the way."""
    frozen(county_officer, federation.county)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE figures_frozenfigure DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE figures_frozenfigure SET {change}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_lecture_recorded_late_is_named_to_who_may_see_it(
    lecture: Session, county_officer: Any, neighbour: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county)
    build.held_lecture(federation.union, title="补记的一课")
    told = compare(kept, county_officer)
    assert (told.differs, told.now) == (True, 2)
    [reason] = told.reasons
    assert (reason.why, reason.n, reason.others) == (Why.ADDED, 1, 0)
    assert "补记的一课" in reason.names[0][0]
    [masked] = compare(kept, neighbour).reasons
    assert (masked.n, masked.names, masked.others) == (1, [], 1)


def test_what_happened_after_the_freezing_is_no_late_record(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county, when=THESE_DAYS)
    tomorrow = timezone.now() + timedelta(days=1)
    later = build.lecture(federation.union, starts_at=tomorrow)
    build.hold_session(
        actor=SYSTEM,
        session=open_session(actor=SYSTEM, session=later, at=tomorrow),
        at=tomorrow + timedelta(hours=2),
    )
    assert why(kept, county_officer) == {Why.LATER: 1}


def test_a_row_that_no_longer_counts_has_left(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county, "activities.lecture_attendances")
    withdraw_check_in(actor=SYSTEM, attendance=lecture.attendances.first())  # type: ignore[arg-type]
    assert compare(kept).now == 1
    assert why(kept, county_officer) == {Why.LEFT: 1}


def test_a_correction_inside_the_stretch_changes_the_row_and_not_the_number(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county, when=THESE_DAYS)
    earlier = lecture.starts_at - timedelta(hours=30)
    correct_session(
        actor=SYSTEM, session=lecture, seen_version=lecture.version, title=lecture.title, place=lecture.place,
        starts_at=earlier, ends_at=earlier + timedelta(hours=1),
    )  # fmt: skip
    assert not compare(kept).differs
    assert why(kept, county_officer) == {Why.CORRECTED: 1}


def test_a_deleted_row_is_only_counted(lecture: Session, county_officer: Any, federation: Federation) -> None:
    kept = frozen(county_officer, federation.county)
    lecture.attendances.all().delete()
    lecture.delete()
    assert why(kept, county_officer) == {Why.REMOVED: 1}


def test_units_that_moved_take_their_rows_along(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    here, there = (
        frozen(county_officer, town, reading="now") for town in (federation.town, federation.other_town)
    )
    move_org(
        actor=SYSTEM, org=federation.union, to=federation.other_town, on=TODAY, reason="换镇",
        document_no="滨工〔2026〕9号",
    )  # fmt: skip
    assert why(here, county_officer) == {Why.MOVED_OUT: 1}
    assert why(there, county_officer) == {Why.MOVED_IN: 1}


def test_persons_that_turn_out_to_be_one_are_told(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    kept = frozen(county_officer, federation.county, ATTENDEES)
    one, other = (each.person for each in lecture.attendances.select_related("person"))
    type(one).objects.filter(pk=one.pk).update(merged_into=other)
    assert (kept.number, compare(kept).now) == (2, 1)
    assert why(kept, county_officer) == {Why.CORRECTED: 1}


def test_another_definition_is_named_as_the_reason(
    lecture: Session, county_officer: Any, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = frozen(county_officer, federation.county)
    monkeypatch.setitem(INDICATORS, LECTURES, replace(INDICATORS[LECTURES], version=2))  # type: ignore[type-var]
    assert why(kept, county_officer) == {Why.DEFINITION: 0}
    monkeypatch.delitem(INDICATORS, LECTURES)
    assert compare(kept, county_officer).gone


def test_a_rate_keeps_both_its_sums(federation: Federation, county_officer: Any) -> None:
    recompute_all(TODAY)
    kept = frozen(county_officer, federation.county, "people.elected_chair_share")
    assert (kept.number, kept.part_value, kept.whole_value) == (0, 0, 2)
    assert (kept.rows.count, kept.whole_rows and kept.whole_rows.count) == (0, 2)
    orgs.town("滨淮镇", federation.county, founded_on=date(2020, 1, 1))
    assert why(kept, county_officer) == {Why.ADDED: 1}


def test_a_stock_is_compared_on_its_own_day(federation: Federation, county_officer: Any) -> None:
    people.member(federation.union)
    recompute_all(TODAY)
    last_year = TimeRange.year(TODAY.year - 1)
    kept = frozen(county_officer, federation.county, "people.members", when=last_year)
    assert kept.as_of == date(TODAY.year - 1, 12, 31)
    assert not compare(kept).differs


def test_nothing_is_frozen_while_it_is_being_counted(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    build.held_lecture(federation.union, title="刚办完")
    with pytest.raises(StillCounting):
        frozen(county_officer, federation.county)
    assert not FrozenFigure.objects.exists()


def test_only_who_may_freezes_and_nobody_what_they_may_not_see(
    lecture: Session, federation: Federation, county_officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = officer(federation.county, "王志明", role="leader")
    with pytest.raises(NotAllowed):
        frozen(leader, federation.county)
    with pytest.raises(Missing):
        frozen(county_officer, federation.county, "no.such")
    sensitive = replace(INDICATORS[LECTURES], view_capability="people.view_hardship")  # type: ignore[type-var]
    monkeypatch.setitem(INDICATORS, LECTURES, sensitive)
    with pytest.raises(FigureNotYours):
        frozen(officer(federation.county, "吴主席", role="chair"), federation.county)


def test_neighbours_see_no_frozen_figure(
    lecture: Session, county_officer: Any, neighbour: Any, federation: Federation
) -> None:
    frozen(county_officer, federation.town)
    assert FrozenFigure.objects.visible_to(county_officer).count() == 1
    assert not FrozenFigure.objects.visible_to(neighbour).exists()


def test_frozen_at_is_the_instant_that_was_given(
    lecture: Session, county_officer: Any, federation: Federation
) -> None:
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=timezone.get_current_timezone())
    [kept] = freeze(
        actor=county_officer, org=federation.county, wanted=[Wanted(LECTURES, federation.county, YEAR)], at=at
    )
    assert kept.frozen_at == at
