"""The member's pages: what I hold, what waits, what I can do, how my matters stand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuli.base.accounts.models import User
from wuli.base.core.desk import OFFERS, DueItem, DueSource, ProgressItem, ProgressSource
from wuli.base.people.models import Person
from wuli.portal.views.member import greeting

pytestmark = pytest.mark.django_db
PAGES = ["/home/", "/services/", "/progress/", "/mine/", "/notices/"]


@pytest.fixture
def member(federation: Any) -> User:
    """A member of the first town's union."""
    user = User.objects.create_user("m", None, name="陈志强")
    Person.objects.create(name="陈志强", user=user, home=federation.union)
    return user


@pytest.fixture
def offers() -> Iterator[Callable[[Any], None]]:
    """Put an offer on the table for one test."""
    kept = dict(OFFERS)
    yield lambda each: OFFERS.__setitem__((type(each), each.code), each)
    OFFERS.clear()
    OFFERS.update(kept)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(
    member: User, client_for: Callable[[Any], Client], page: str, language: str
) -> None:
    """With the five tabs around it."""
    answer = client_for(member).get(page, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.content.decode().count('<nav class="w-tabbar"') == 1


@pytest.mark.parametrize("page", PAGES)
def test_who_is_not_signed_in_goes_to_sign_in_and_back(client: Client, page: str) -> None:
    """The wanted page is remembered."""
    assert f"next={page}" in client.get(page)["Location"]


def test_home_names_the_union_and_the_hour(member: User, client_for: Callable[[Any], Client]) -> None:
    """And says where help is."""
    page = client_for(member).get("/home/").content.decode()
    assert "滨海纺织厂工会" in page
    assert "12351" in page
    assert str(greeting(8)) == "早上好"
    assert str(greeting(23)) == "晚上好"


def test_who_is_in_no_union_yet_is_told_how(client_for: Callable[[Any], Client]) -> None:
    """A sign-in by phone comes before the membership."""
    stranger = User.objects.create_user("s", None, name="新来的")
    page = client_for(stranger).get("/home/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "还没有找到您的会籍" in page


def test_what_waits_for_a_member_is_on_top_and_an_officers_work_is_not(
    member: User, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """Sources with a capability are the officers'."""
    mine = DueItem("调", "明天 14:30 调解", "能不能来", "", "", None, "/x/", "去回复", tone="hu")
    office = DueItem("审", "内部审批", "", "", "", None, "/y/", "审核")
    offers(DueSource("tests.mine", "我的", lambda _u, _at: [mine]))
    offers(DueSource("tests.office", "审批", lambda _u, _at: [office], "orgs.view"))
    page = client_for(member).get("/home/").content.decode()
    assert "明天 14:30 调解" in page
    assert "内部审批" not in page


def test_a_matter_says_where_it_stands(
    member: User, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """On home the newest, under progress all."""
    matters = [
        ProgressItem("转", f"第 {n} 件", "周海燕负责", "办理中", "doing", "/x/", timezone.now())
        for n in (1, 2)
    ]
    offers(ProgressSource("tests.matters", "转会", lambda _person, _at: matters))
    client = client_for(member)
    assert client.get("/home/").content.decode().count("周海燕负责") == 1
    assert client.get("/progress/").content.decode().count("周海燕负责") == 2
