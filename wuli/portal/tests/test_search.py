"""Ctrl-K: by Han, initials or number, within what one may see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wuli.portal.finding import fits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["工作", "gzt", "GZ", "zt"])
def test_a_verb_is_found_by_han_and_by_initials(typed: str) -> None:
    """In any case, from any character on."""
    assert fits("工作台", typed)


def test_what_does_not_fit_is_not_found() -> None:
    """Letters in another order are another word."""
    assert not fits("工作台", "tzg")


def test_an_officer_finds_their_unit_and_the_neighbour_does_not(
    federation: Any, officer: Any, neighbour: Any, client_for: Callable[[Any], Client]
) -> None:
    """Search keeps to the scope of lists."""
    own = client_for(officer).get("/search/?q=滨海纺织厂").content.decode()
    other = client_for(neighbour).get("/search/?q=滨海纺织厂").content.decode()
    assert f"/orgs/{federation.union.pk}/" in own
    assert f"/orgs/{federation.union.pk}/" not in other


def test_the_dialog_gets_hits_alone(officer: Any, client_for: Callable[[Any], Client]) -> None:
    """No shell around them."""
    answer = client_for(officer).get("/search/?q=gzt", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    assert 'href="/desk/"' in answer


def test_nothing_found_says_what_to_try(officer: Any, client_for: Callable[[Any], Client]) -> None:
    """And what was typed is text, not markup."""
    page = client_for(officer).get("/search/?q=<script>zzzz").content.decode()
    assert "没有找到" in page
    assert "<script>zzzz" not in page
