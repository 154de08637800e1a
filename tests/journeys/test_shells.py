"""The shells as people use them: search dialog, menu on a phone, both languages, large type."""

from collections.abc import Callable
from typing import Any

import pytest

from wuli.base.accounts.models import User
from wuli.base.core.notices import EVENTS, Event, notify
from wuli.base.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
TOLD = EVENTS.get("tests.walked") or Event("tests.walked", "%(name)s 有结果了", glyph="果", tone="hui")


@pytest.fixture
def member(federation: Any) -> User:
    """A member of the first town's union."""
    user = User.objects.create_user("m", None, name="欧阳堃")
    Person.objects.create(name="欧阳堃", user=user, home=federation.union)
    return user


def test_an_officer_finds_a_unit_with_ctrl_k(walk: Callable[..., Any], officer: Any) -> None:
    """Type, arrow, Enter."""
    page = walk(officer).go("/desk/")
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill("滨海纺织厂")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orgs/**")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_desk_notices_and_search_are_fit_for_everybody(
    walk: Callable[..., Any], officer: Any, width: int, language: str
) -> None:
    """axe, no overflow, no refused script, both sizes and languages."""
    notify(officer, TOLD, url="/desk/", name="转会")
    walker = walk(officer, width, language=language)
    for address in ("/desk/", "/notices/", "/search/?q=bht", "/styleguide/"):
        walker.go(address)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_members_pages_are_fit_for_everybody(
    walk: Callable[..., Any], member: User, width: int, language: str
) -> None:
    """The same for the five tabs."""
    walker = walk(member, width, language=language)
    for address in ("/home/", "/services/", "/progress/", "/mine/"):
        walker.go(address)


def test_a_member_turns_on_large_type_and_back(walk: Callable[..., Any], member: User) -> None:
    """One tap; nothing stands out at the side."""
    walker = walk(member, 390)
    page = walker.go("/home/")
    page.get_by_role("button", name="大字").click()
    page.wait_for_load_state()
    walker.look()
    assert page.locator("html.large").count() == 1
    page.get_by_role("button", name="标准").click()
    page.wait_for_load_state()
    assert page.locator("html.large").count() == 0


def test_the_menu_opens_on_a_phone_and_leads_on(walk: Callable[..., Any], officer: Any) -> None:
    """Three lines at the left; the menu covers the page until a choice is made."""
    page = walk(officer, 390).go("/desk/")
    page.get_by_role("link", name="打开菜单").click()
    page.locator("#nav").get_by_role("link", name="组织").click()
    page.wait_for_url("**/orgs/")
    assert not page.locator("#nav").is_visible()
