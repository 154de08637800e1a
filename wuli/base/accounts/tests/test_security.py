"""Headers, cookies, closed doors, and pages in both languages."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from wuli.base.accounts.tests import build

pytestmark = pytest.mark.django_db


def test_pages_allow_nothing_from_elsewhere_and_nothing_inline(client: Client) -> None:
    answer = client.get("/account/sign-in/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    page = answer.content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script>(?!\s*$)", page)
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_session_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    user = build.officer_account()
    client.post("/accounts/login/", {"login": user.username, "password": build.PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "url",
    [
        "/accounts/password/reset/", "/accounts/email/", "/accounts/confirm-email/",
        "/accounts/password/change/", "/accounts/3rdparty/", "/accounts/2fa/trust/",
    ],
)  # fmt: skip
def test_doors_that_wuli_does_not_use_are_walled_up(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_nobody_signs_up_with_a_password(client: Client) -> None:
    assert client.get("/accounts/signup/")["Location"] == "/account/sign-in/"


def test_wechat_is_offered_only_where_it_is_connected(client: Client, settings) -> None:
    assert "微信登录" not in client.get("/account/sign-in/").content.decode()
    settings.WEIXIN_KEYS = ("app", "secret")
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [{"client_id": "app", "secret": "s", "key": ""}]}}
    assert "微信登录" in client.get("/account/sign-in/").content.decode()
    answer = client.post("/accounts/wechat/weixin/login/")
    assert answer["Location"].startswith("https://open.weixin.qq.com/connect/qrconnect?")


OFFICER_PAGES = [
    "/account/", "/account/phone/", "/account/security/", "/account/security/password/", "/account/privacy/",
    "/account/privacy/export/", "/account/privacy/ask/", "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/deactivate/", "/accounts/reauthenticate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/logout/",
]  # fmt: skip
OWN_WORDS = {
    "JSON",
    "PIN",
    "TOTP",
    "FreeOTP",
    "Excel",
    "Ctrl",
    "K",
    "EN",
    "Switch",
    "to",
    "English",
    "GB",
    "T",
}


VOID = {"input", "meta", "link", "img", "br", "path", "rect"}


class Seen(HTMLParser):
    """The text of a page, without scripts, codes and what is marked as English."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden: list[str] = ["head"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.hidden.clear()
        elif tag not in VOID and (self.hidden or tag in ("script", "code") or ("lang", "en") in attrs):
            self.hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words += re.findall(r"[A-Za-z]+", data)


def seen_words(html: str) -> set[str]:
    seen = Seen()
    seen.feed(html)
    return set(seen.words)


@pytest.mark.parametrize("url", OFFICER_PAGES)
def test_no_english_leaks_into_the_chinese_pages(url: str) -> None:
    user = build.officer_account("陈明", username="陈一")
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": build.PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": build.totp()})
    answer = client.get(url)
    assert answer.status_code == 200
    assert seen_words(answer.content.decode()) <= OWN_WORDS


@pytest.mark.parametrize("url", ["/account/sign-in/", "/accounts/login/", "/account/texts/terms/"])
def test_no_english_leaks_into_the_first_pages(client: Client, url: str) -> None:
    assert seen_words(client.get(url).content.decode()) <= OWN_WORDS
