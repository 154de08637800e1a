"""Everybody chooses the columns of a list for themselves; what they see changes, not what is there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from wuli.base.core.models import ColumnChoice
from wuli.base.people.tests import build as people

pytestmark = pytest.mark.django_db
PAGE = "/columns/?list=/people/"


@pytest.fixture
def chen(officer: Any, client_for: Any, federation: Any) -> Client:
    """The officer's browser, with a member to look at."""
    people.member(federation.union, "欧阳堃䶮")
    return client_for(officer)


def heads(client: Client, listing: str = "/people/") -> list[str]:
    """The heads of the list as they stand."""
    table = re.search(r"<thead>.*?</thead>", client.get(listing).content.decode(), re.S)
    assert table
    found = [re.sub("<[^>]+>", "", each).strip() for each in re.findall(r"<th[ >].*?</th>", table[0], re.S)]
    return [each.rpartition(">")[2] for each in found if each]


def chosen(client: Client, **posted: Any) -> Any:
    return client.post("/columns/", {"list": "/people/?q=o", **posted})


def test_a_list_shows_the_columns_chosen_in_their_order(chen: Client) -> None:
    answer = chosen(chen, order=["phone_mask", "home"], show=["home", "phone_mask"])
    assert (answer.status_code, answer["Location"]) == (303, "/people/?q=o")
    assert heads(chen) == ["姓名", "手机号", "工会"]


def test_a_column_that_stays_away_can_be_fetched(chen: Client) -> None:
    assert "出生日期" not in heads(chen)
    chosen(chen, order=["born_on"], show=["born_on"])
    assert heads(chen) == ["姓名", "出生日期"]


def test_sorting_means_the_same_column_wherever_it_stands(chen: Client, federation: Any) -> None:
    chosen(chen, order=["occurred_on"], show=["occurred_on"])
    chen.post("/columns/", {"list": "/activities/", "order": ["state", "occurred_on"], "show": ["state"]})
    from wuli.programmes.activities.tests.build import lecture

    lecture(federation.town)
    page = chen.get("/activities/").content.decode()
    assert re.findall(r'href="(\?sort=\d+)"', page) == ["?sort=0", "?sort=6"]  # places among all columns


def test_a_choice_can_be_taken_back(chen: Client) -> None:
    before = heads(chen)
    chosen(chen, order=["home"], show=["home"])
    chosen(chen, reset="1")
    assert heads(chen) == before
    assert not ColumnChoice.objects.exists()


def test_an_arrow_moves_without_keeping(chen: Client) -> None:
    names = ["home", "get_sex_display", "id_mask"]
    page = chosen(chen, order=names, show=["id_mask"], move="up:id_mask").content.decode()
    order = re.findall(r'name="order" value="(\w+)"', page)
    assert order[:3] == ["home", "id_mask", "get_sex_display"]
    assert re.findall(r'name="show" value="(\w+)" checked', page) == ["id_mask"]
    assert not ColumnChoice.objects.exists()


def test_nobody_elses_list_changes(chen: Client, colleague: Any, client_for: Any) -> None:
    usual = heads(client_for(colleague))
    chosen(chen, order=["home"], show=["home"])
    assert heads(client_for(colleague)) == usual


def test_made_up_columns_are_passed_over(chen: Client) -> None:
    chosen(chen, order=["home", "id_number", "home"], show=["home", "id_number"])
    assert heads(chen) == ["姓名", "工会"]


@pytest.mark.parametrize("listing", ["", "/desk/", "https://evil.example/people/", "/people/x/", "/audit/x"])
def test_what_is_no_list_has_no_columns(chen: Client, listing: str) -> None:
    assert chen.get("/columns/", {"list": listing}).status_code == 404
    assert chen.post("/columns/", {"list": listing, "show": ["home"]}).status_code == 404


def test_a_list_that_one_may_not_see_has_no_columns(federation: Any, client_for: Any) -> None:
    from wuli.base.accounts.tests.build import member_account

    assert client_for(member_account()).get("/columns/?list=/account/accounts/").status_code == 404


def test_the_export_says_that_it_keeps_all_columns(chen: Client) -> None:
    assert "导出的 Excel 还是全部的列" in chen.get(PAGE).content.decode()


def test_the_choice_costs_one_query(chen: Client, queries: Callable[[], Any]) -> None:
    heads(chen)
    with queries() as usual:
        heads(chen)
    chosen(chen, order=["home"], show=["home"])
    heads(chen)
    with queries() as mine:
        heads(chen)
    assert len(mine) <= len(usual)


def test_the_database_keeps_one_choice_that_holds_something(officer: Any) -> None:
    row = "INSERT INTO core_columnchoice (id, created_at, user_id, listing, columns) VALUES " \
          "(gen_random_uuid(), now(), %s, 'people:list', %s)"  # fmt: skip
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="column_choice_not_empty"), transaction.atomic():
            cursor.execute(row, [officer.pk, []])
        cursor.execute(row, [officer.pk, ["home"]])
        with pytest.raises(IntegrityError, match="column_choice_once"), transaction.atomic():
            cursor.execute(row, [officer.pk, ["home"]])
