"""Officers: login name, password, second factor."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.utils import timezone

from wuli.base.accounts import demo_hints
from wuli.base.accounts.tests import build

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/accounts/login/", "/accounts/2fa/authenticate/"


def enter(client: Client, username: str, password: str = build.PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def signed_in(client: Client) -> bool:
    return client.get("/account/security/").status_code == 200


def test_an_officer_signs_in_with_password_and_six_digits(client: Client) -> None:
    user = build.officer_account()
    assert enter(client, user.username)["Location"] == CODE
    assert not signed_in(client)
    assert client.post(CODE, {"code": build.totp()}).status_code == 302
    assert signed_in(client)


def test_the_login_name_is_the_same_in_capitals(client: Client) -> None:
    build.officer_account(username="chenming")
    assert enter(client, " ChenMing ")["Location"] == CODE


def test_six_digits_serve_once(client: Client) -> None:
    user = build.officer_account()
    digits = build.totp()
    enter(client, user.username)
    client.post(CODE, {"code": digits})
    second = Client()
    enter(second, user.username)
    assert second.post(CODE, {"code": digits}).status_code == 200
    assert not signed_in(second)


def test_a_recovery_code_serves_once_in_place_of_the_phone(client: Client) -> None:
    user = build.officer_account()
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    for n, let_in in enumerate([True, False]):
        each = Client()
        enter(each, user.username)
        each.post(CODE, {"code": spare})
        assert signed_in(each) is let_in, n


def test_an_officer_without_second_factor_reaches_no_other_page(client: Client) -> None:
    user = build.officer_account(app=False)
    enter(client, user.username)
    for url in ("/", "/account/", "/account/accounts/", "/orgs/", "/people/", "/account/security/"):
        answer = client.get(url)
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/account/security/second-factor/"), url
    page = client.get("/account/security/second-factor/")
    assert page.status_code == 200
    style = re.search(r'href="(/style/[^"]+)"', page.content.decode())
    assert style is not None
    assert client.get(style[1])["Content-Type"].startswith("text/css")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_an_officer_without_second_factor_gets_nothing_from_the_api(client: Client) -> None:
    user = build.officer_account(app=False)
    enter(client, user.username)
    answer = client.get("/api/v1/me")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "accounts.second_factor_needed"


def test_setting_up_the_app_opens_the_pages(client: Client) -> None:
    user = build.officer_account(app=False)
    enter(client, user.username)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    digits = build.totp_of(secret)
    answer = client.post("/accounts/2fa/totp/activate/", {"code": digits})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert "备用码" in client.get(answer["Location"]).content.decode()
    assert client.get("/accounts/2fa/")["Location"] == "/account/security/"
    assert client.get("/accounts/2fa/webauthn/")["Location"] == "/account/security/"
    assert signed_in(client)
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept


def test_an_officer_cannot_take_off_the_last_second_factor(client: Client) -> None:
    user = build.officer_account()
    enter(client, user.username)
    client.post(CODE, {"code": build.totp()})
    answer = client.post("/accounts/2fa/totp/deactivate/")
    assert answer.status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_something_delicate_asks_for_the_password_again_after_ten_minutes(client: Client) -> None:
    user = build.officer_account()
    enter(client, user.username)
    client.post(CODE, {"code": build.totp()})
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        answer = client.get("/accounts/2fa/webauthn/add/")
        assert answer["Location"].startswith("/accounts/reauthenticate/")
        assert "再确认一次" in client.get(answer["Location"]).content.decode()
        client.post(answer["Location"], {"password": build.PASSWORD})
        assert client.get("/accounts/2fa/webauthn/add/").status_code == 200


def test_a_wrong_password_and_a_wrong_name_get_the_same_answer(client: Client) -> None:
    build.officer_account(username="chenming")
    known = enter(client, "chenming", "wrong").context["form"].non_field_errors()
    unknown = enter(client, "nobody", "wrong").context["form"].non_field_errors()
    assert list(known) == list(unknown)


def test_waits_grow_and_are_told(client: Client) -> None:
    user = build.officer_account()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _n in range(5):
            enter(client, user.username, "wrong-every-time")
        told = enter(client, user.username)
        assert "请过 1 分钟再试" in told.content.decode()
    with time_machine.travel(start + timedelta(seconds=61), tick=False):
        enter(client, user.username, "wrong-once-more")
        assert "请过 5 分钟再试" in enter(client, user.username).content.decode()
    with time_machine.travel(start + timedelta(minutes=7), tick=False):
        assert enter(client, user.username)["Location"] == CODE


def test_a_wait_does_not_hold_up_colleagues_at_the_same_address(client: Client) -> None:
    user, other = build.officer_account("陈明"), build.officer_account("李芳")
    for _n in range(6):
        enter(client, user.username, "wrong-every-time")
    assert enter(Client(), other.username)["Location"] == CODE


def test_wrong_six_digits_lead_to_a_wait_too(client: Client) -> None:
    user = build.officer_account()
    enter(client, user.username)
    for _n in range(5):
        client.post(CODE, {"code": "000000"})
    answer = client.post(CODE, {"code": build.totp()})
    assert "分钟再试" in answer.content.decode()
    assert not signed_in(client)


def test_a_closed_account_is_told_so_only_after_the_right_password(client: Client) -> None:
    user = build.officer_account()
    build.close(user)
    wrong = enter(client, user.username, "wrong").content.decode()
    assert "停用" not in wrong
    assert (
        "停用"
        in client.post(
            LOGIN, {"login": user.username, "password": build.PASSWORD}, follow=True
        ).content.decode()
    )


def test_the_demo_shows_its_people_and_their_codes(client: Client, demo_loaded: None) -> None:
    build.officer_account("陈明", username="chenming")
    page = client.get(LOGIN).content.decode()
    assert "chenming" in page
    assert demo_hints.current_code("chenming") in page


def test_nothing_of_a_demo_is_shown_where_none_is_loaded(client: Client) -> None:
    build.officer_account("陈明", username="chenming")
    page = client.get(LOGIN).content.decode()
    assert "chenming" not in page
    assert build.PASSWORD not in page
