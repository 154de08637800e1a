"""A record that was opened from a list knows its place there, its neighbours, and the way back."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from wuli.base.core import trails
from wuli.base.core.lists import LISTS
from wuli.base.people.models import Person
from wuli.base.people.tests import build as people
from wuli.programmes.activities.tests import build as activities

pytestmark = pytest.mark.django_db
NAMES = ["安一", "白二", "曹三", "邓四"]


@pytest.fixture
def four(federation: Any) -> list[Person]:
    """Four members of the town, in the order of the list."""
    return [people.member(federation.union, name) for name in NAMES]


@pytest.fixture
def chen(officer: Any, client_for: Any) -> Client:
    """The officer's browser."""
    return client_for(officer)


def read(client: Client, url: str, **more: Any) -> str:
    answer = client.get(url, **more)
    assert answer.status_code == 200, url
    return answer.content.decode()


def address(page: str, rel: str) -> str:
    """Where the neighbour's link leads; empty without one."""
    found = re.search(rf'<a rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def opened(client: Client, listing: str, name: str) -> str:
    """The page that the row of this name opens."""
    found = re.search(rf'href="([^"]+)">{name}<', read(client, listing))
    assert found
    return read(client, found[1].replace("&amp;", "&"))


def at(person: Any, listing: str, n: Any) -> str:
    return f"{person.get_absolute_url()}?list={quote(listing)}&n={n}"


def test_a_row_opens_its_record_with_place_neighbours_and_the_way_back(
    chen: Client, four: list[Person]
) -> None:
    page = opened(chen, "/people/?sort=-0", "白二")
    assert "第 3 条，共 4 条" in page
    assert address(page, "prev").startswith(four[2].get_absolute_url())
    assert address(page, "next").startswith(four[0].get_absolute_url())
    assert f'href="/people/?sort=-0#r-{four[1].pk}"' in page


def test_the_next_record_knows_its_own_place(chen: Client, four: list[Person]) -> None:
    last = read(chen, address(opened(chen, "/people/", "曹三"), "next"))
    assert "第 4 条，共 4 条" in last
    assert address(last, "next") == ""


def test_filters_hold_on_the_way(chen: Client, four: list[Person]) -> None:
    page = opened(chen, "/people/?q=曹", "曹三")
    assert "第 1 条，共 1 条" in page
    assert f"/people/?q={quote('曹')}#r-" in page


def test_the_way_back_leads_to_the_page_of_the_list(
    chen: Client, federation: Any, four: list[Person]
) -> None:
    many = [people.member(federation.union, f"周{n:02d}") for n in range(30)]
    page = read(chen, at(many[-1], "/people/", 34))
    assert 'href="/people/?page=2#r-' in page


def test_without_a_list_there_is_no_place(chen: Client, four: list[Person]) -> None:
    assert "w-trail" not in read(chen, four[0].get_absolute_url())


@pytest.mark.parametrize(
    "listing",
    ["https://evil.example/people/", "//evil.example/", "/nowhere/", "/desk/", "/people/?sort=99&page=x", ""],
)
def test_an_address_that_is_no_list_opens_the_page_all_the_same(
    chen: Client, four: list[Person], listing: str
) -> None:
    page = read(chen, at(four[0], listing, 1))
    assert "//evil" not in re.sub(r'name="next" value="[^"]*"', "", page)


@pytest.mark.parametrize("n", ["", "0", "-1", "x", "²", "99999999999", "4"])
def test_a_made_up_place_breaks_nothing(chen: Client, four: list[Person], n: str) -> None:
    assert "回名单" in read(chen, at(four[0], "/people/", n))


def test_a_record_that_moved_is_found_where_it_is_now(chen: Client, four: list[Person]) -> None:
    assert "第 1 条，共 4 条" in read(chen, at(four[0], "/people/", 3))


def test_a_record_that_left_the_list_still_has_its_neighbours(chen: Client, four: list[Person]) -> None:
    page = read(chen, at(four[1], f"/people/?q={quote('曹')}", 1))
    assert "已不在名单里" in page
    assert address(page, "next").startswith(four[2].get_absolute_url()), "who stands there now"
    page = read(chen, at(four[1], f"/people/?q={quote('邓')}", 2))
    assert address(page, "prev").startswith(four[3].get_absolute_url())


def test_the_way_survives_a_step_on_the_page(chen: Client, four: list[Person]) -> None:
    came = at(four[1], "/people/", 2)
    read(chen, came)
    own = four[1].get_absolute_url()
    assert "第 2 条" in read(chen, own, headers={"referer": f"http://testserver{own}correct/"})
    assert "第 2 条" not in read(chen, own, headers={"referer": "http://testserver/search/?q=b"})
    other = four[2].get_absolute_url()
    assert "w-trail" not in read(chen, other, headers={"referer": f"http://testserver{other}correct/"})


def test_a_neighbour_learns_nothing(
    four: list[Person], neighbour: Any, federation: Any, client_for: Any
) -> None:
    own = people.member(federation.other_union, "王五")
    page = read(client_for(neighbour), at(own, "/people/", 1))
    assert "第 1 条，共 1 条" in page
    assert not any(str(each.pk) in page for each in four)
    session = activities.held_lecture(federation.town, *four)
    theirs, nobodys = session.pk, uuid4()
    page = read(client_for(neighbour), at(own, f"/activities/{theirs}/attendances/", 1))
    other = read(client_for(neighbour), at(own, f"/activities/{nobodys}/attendances/", 1))
    trail, same = (re.search(r"<wuli-trail.*?</wuli-trail>", each, re.S) for each in (page, other))
    assert trail
    assert same
    assert trail[0].replace(str(theirs), "") == same[0].replace(str(nobodys), "")


def test_rows_that_open_another_record_lead_along_it(
    chen: Client, federation: Any, four: list[Person]
) -> None:
    session = activities.held_lecture(federation.town, *four)
    page = opened(chen, f"/activities/{session.pk}/attendances/", "白二")
    assert re.search(r"第 \d 条，共 4 条", page)


def test_the_place_costs_three_queries_however_long_the_list(
    chen: Client, federation: Any, four: list[Person], queries: Callable[[], Any]
) -> None:
    with queries() as plain:
        read(chen, four[0].get_absolute_url())
    with queries() as few:
        read(chen, at(four[0], "/people/", 1))
    for n in range(60):
        people.person(federation.union, f"周{n:02d}")
    with queries() as many:
        read(chen, at(four[3], "/people/", 4))
    assert len(many) == len(few)
    assert len(few) - len(plain) <= 3


def test_a_very_long_list_is_not_counted_to_its_end(
    chen: Client, four: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trails, "FURTHEST", 3)
    page = read(chen, at(four[2], "/people/", 3))
    assert "第 3 条，共 3 多条" in page
    assert address(page, "next") == ""
    assert "回名单" in read(chen, at(four[3], "/people/", 4))


def test_every_list_of_officers_names_its_columns(federation: Any, client_for: Any, rf: Any) -> None:
    """A choice of columns is kept by their names: each list has them, no two alike."""
    from tests import people as staff

    session = activities.lecture(federation.town)
    known: dict[str, dict[str, Any]] = {
        "activities:attendances": {"pk": session.pk},
        "figures:figure": {"org": federation.county.pk, "code": "orgs.unions"},
    }
    roles = {"accounts:list": "system_admin", "accounts:requests": "security_admin"}
    for name, build in LISTS.items():
        role = roles.get(name, "officer")
        request = rf.get("/")
        request.user, request.at = staff.officer(federation.county, "周海燕", role=role), session.created_at
        named = [column.name for column in build(request, **known.get(name, {})).declared[1:]]
        assert all(named), f"{name}: {named}"
        assert len(set(named)) == len(named), f"{name}: {named}"
