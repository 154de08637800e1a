"""The security administrator publishes the next wording of a consent."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuli.base.accounts.actions import publish_consent_text
from wuli.base.accounts.models import Consent, ConsentText
from wuli.base.accounts.tests import build
from wuli.base.core.errors import NotAllowed
from wuli.base.orgs.tests import build as orgs

pytestmark = pytest.mark.django_db
LIST = "/account/texts/"


@pytest.fixture
def town() -> Any:
    """正红镇."""
    return orgs.town()


@pytest.fixture
def desk(town: Any) -> Client:
    """陈, who keeps the security of the town."""
    return build.sign_in(Client(), orgs.officer_at(town, "security_admin"))


def words_of(purpose: str, **changed: Any) -> dict[str, Any]:
    """What the form of the next version begins with, as a browser sends it."""
    newest = ConsentText.objects.filter(purpose=purpose).latest("version")
    names = ("title_zh", "title_en", "text_zh", "text_en", "stops_zh", "stops_en", "source")
    told = {name: getattr(newest, name).replace("\n", "\r\n") for name in names}
    told |= {"required": "on"} if newest.required else {}
    return told | {"valid_from": timezone.localdate().isoformat()} | changed


def test_a_new_version_is_published_and_asked_for_from_its_day(desk: Client) -> None:
    member = build.member_account()
    url = reverse("accounts:text-publish", args=["terms"])
    assert "用户协议" in desk.get(url).content.decode()
    assert (
        desk.post(url, words_of("terms", text_zh="一、新的第一条。\r\n二、新的第二条。"))["Location"] == LIST
    )
    new = ConsentText.objects.get(purpose="terms", version=2)
    assert new.text_zh == "一、新的第一条。\n二、新的第二条。"
    page = desk.get(LIST).content.decode()
    for words in ["第 2 版", "在用", "旧版"]:
        assert words in page
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/")["Location"].startswith("/account/welcome/")
    assert Consent.objects.get(user=member, purpose="terms").version == 1


def test_a_version_of_tomorrow_waits(desk: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    url = reverse("accounts:text-publish", args=["health"])
    assert desk.post(url, words_of("health", text_zh="新的", valid_from=tomorrow)).status_code == 303
    assert "还没起用" in desk.get(LIST).content.decode()
    earlier = desk.post(url, words_of("health", text_zh="更新的"))
    assert earlier.status_code == 422
    assert "新版不能比它早" in earlier.content.decode()


def test_the_same_words_and_days_that_are_past_are_refused(desk: Client) -> None:
    url = reverse("accounts:text-publish", args=["privacy"])
    same = desk.post(url, words_of("privacy"))
    assert same.status_code == 422
    assert "一个字没变" in same.content.decode()
    past = desk.post(url, words_of("privacy", text_zh="新的", valid_from="2025-06-01"))
    assert "填今天或以后的日期" in past.content.decode()
    assert ConsentText.objects.filter(purpose="privacy").count() == 1


def test_nobody_else_finds_the_page(town: Any) -> None:
    officer = orgs.officer_at(town)
    client = build.sign_in(Client(), officer)
    for url in [LIST, reverse("accounts:text-publish", args=["terms"])]:
        assert client.get(url).status_code == 404
        assert client.post(url, words_of("terms", text_zh="新的")).status_code in {404, 405}
    with pytest.raises(NotAllowed):
        told = {"valid_from": timezone.localdate(), "at": timezone.now(), "text_zh": "新的"}
        publish_consent_text(actor=officer, purpose="terms", **told)


def test_the_list_asks_as_often_for_many_versions_as_for_one(desk: Client, queries: Any) -> None:
    desk.get(LIST)
    with queries() as few:
        desk.get(LIST)
    for number in range(10):
        desk.post(reverse("accounts:text-publish", args=["terms"]), words_of("terms", text_zh=f"第{number}"))
    desk.get(LIST)
    with queries() as many:
        assert desk.get(LIST).content.decode().count(">旧版<") == 10
    assert len(few) == len(many)
