"""A changed bank account shows in the audit: masked, also when only the middle of it changed."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.people import officer as officer_at
from wuli.base.people.actions import correct_person
from wuli.base.people.filling import fill_account_masks
from wuli.base.people.models import Person
from wuli.base.people.rules import account_blind

from . import build
from .rosters import checked, entered, step
from .sheets import HEADERS, row_of

pytestmark = pytest.mark.django_db
OLD, NEW, TWIN = "6222020011112345", "6222020099998888", "6222020077772345"


@pytest.fixture
def person(federation: Any) -> Person:
    """A member whose wages go to OLD."""
    return build.member(federation.union, bank_account=OLD)


def correct(actor: Any, person: Person, account: str) -> Person:
    seen = Person.objects.get(pk=person.pk).version
    return correct_person(
        actor=actor, person=person, seen_version=seen, at=timezone.now(), bank_account=account
    )


def history(client: Any, person: Person) -> str:
    return client.get(f"/audit/record/people.person/{person.pk}/").content.decode()


def test_the_audit_shows_the_tails_before_and_after_and_never_the_account(
    person: Person, officer: Any, client_for: Any
) -> None:
    correct(officer, person, NEW)
    told = history(client_for(officer), person)
    for words in ["银行账号", "****2345", "****8888", officer.name]:
        assert words in told
    assert OLD not in told
    assert NEW not in told


def test_a_change_behind_the_same_tail_shows_too(person: Person, officer: Any, client_for: Any) -> None:
    before = history(client_for(officer), person).count("银行账号")
    correct(officer, person, TWIN)
    told = history(client_for(officer), person)
    assert told.count("银行账号") == before + 1
    assert "（不显示）" in told


def test_the_person_page_shows_the_tail_and_reveals_with_a_purpose(
    person: Person, officer: Any, client_for: Any, federation: Any
) -> None:
    client = client_for(officer)
    assert "****2345" in client.get(person.get_absolute_url()).content.decode()
    leader = officer_at(federation.town, "何领导", role="leader")
    assert OLD not in client_for(leader).get(person.get_absolute_url()).content.decode()


def test_taking_an_account_away_is_a_change_like_any_other(
    person: Person, officer: Any, client_for: Any
) -> None:
    gone = correct(officer, person, "")
    assert (gone.bank_account, gone.bank_bidx, gone.bank_mask) == (None, None, "")
    assert "****2345" in history(client_for(officer), person)


def with_account(n: int, account: str) -> list[Any]:
    return [*row_of(n), account]


def test_a_roster_brings_accounts_with_their_masks_and_takes_them_back(
    officer: Any, client_for: Any, federation: Any
) -> None:
    client, headers = client_for(officer), (*HEADERS, "银行账号")
    entered(client, federation.union, [with_account(1, OLD), with_account(2, "")], headers=headers)
    first, second = Person.objects.order_by("created_at", "id_mask").filter(home=federation.union)
    first, second = sorted([first, second], key=lambda each: not each.bank_mask)
    assert (first.bank_mask, bytes(first.bank_bidx)) == ("****2345", account_blind(OLD))
    assert (second.bank_mask, second.bank_bidx) == ("", None)
    same = checked(client, federation.union, [with_account(1, OLD)], headers=headers)
    assert same.job.result == {"same": 1}
    changed = entered(client, federation.union, [with_account(1, TWIN)], headers=headers)
    first.refresh_from_db()
    assert (first.bank_account, bytes(first.bank_bidx)) == (TWIN, account_blind(TWIN))
    step(client, changed, "undo")
    first.refresh_from_db()
    assert (first.bank_account, bytes(first.bank_bidx)) == (OLD, account_blind(OLD))


@pytest.mark.parametrize("change", ["bank_mask = ''", "bank_bidx = NULL", "bank_account = NULL"])
def test_the_database_refuses_an_account_without_its_mask_and_index(person: Person, change: str) -> None:
    with (
        pytest.raises(IntegrityError, match="person_bank_whole"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE people_person SET {change} WHERE id = %s", [person.pk])


def test_accounts_from_before_get_mask_and_index_once(person: Person) -> None:
    other = build.member(Person.objects.get(pk=person.pk).home, "李芳")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE people_person DROP CONSTRAINT person_bank_whole")
        cursor.execute("UPDATE people_person SET bank_bidx = NULL, bank_mask = ''")
    assert fill_account_masks() == 1
    assert fill_account_masks() == 0
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.bank_mask, bytes(person.bank_bidx)) == ("****2345", account_blind(OLD))
    assert (other.bank_mask, other.bank_bidx) == ("", None)


def test_rosters_that_wait_or_can_be_taken_back_are_filled_too(
    officer: Any, client_for: Any, federation: Any
) -> None:
    client, headers = client_for(officer), (*HEADERS, "银行账号")
    entered(client, federation.union, [with_account(1, OLD)], headers=headers)
    changed = entered(client, federation.union, [with_account(1, NEW)], headers=headers)
    waiting = checked(client, federation.union, [with_account(3, TWIN)], headers=headers)
    with connection.cursor() as cursor:  # as they were before there were masks
        cursor.execute("UPDATE core_stagedrow SET cells = cells - 'bank_bidx'")
        cursor.execute("UPDATE core_stagedrow SET outcome = outcome #- '{before,bank_bidx}'")
    assert fill_account_masks() == 2
    step(client, waiting, "enter")
    assert Person.objects.filter(bank_bidx=account_blind(TWIN), bank_mask="****2345").count() == 1
    step(client, changed, "undo")
    assert Person.objects.filter(bank_bidx=account_blind(OLD)).count() == 1
