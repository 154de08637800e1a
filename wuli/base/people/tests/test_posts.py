"""Posts and terms: one chair at a time, gaps seen, ends told in time."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import people as officers
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.people import desk, vacancies
from wuli.base.people.actions import PostTaken, TermRow, appoint, appoint_many, ask_transfer, end_term
from wuli.base.people.actions.posts import TermTwice
from wuli.base.people.models import PostTerm
from wuli.base.people.terms_chart import chart

from . import build

TODAY = timezone.localdate()
AT = timezone.now()


def test_a_second_chair_is_refused_by_the_name_of_the_first(federation, officer):
    build.chair(federation.town, "刘文娟")
    other = build.person(federation.union, "沈国平")
    with pytest.raises(PostTaken) as refusal:
        appoint(
            actor=officer, person=other, org=federation.town, title="chair", from_on=date(2024, 1, 1),
            selection="elected",
        )  # fmt: skip
    assert "刘文娟" in str(refusal.value)
    assert PostTerm.objects.count() == 1


def test_chairs_may_follow_each_other_on_one_day(federation, officer):
    first = build.chair(federation.town, "沈国平", until=date(2025, 1, 1))
    assert build.chair(federation.town, "刘文娟", from_on=date(2025, 1, 1)).valid.lower == first.valid.upper


def test_one_post_is_held_once_at_a_time_by_one_person(federation, officer):
    person = build.person(federation.union)
    facts = {"person": person, "org": federation.town, "title": "member", "selection": "elected"}
    appoint(actor=officer, from_on=date(2023, 1, 1), **facts)
    with pytest.raises(TermTwice):
        appoint(actor=officer, from_on=date(2024, 1, 1), **facts)


def test_a_contract_needs_its_number_and_its_end(federation, officer):
    with pytest.raises(Invalid) as refusal:
        appoint(
            actor=officer, person=build.person(federation.union), org=federation.town,
            title="contract_union_worker", from_on=date(2024, 1, 1), selection="hired",
        )  # fmt: skip
    assert set(refusal.value.fields) == {"until", "contract_no"}


def test_ending_a_term_needs_the_reason_and_a_day_within_it(federation, officer, neighbour):
    term = build.chair(federation.town, until=date(2028, 9, 1))
    for day, note in [(date(2025, 1, 1), " "), (date(2023, 9, 1), "调离"), (date(2029, 1, 1), "调离")]:
        with pytest.raises(Invalid):
            end_term(actor=officer, term=term, ended_on=day, note=note, seen_version=term.version)
    with pytest.raises(NotAllowed):
        end_term(
            actor=neighbour, term=term, ended_on=date(2025, 1, 1), note="调离", seen_version=term.version
        )
    end_term(actor=officer, term=term, ended_on=date(2025, 1, 1), note="调离", seen_version=term.version)
    with pytest.raises(Conflict):
        end_term(actor=officer, term=term, ended_on=date(2025, 2, 1), note="调离", seen_version=term.version)


def test_many_terms_go_in_together_or_not_at_all(federation, officer):
    persons = [build.person(federation.union, name) for name in ["赵一", "钱二"]]
    rows = [TermRow(p.pk, federation.town.pk, "member", date(2024, 1, 1), "elected") for p in persons]
    assert appoint_many(actor=officer, org=federation.town, rows=rows) == 2
    astray = [TermRow(persons[0].pk, federation.other_town.pk, "member", date(2024, 1, 1), "elected")]
    with pytest.raises(Invalid):
        appoint_many(actor=officer, org=federation.town, rows=astray)


@pytest.mark.parametrize("shift", ["person_id", "'00000000-0000-0000-0000-000000000000'"])
def test_raw_sql_cannot_seat_two_chairs(federation, shift):
    build.chair(federation.town)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_postterm (id, created_at, version, person_id, org_id, title, valid, tenure,"
            " selection, party_post, approval_no, contract_no, note) SELECT gen_random_uuid(), now(), 1,"
            f" {shift}, org_id, title, valid, tenure, selection, '', '', '', '' FROM people_postterm"
        )


def test_towns_without_a_chair_and_terms_that_end_are_due(federation):
    county = officers.officer(federation.county, "周海燕")
    assert {org.pk for org in vacancies.towns_without_chair(county, TODAY)} == {
        federation.town.pk, federation.other_town.pk,
    }  # fmt: skip
    build.chair(federation.town, until=TODAY + timedelta(days=62), party_post="org_commissioner")
    kinds = [item.kind for item in desk.posts_due(county, AT)]
    assert sorted(kinds) == ["people.term", "people.vacancy"]
    build.chair(federation.town, "新主席", from_on=TODAY + timedelta(days=62))
    assert [item.kind for item in desk.posts_due(county, AT)] == ["people.vacancy"]
    assert vacancies.cover_on(county, TODAY) == vacancies.Cover(towns=2, elected=1, contract_workers=0)


def test_a_transfer_is_due_where_the_next_step_is(federation, officer, neighbour):
    person = build.member(federation.union)
    ask_transfer(actor=SYSTEM, person=person, to_org=federation.other_union, reason="换单位", at=AT)
    assert [item.step for item in desk.transfers_due(officer, AT)] == ["同意转出"]
    assert list(desk.transfers_due(neighbour, AT)) == []


def _term(start, days, title="chair", name="刘文娟"):
    valid = DateRange(start, start + timedelta(days=days) if days else None)
    return SimpleNamespace(
        title=title, valid=valid, person=SimpleNamespace(name=name), party_post="", selection="elected"
    )


def test_a_post_that_ended_shows_its_gap_in_months():
    lane = chart([_term(date(2023, 1, 1), 365)], [], date(2024, 10, 1), warned=90).lanes[0]
    assert [bar.kind for bar in lane.bars] == ["past", "gap"]
    assert (lane.tone, lane.state) == ("late", "缺 9 个月")


def test_a_post_nobody_ever_held_is_vacant_when_it_must_be_filled():
    assert [lane.state for lane in chart([], ["chair"], TODAY, warned=90).lanes] == ["空缺"]
    assert chart([], [], TODAY, warned=90).lanes == []


def test_two_vice_chairs_at_once_stand_on_two_lines():
    terms = [_term(date(2024, 1, 1), 900, "vice_chair", name) for name in ["甲", "乙"]]
    lanes = chart(terms, [], date(2025, 1, 1), warned=90).lanes
    assert [bool(lane.name) for lane in lanes] == [True, False]


@given(
    st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 4000)), max_size=6),
    st.dates(date(2015, 1, 1), date(2030, 1, 1)),
)
def test_bars_never_leave_their_line(spans, on):
    drawn = chart([_term(start, days) for start, days in spans], ["chair"], on, warned=90)
    for lane in drawn.lanes:
        for bar in lane.bars:
            assert 0 <= float(bar.left[:-1]) <= 100
            assert float(bar.left[:-1]) + float(bar.width[:-1]) <= 103.1
    assert 0 <= float(drawn.today[:-1]) <= 100
