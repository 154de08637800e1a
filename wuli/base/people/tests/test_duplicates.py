"""Duplicates: proposed by rule, merged over every table, and taken apart to the last row."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, NotAllowed
from wuli.base.people.actions import (
    link_account,
    merge_persons,
    pair_persons,
    propose_duplicates,
    reject_duplicate,
    undo_merge,
)
from wuli.base.people.actions.membership import close_membership
from wuli.base.people.actions.persons import is_self
from wuli.base.people.actions.repoint import links_to_persons
from wuli.base.people.actions.twins import BothMembers, MembershipMoved
from wuli.base.people.models import CodePass, Duplicate, Membership, Person, PersonTag, PostTerm

from . import build

AT = timezone.now()


def merge(pair, winner, actor=SYSTEM):
    return merge_persons(actor=actor, duplicate=pair, winner=winner, seen_version=pair.version, at=AT)


def undo(pair):
    pair.refresh_from_db()
    return undo_merge(actor=SYSTEM, duplicate=pair, seen_version=pair.version)


def rows():
    """Everything that points to a person, as the database has it."""
    return {
        (model._meta.label, field.column): sorted(
            map(str, model._base_manager.values_list("pk", field.attname))
        )
        for model, field in links_to_persons()
    }


def test_same_name_and_birth_and_same_phone_are_proposed_once(federation, officer):
    born = date(1991, 2, 3)
    build.person(federation.union, "陈志强", id_number=build.valid_id(1, born_on=born))
    build.person(federation.union, "陈志强", id_number=build.valid_id(2, born_on=born), phone="13800001234")
    build.person(federation.union, "陈自强", phone="13800001234")
    build.person(federation.union, "王芳")
    assert propose_duplicates(actor=officer) == 2
    assert propose_duplicates(actor=officer) == 0
    assert {d.reason for d in Duplicate.objects.all()} == {"birth", "phone"}


def test_the_same_full_phone_is_told_as_such(federation, officer, client_for):
    born = date(1991, 2, 3)
    for serial in (1, 2):
        number = build.valid_id(serial, born_on=born)
        build.person(federation.union, "陈志强", id_number=number, phone="13800001234")
    propose_duplicates(actor=officer)
    page = client_for(officer).get("/people/duplicates/").content.decode()
    assert "手机号相同" in page
    assert "手机尾号不冲突" not in page


def test_different_phone_tails_speak_against_it(federation):
    born = date(1991, 2, 3)
    for serial, phone in [(1, "13800001111"), (2, "13800002222")]:
        build.person(federation.union, "陈志强", id_number=build.valid_id(serial, born_on=born), phone=phone)
    assert propose_duplicates(actor=SYSTEM) == 0


def test_a_rejected_pair_is_not_proposed_again(federation, officer):
    born = date(1991, 2, 3)
    for serial in (1, 2):
        build.person(federation.union, "陈志强", id_number=build.valid_id(serial, born_on=born))
    propose_duplicates(actor=officer)
    pair = Duplicate.objects.get()
    reject_duplicate(actor=officer, duplicate=pair, seen_version=pair.version, at=AT)
    assert propose_duplicates(actor=officer) == 0


def test_the_neighbour_neither_sees_nor_merges(federation, neighbour):
    one, other = build.person(federation.union), build.person(federation.union)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    assert not Duplicate.objects.visible_to(neighbour).exists()
    with pytest.raises(NotAllowed):
        merge(pair, one, actor=neighbour)


def test_every_table_that_points_to_persons_is_found():
    found = {model._meta.label for model, _field in links_to_persons()}
    assert {"people.Membership", "people.PostTerm", "people.PersonTag", "people.CodeUse"} <= found
    if apps.is_installed("wuli.programmes.activities"):
        assert "activities.Attendance" in found
    assert not any("Event" in label for label in found)


def test_memberships_that_overlap_are_refused_with_both_told(federation, officer):
    one, other = build.member(federation.union), build.member(federation.other_union)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    with pytest.raises(BothMembers) as refusal:
        merge(pair, one)
    assert "滨海纺织厂工会 2020年5月1日 起" in str(refusal.value)
    assert Person.objects.standing().filter(pk__in=[one.pk, other.pk]).count() == 2


def test_what_would_be_there_twice_is_set_aside_and_comes_back(federation):
    one, other = build.person(federation.union), build.person(federation.union)
    for person in (one, other):
        PersonTag.objects.create(person=person, tag="migrant", valid=(date(2023, 1, 1), None), source="摸底")
        CodePass.objects.create(person=person)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    before = rows()
    merge(pair, one)
    assert PersonTag.objects.filter(person=one).count() == 1
    assert not PersonTag.objects.filter(person=other).exists()
    undo(pair)
    assert rows() == before


def test_two_officers_judging_one_pair_the_second_is_told(federation, officer):
    one, other = build.person(federation.union), build.person(federation.union)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    merge(pair, one)
    with pytest.raises(Conflict):
        reject_duplicate(actor=officer, duplicate=pair, seen_version=1, at=AT)


def test_the_kept_person_is_found_behind_the_account_of_the_other(federation):
    user = member_account("陈志强", phone="13800001234")
    one, other = build.person(federation.union), build.person(federation.union)
    link_account(actor=SYSTEM, user=user, person=other)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    merge(pair, one)
    kept = Person.objects.behind(user)
    assert kept == one
    assert is_self(user, kept), "what only the person may do is still theirs"
    undo(pair)
    assert Person.objects.behind(user) == other


def test_an_account_of_the_kept_record_stays_its_own(federation):
    own, theirs = member_account("陈志强", phone="13800001234"), member_account("陈志强", phone="13800001235")
    one, other = build.person(federation.union), build.person(federation.union)
    link_account(actor=SYSTEM, user=own, person=one)
    link_account(actor=SYSTEM, user=theirs, person=other)
    merge(pair_persons(actor=SYSTEM, one=one, other=other), one)
    one.refresh_from_db()
    assert one.user == own
    assert Person.objects.behind(theirs) == one


@pytest.mark.parametrize("keep_first", [True, False])
def test_a_membership_entered_twice_becomes_one_and_two_again(federation, keep_first):
    one = build.member(federation.union, joined_on=date(2020, 5, 1))
    other = build.member(federation.union, joined_on=date(2024, 3, 1))
    close_membership(build.membership(one), date(2025, 1, 1), Membership.Ended.LEFT)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    facts = ("pk", "person", "org", "valid", "ended", "card_no")
    before = sorted(map(str, Membership.objects.values_list(*facts)))
    kept = one if keep_first else other
    merge(pair, kept)
    held = Membership.objects.get(person__in=[one, other])
    assert (held.person, held.joined_on, held.ended_on, held.ended) == (kept, date(2020, 5, 1), None, "")
    undo(pair)
    assert sorted(map(str, Membership.objects.values_list(*facts))) == before


def test_a_membership_made_of_two_that_changed_since_stays_one(federation):
    one, other = build.member(federation.union), build.member(federation.union)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    merge(pair, one)
    close_membership(build.membership(one), date(2025, 1, 1), Membership.Ended.LEFT)
    with pytest.raises(MembershipMoved):
        undo(pair)
    assert Membership.objects.filter(person=one).count() == 1


def test_a_pair_stands_in_one_order(federation):
    one, other = build.person(federation.union), build.person(federation.union)
    left, right = sorted([one.pk, other.pk])
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_duplicate (id, created_at, version, left_id, right_id, reason, state, moved)"
            " VALUES (gen_random_uuid(), now(), 1, %s, %s, '', 'proposed', '{}')",
            [right, left],
        )


LIVES = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from(["tag", "post", "membership"]),
        st.integers(0, 6),
        st.integers(1, 3),
    ),
    max_size=10,
)  # fmt: skip


def _live(who, what, start, years, federation):
    """Give somebody a tag, a post or a membership for some years, where the register allows it."""
    since = date(2016, 1, 1) + timedelta(days=365 * start)
    span = DateRange(since, since + timedelta(days=365 * years))
    model, facts = {
        "tag": (PersonTag, {"tag": "migrant", "source": "t"}),
        "post": (PostTerm, {"org": federation.union, "title": "member", "selection": "elected"}),
        "membership": (Membership, {"org": federation.union}),
    }[what]
    if not model.objects.filter(person=who, valid__overlap=span).exists():
        model.objects.create(person=who, valid=span, **facts)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LIVES, keep_first=st.booleans())
def test_undoing_a_merge_leaves_everything_as_it_was(federation, lives, keep_first):
    people = {name: build.person(federation.union) for name in "ab"}
    for name, what, start, years in lives:
        _live(people[name], what, start, years, federation)
    pair = pair_persons(actor=SYSTEM, one=people["a"], other=people["b"])
    before = rows(), sorted(Person.objects.values_list("pk", "home", "merged_into"))
    try:
        merge(pair, people["a" if keep_first else "b"])
    except BothMembers:
        pass
    else:
        lost = people["b" if keep_first else "a"]
        assert not any(str(lost.pk) in row for group in rows().values() for row in group)
        undo(pair)
    assert (rows(), sorted(Person.objects.values_list("pk", "home", "merged_into"))) == before


def test_a_merge_that_is_refused_is_answered_beside_the_two_records(federation, officer, client_for):
    one, other = build.member(federation.union), build.member(federation.other_union)
    Person.objects.filter(pk=other.pk).update(home=federation.union)
    pair = pair_persons(actor=SYSTEM, one=one, other=other)
    told = {"winner": str(one.pk), "seen_version": str(pair.version)}
    answer = client_for(officer).post(f"/people/duplicates/{pair.pk}/merge/", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "给先入会的那条办退会" in page
    assert "是同一人，留左边" in page
    stale = client_for(officer).post(f"/people/duplicates/{pair.pk}/merge/", told | {"seen_version": "0"})
    assert stale.status_code == 409
    assert "是同一人，留左边" in stale.content.decode()
