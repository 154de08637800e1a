"""Into the house: an officer with password and code, a wrong password, words in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.people import PASSWORD
from wuli.base.accounts.tests.build import TOTP_SECRET

pytestmark = pytest.mark.django_db(transaction=True)


def code_now() -> str:
    """What the officer's authenticator app shows."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(TOTP_SECRET, counter)))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_sign_in_page_speaks_the_readers_language(
    walk: Callable[..., Any], width: int, language: str
) -> None:
    page = walk(width=width, language=language).go("/account/sign-in/")
    tag, title = {"zh-CN": ("zh-Hans", "登录"), "en": ("en", "Sign in")}[language]
    assert page.locator("html").get_attribute("lang") == tag
    assert page.get_by_role("heading", name=title, exact=True).is_visible()


def test_an_officer_comes_in_with_password_and_code(
    walk: Callable[..., Any], width: int, officer: Any
) -> None:
    way = walk(width=width)
    page = way.go("/account/sign-in/")
    page.goto(f"{way.base}/accounts/login/")
    way.look()
    page.locator("input[name=login]").fill(officer.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/2fa/**")
    way.look()
    page.locator("input[name=code]").fill(code_now())
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()
    way.look()
    assert "/accounts/" not in page.url
