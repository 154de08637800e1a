"""Transfer: three consents, then the membership moves in one step and nothing is lost."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone

from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Invalid, NotAllowed, NotNow
from wuli.base.core.models import Notice
from wuli.base.people.actions import (
    agree_to_transfer,
    ask_transfer,
    leave_union,
    link_account,
    receive_transfer,
    refuse_transfer,
    release_transfer,
    withdraw_transfer,
)  # fmt: skip
from wuli.base.people.actions.transfers import PersonNotAgreed, SameUnion, TransferOpen
from wuli.base.people.models import Membership, Transfer

from . import build

AT = timezone.now()
TODAY = timezone.localdate(AT)


@pytest.fixture
def user(db):
    return member_account("陈志强", phone="13800001234")


@pytest.fixture
def person(federation, user):
    return link_account(actor=SYSTEM, user=user, person=build.member(federation.union))


@pytest.fixture
def asked(federation, user, person):
    return ask_transfer(actor=user, person=person, to_org=federation.other_union, reason="换了单位", at=AT)


def receive(neighbour, transfer, on=TODAY):
    return receive_transfer(actor=neighbour, transfer=transfer, effective_on=on, at=AT)


def test_the_person_asks_both_unions_agree_and_the_membership_moves(
    asked, person, officer, neighbour, federation
):
    assert asked.person_agreed_at == AT
    release_transfer(actor=officer, transfer=asked)
    receive(neighbour, asked)
    old, new = Membership.objects.filter(person=person).order_by("valid")
    assert (old.ended, old.ended_on, new.joined_on) == ("transferred", TODAY, TODAY)
    assert (new.org, new.ended_on) == (federation.other_union, None)
    person.refresh_from_db()
    assert person.home == federation.other_union


def test_nobody_is_moved_without_having_agreed(person, officer, neighbour, federation):
    transfer = ask_transfer(actor=officer, person=person, to_org=federation.other_union, reason="调动", at=AT)
    release_transfer(actor=officer, transfer=transfer)
    with pytest.raises(PersonNotAgreed):
        receive(neighbour, transfer)
    assert Membership.objects.get(person=person).org == federation.union


def test_the_person_is_told_that_they_are_asked_and_when_it_is_done(
    person, user, officer, neighbour, federation
):
    transfer = ask_transfer(actor=officer, person=person, to_org=federation.other_union, reason="调动", at=AT)
    agree_to_transfer(actor=user, transfer=transfer, at=AT)
    release_transfer(actor=officer, transfer=transfer)
    receive(neighbour, transfer)
    told = Notice.objects.filter(user=user).order_by("at").values_list("event", flat=True)
    assert list(told) == ["people.transfer_asked", "people.transfer_done"]


def test_consent_cannot_be_given_for_another(person, officer, federation):
    transfer = ask_transfer(actor=officer, person=person, to_org=federation.other_union, reason="调动", at=AT)
    with pytest.raises(NotAllowed):
        agree_to_transfer(actor=officer, transfer=transfer, at=AT)


def test_the_new_union_cannot_receive_what_the_old_has_not_released(asked, neighbour):
    with pytest.raises(Conflict):
        receive(neighbour, asked)


def test_each_union_acts_only_for_itself(asked, officer, neighbour):
    with pytest.raises(NotAllowed):
        release_transfer(actor=neighbour, transfer=asked)
    release_transfer(actor=officer, transfer=asked)
    with pytest.raises(NotAllowed):
        receive_transfer(actor=officer, transfer=asked, effective_on=TODAY, at=AT)


def test_a_second_request_is_refused_and_names_the_first(asked, user, person, federation):
    with pytest.raises(TransferOpen) as refusal:
        ask_transfer(actor=user, person=person, to_org=federation.other_union, reason="再来", at=AT)
    assert "五汛机械厂工会" in str(refusal.value)


def test_to_stay_is_no_transfer(user, person, federation):
    with pytest.raises(SameUnion):
        ask_transfer(actor=user, person=person, to_org=federation.union, reason="x", at=AT)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), build.JOINED])
def test_the_day_is_neither_to_come_nor_before_the_membership(asked, officer, neighbour, day):
    release_transfer(actor=officer, transfer=asked)
    with pytest.raises(Invalid):
        receive(neighbour, asked, on=day)
    asked.refresh_from_db()
    assert asked.state == "released"


def test_a_refusal_says_why_and_the_membership_stays(asked, neighbour, person):
    with pytest.raises(Invalid):
        refuse_transfer(actor=neighbour, transfer=asked, answer=" ")
    refuse_transfer(actor=neighbour, transfer=asked, answer="单位不归我们管")
    assert Membership.objects.get(person=person).ended_on is None


def test_withdrawn_ones_are_over(asked, user, officer):
    withdraw_transfer(actor=user, transfer=asked)
    with pytest.raises(Conflict):
        release_transfer(actor=officer, transfer=asked)


def test_leaving_the_union_ends_the_request(asked, officer, person):
    held = build.membership(person)
    leave_union(actor=officer, membership=held, left_on=TODAY, seen_version=held.version, at=AT)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_transfer SET state = 'done'",
        "INSERT INTO people_transfer SELECT * FROM people_transfer",
    ],
)
def test_raw_sql_cannot_skip_a_step(asked, statement):
    with pytest.raises((DatabaseError, IntegrityError)), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_transfer_received_twice_at_once_moves_once(race, federation):
    someone = build.member(federation.union)
    transfer = ask_transfer(actor=SYSTEM, person=someone, to_org=federation.other_union, reason="x", at=AT)
    Transfer.objects.filter(pk=transfer.pk).update(person_agreed_at=AT)
    release_transfer(actor=SYSTEM, transfer=transfer)
    got = race(receive_transfer, takers=6, actor=SYSTEM, transfer=transfer, effective_on=TODAY, at=AT)
    assert got[NotNow] == 5
    assert Membership.objects.filter(person=someone).count() == 2
    assert date(2020, 5, 1) == Membership.objects.filter(person=someone).order_by("valid").first().joined_on
