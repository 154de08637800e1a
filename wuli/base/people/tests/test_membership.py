"""Joining, leaving, retiring: one membership at a time, whoever asks and however many ask at once."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed
from wuli.base.people.actions import (
    correct_person,
    join_union,
    leave_union,
    register_person,
    retire_member,
    tag_many,
    tag_person,
)
from wuli.base.people.actions.membership import AlreadyMember, MemberThen, NotMember
from wuli.base.people.actions.persons import AlreadyRegistered
from wuli.base.people.codes import Sex, Tag
from wuli.base.people.models import Membership, Person, PersonTag

from . import build

AT = timezone.now()


def test_registration_takes_birth_and_sex_from_the_number_and_keeps_nothing_in_clear(federation, officer):
    number = build.valid_id(born_on=date(1988, 6, 5), female=True)
    person = register_person(
        actor=officer,
        org=federation.union,
        name="欧阳 娜娜",
        id_number=number,
        phone="+86 13800001234",
        at=AT,
    )
    assert (person.born_on, person.sex, person.initials) == (date(1988, 6, 5), Sex.FEMALE, "oynn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(p)::text FROM people_person p WHERE id = %s", [person.pk])
        row = cursor.fetchone()[0]
    assert number not in row
    assert "13800001234" not in row
    again = Person.objects.get(pk=person.pk)
    assert (again.id_number, again.phone, again.phone_mask) == (number, "13800001234", "138****1234")


def test_every_faulty_field_is_told_at_once(federation, officer):
    with pytest.raises(Invalid) as refusal:
        register_person(
            actor=officer, org=federation.union, name="1", id_number="123", phone="5", nation="77", at=AT
        )
    assert set(refusal.value.fields) == {"name", "id_number", "phone", "nation"}


def test_a_known_number_is_refused_and_says_where(federation, officer):
    first = build.member(federation.union)
    with pytest.raises(AlreadyRegistered) as refusal:
        register_person(actor=officer, org=federation.union, name="陈明", id_number=first.id_number, at=AT)
    assert "滨海纺织厂工会" in str(refusal.value)
    assert "志" not in str(refusal.value)  # the full name of the other is not told


def test_a_second_active_membership_is_refused_with_where_and_since_when(federation, officer):
    person = build.member(federation.other_union, joined_on=date(2020, 5, 1))
    with pytest.raises(AlreadyMember) as refusal:
        join_union(actor=officer, person=person, org=federation.union, joined_on=date(2025, 1, 1), at=AT)
    assert "2020年5月1日" in str(refusal.value)
    assert "五汛机械厂工会" in str(refusal.value)
    assert Membership.objects.filter(person=person).count() == 1


def test_joining_inside_an_earlier_membership_is_refused_with_its_days(federation, officer):
    person = build.member(federation.union, joined_on=date(2020, 5, 1))
    held = build.membership(person)
    leave_union(
        actor=officer,
        membership=held,
        left_on=date(2023, 1, 1),
        seen_version=held.version,
        at=AT,
        note="离职",
    )
    with pytest.raises(MemberThen) as refusal:
        join_union(actor=officer, person=person, org=federation.union, joined_on=date(2022, 1, 1), at=AT)
    assert "到 2022年12月31日 是" in str(refusal.value)
    assert "改到 2023年1月1日 或以后" in str(refusal.value.how_to_mend)
    again = join_union(actor=officer, person=person, org=federation.union, joined_on=date(2023, 1, 1), at=AT)
    assert again.ended_on is None


@pytest.mark.parametrize("day", [date(2099, 1, 1), date(2001, 1, 1)])
def test_days_to_come_and_days_before_the_union_are_refused(federation, officer, day):
    person = build.person(federation.union)
    with pytest.raises(Invalid) as refusal:
        join_union(actor=officer, person=person, org=federation.union, joined_on=day, at=AT)
    assert "joined_on" in refusal.value.fields


def test_who_is_too_young_to_work_is_not_admitted(federation, officer):
    child = build.person(federation.union, id_number=build.valid_id(born_on=date(2008, 6, 28)))
    told = {"actor": officer, "person": child, "org": federation.union, "at": AT}
    with pytest.raises(Invalid) as refusal:
        join_union(joined_on=date(2024, 6, 27), **told)
    assert "那天才 15 岁" in str(refusal.value.fields["joined_on"][0])
    assert join_union(joined_on=date(2024, 6, 28), **told).ended_on is None


def test_work_begins_after_birth(federation, officer):
    person = build.person(federation.union)
    for day in (person.born_on, date(1980, 1, 1)):
        with pytest.raises(Invalid) as refusal:
            correct_person(actor=officer, person=person, seen_version=1, at=AT, work_started_on=day)
        assert set(refusal.value.fields) == {"work_started_on"}
    with pytest.raises(Invalid):
        build.person(federation.union, work_started_on=date(1980, 1, 1))


def test_the_sex_is_what_the_number_says(federation, officer):
    person = build.person(federation.union)
    with pytest.raises(Invalid) as refusal:
        correct_person(actor=officer, person=person, seen_version=1, at=AT, sex=Sex.FEMALE)
    assert set(refusal.value.fields) == {"sex"}
    new = build.valid_id(female=True)
    person = correct_person(actor=officer, person=person, seen_version=1, at=AT, id_number=new, sex=Sex.MALE)
    assert person.sex == Sex.FEMALE


@pytest.mark.parametrize("day", [date(2099, 1, 1), date(1990, 3, 6)])
def test_a_tag_begins_in_the_life_that_was(federation, officer, day):
    person = build.person(federation.union)
    told = {"actor": officer, "tag": Tag.MIGRANT, "from_on": day, "source": "摸底"}
    with pytest.raises(Invalid) as refusal:
        tag_person(person=person, **told)
    with pytest.raises(Invalid) as refusal_of_many:
        tag_many(people=[person], **told)
    assert set(refusal.value.fields) == set(refusal_of_many.value.fields) == {"from_on"}


def test_the_neighbour_cannot_admit_into_this_union(federation, neighbour):
    person = build.person(federation.union)
    with pytest.raises(NotAllowed):
        join_union(actor=neighbour, person=person, org=federation.union, joined_on=date(2024, 1, 1), at=AT)


def test_two_officers_ending_one_membership_the_second_is_told(federation, officer):
    held = build.membership(build.member(federation.union))
    leave_union(actor=officer, membership=held, left_on=date(2024, 1, 1), seen_version=1, at=AT)
    with pytest.raises(Conflict):
        leave_union(actor=officer, membership=held, left_on=date(2024, 2, 1), seen_version=1, at=AT)


def test_an_ended_membership_cannot_end_again(federation, officer):
    held = build.membership(build.member(federation.union))
    leave_union(actor=officer, membership=held, left_on=date(2024, 1, 1), seen_version=1, at=AT)
    with pytest.raises(NotMember):
        leave_union(actor=officer, membership=held, left_on=date(2024, 2, 1), seen_version=2, at=AT)


def test_retired_members_stay_on_the_roll_and_lose_the_tag_when_they_join_again(federation, officer):
    person = build.member(federation.union)
    held = build.membership(person)
    retire_member(actor=officer, membership=held, retired_on=date(2024, 7, 1), seen_version=1, at=AT)
    held.refresh_from_db()
    assert held.ended == Membership.Ended.RETIRED
    assert PersonTag.objects.get(person=person).tag == Tag.RETIRED
    assert Person.objects.visible_to(officer).filter(pk=person.pk).exists()
    join_union(actor=officer, person=person, org=federation.union, joined_on=date(2025, 1, 1), at=AT)
    assert PersonTag.objects.get(person=person).valid.upper == date(2025, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_unions_admitting_one_person_at_once_one_wins(race, federation):
    person = build.person(federation.union)
    orgs = [federation.union, federation.other_union] * 4
    got = race(join_union, each={"org": orgs}, actor=SYSTEM, person=person, joined_on=date(2024, 1, 1), at=AT)
    assert sorted(got.values()) == [1, 7]
    assert got[AlreadyMember] == 7
    assert Membership.objects.filter(person=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_both_would_win(race, federation):
    person = build.person(federation.union)
    got = race(
        join_union, each={"org": [federation.union, federation.other_union] * 3}, actor=SYSTEM, person=person,
        joined_on=date(2024, 1, 1), at=AT, without="one_membership_at_a_time",
    )  # fmt: skip
    assert got.total() - got[AlreadyMember] > 1


BREAKS = [
    "INSERT INTO people_membership (id, created_at, version, person_id, org_id, valid, card_no, ended,"
    " ended_note, source) SELECT gen_random_uuid(), now(), 1, person_id, org_id,"
    " daterange('2024-01-01', NULL), '', '', '', '' FROM people_membership",
    "UPDATE people_membership SET valid = 'empty'",
    "INSERT INTO people_persontag (id, created_at, person_id, tag, valid, source)"
    " SELECT gen_random_uuid(), now(), person_id, tag, daterange('2024-01-01', NULL), ''"
    " FROM people_persontag",
    "UPDATE people_person SET id_bidx = (SELECT id_bidx FROM people_person ORDER BY id LIMIT 1)",
    "UPDATE people_person SET number = 1",
]


@pytest.mark.parametrize("statement", BREAKS)
def test_raw_sql_cannot_break_the_register(federation, statement):
    first = build.member(federation.union)
    build.person(federation.union, "李芳")
    PersonTag.objects.create(person=first, tag=Tag.MIGRANT, valid=("2023-01-01", None), source="t")
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_history_of_a_person_is_append_only(federation):
    build.member(federation.union)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE people_personevent SET name = 'x'")


@pytest.mark.parametrize("table", ["people_personevent", "people_membershipevent", "people_persontagevent"])
def test_what_a_roster_writes_by_the_hundred_thousand_is_indexed_only_as_it_is_found(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        found = {row[0].rpartition("(")[2].rstrip(")") for row in cursor.fetchall()}
    assert found == {"pgh_id", "pgh_obj_id", "pgh_context_id"}
