"""The tests' own ground: the three people, the race, the emptying of tables after real transactions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.people import Federation
from tests.race import Ok
from wuli.base.accounts.models import User
from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build


def test_neighbour_and_officer_see_different_towns(
    officer: Any, neighbour: Any, federation: Federation
) -> None:
    assert officer.pk != neighbour.pk
    assert federation.town != federation.other_town


def open_twin(*, username: str) -> None:
    User.objects.create_user(username, "x", name="双")


def test_a_race_for_one_login_name_has_one_winner(race: Callable[..., Any]) -> None:
    got = race(open_twin, takers=5, username="twin")
    assert got[Ok] == 1
    assert sum(got.values()) == 5


def test_without_its_constraint_the_race_does_happen(race: Callable[..., Any]) -> None:
    assert race(open_twin, takers=5, without="accounts_user_username_key", username="twin")[Ok] > 1


@pytest.mark.django_db(transaction=True)
def test_rows_are_gone_after_a_test_with_real_transactions() -> None:
    build.county()
    connection.commit()


@pytest.mark.django_db(transaction=True)
def test_the_next_test_finds_no_rows_of_the_one_before() -> None:
    assert not Org.objects.exists()
