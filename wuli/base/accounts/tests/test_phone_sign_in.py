"""Members: phone number and one-time code."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql

from wuli.base.accounts.models import Consent, OneTimeCode, User
from wuli.base.accounts.phones import phone_index
from wuli.base.accounts.tests import build
from wuli.base.accounts.tests.outbox import last_code

pytestmark = pytest.mark.django_db
PAGE = "/account/sign-in/"
PHONE = "13851064071"
Messages = list[tuple[str, str]]


def ask(client: Client, phone: str = PHONE, **extra):
    return client.post(PAGE, {"phone": phone, "send": "1"}, **extra)


def answer(client: Client, code: str, phone: str = PHONE):
    return client.post(PAGE, {"phone": phone, "code": code, "agree": "on"})


def test_a_member_signs_in_with_the_code_of_a_text_message(client: Client, sms: Messages) -> None:
    user = build.member_account("欧阳静", phone=PHONE)
    assert "138****4071" in ask(client, "+86 138-5106-4071").content.decode()
    assert sms[0][0] == PHONE
    assert answer(client, last_code()).status_code == 302
    assert client.get("/account/").context["user"] == user


def test_the_first_sign_in_opens_an_account_and_keeps_both_consents(client: Client, sms: Messages) -> None:
    ask(client)
    answer(client, last_code())
    user = User.objects.get(phone_bidx=phone_index(PHONE))
    assert user.kind == User.Kind.MEMBER
    assert user.name == "138****4071"
    assert user.phone == PHONE
    assert set(Consent.objects.filter(user=user).values_list("purpose", flat=True)) == {"terms", "privacy"}


def test_the_number_is_not_in_the_database_in_clear(client: Client, sms: Messages) -> None:
    ask(client)
    answer(client, last_code())
    with connection.cursor() as cursor:
        for table in ("accounts_user", "accounts_userevent", "accounts_onetimecode", "django_session"):
            cursor.execute(sql.SQL("SELECT string_agg(t::text, '') FROM {} t").format(sql.Identifier(table)))
            assert PHONE not in (cursor.fetchone()[0] or ""), table


def test_known_and_unknown_numbers_get_the_same_answers(client: Client, sms: Messages) -> None:
    build.member_account(phone=PHONE)
    known, unknown = ask(client), ask(Client(), "13912345678")
    words = [
        page.content.decode().split('<form method="post" action="/account/sign-in/"')[1]
        for page in (known, unknown)
    ]
    tidy = [w.replace("138****4071", "N").replace("139****5678", "N") for w in words]
    tidy = [w.replace(PHONE, "P").replace("13912345678", "P") for w in tidy]
    cut = [
        w.split('name="csrfmiddlewaretoken"')[0] + w.split('<input type="hidden" name="next"')[1]
        for w in tidy
    ]
    assert cut[0] == cut[1]
    wrong = [
        answer(c, "000000", p).context["form"].errors["code"]
        for c, p in ((client, PHONE), (Client(), "13912345678"))
    ]
    assert wrong[0] == wrong[1]


def test_a_short_code_is_told_how_many_digits_are_missing(client: Client, sms: Messages) -> None:
    page = answer(client, "48291")
    assert page.status_code == 422
    assert "还差 1 位" in page.content.decode()


def test_a_code_dies_after_five_wrong_tries(client: Client, sms: Messages) -> None:
    ask(client)
    right = last_code()
    for _n in range(4):
        answer(client, "000000" if right != "000000" else "111111")
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False):
        answer(client, "000000" if right != "000000" else "111111")
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert answer(client, right).status_code == 422
    assert OneTimeCode.objects.get().attempts == 5


def test_who_typed_too_many_wrong_codes_is_not_told_of_a_password(client: Client, sms: Messages) -> None:
    for _n in range(15):
        page = answer(client, "000000").content.decode()
    assert "试错次数太多" in page
    assert "请找本单位工会" in page
    assert "忘了密码" not in page


def test_a_code_dies_after_five_minutes(client: Client, sms: Messages) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        ask(client)
    with time_machine.travel(start + timedelta(minutes=5), tick=False):
        assert answer(client, last_code()).status_code == 422


def test_a_code_serves_once(client: Client, sms: Messages) -> None:
    ask(client)
    assert answer(client, last_code()).status_code == 302
    assert answer(Client(), last_code()).status_code == 422


def test_a_second_code_within_a_minute_is_refused_with_the_seconds_left(
    client: Client, sms: Messages
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        ask(client)
    with time_machine.travel(start + timedelta(seconds=8), tick=False):
        page = ask(client)
    assert page.status_code == 422
    assert "请过 52 秒再要" in page.content.decode()
    assert len(sms) == 1


def test_a_number_gets_five_codes_an_hour(client: Client, sms: Messages) -> None:
    start = timezone.now()
    for n in range(6):
        with time_machine.travel(start + timedelta(minutes=2 * n), tick=False):
            ask(client)
    assert len(sms) == 5


def test_one_address_cannot_ask_for_the_codes_of_a_whole_town(client: Client, sms: Messages) -> None:
    for n in range(35):
        ask(client, f"139000000{n:02d}")
    assert len(sms) == 30


def test_only_the_hash_of_a_code_is_kept(client: Client, sms: Messages) -> None:
    ask(client)
    assert last_code().encode() not in bytes(OneTimeCode.objects.get().code_hash)


def test_without_the_tick_nobody_comes_in(client: Client, sms: Messages) -> None:
    ask(client)
    page = client.post(PAGE, {"phone": PHONE, "code": last_code()})
    assert page.status_code == 422
    assert "先看过这两份文字" in page.content.decode()
    assert not User.objects.filter(phone_bidx=phone_index(PHONE)).exists()


def test_a_closed_account_is_told_so_to_its_owner_only(client: Client, sms: Messages) -> None:
    build.close(build.member_account(phone=PHONE))
    assert "停用" not in ask(client).content.decode()
    assert "停用" in answer(client, last_code()).content.decode()


def test_an_officers_phone_alone_is_not_enough(client: Client, sms: Messages) -> None:
    officer = build.officer_account(app=False, phone=PHONE)
    ask(client)
    page = answer(client, last_code())
    assert page.status_code == 422
    assert "请用登录名和密码" in page.content.decode()
    assert officer.is_officer


def test_an_officer_with_an_app_comes_in_by_phone_and_six_digits(client: Client, sms: Messages) -> None:
    build.officer_account(phone=PHONE)
    ask(client)
    assert answer(client, last_code())["Location"] == "/accounts/2fa/authenticate/"


def test_where_no_gateway_is_connected_the_page_says_so(client: Client) -> None:
    page = ask(client)
    assert page.status_code == 422
    assert "短信没有发出去" in page.content.decode()
    assert not OneTimeCode.objects.exists()


def test_in_the_demo_the_message_stands_on_the_screen_of_who_asked(client: Client, demo_loaded: None) -> None:
    shown = ask(client).context["message"].text
    assert shown in ask(client).content.decode() or shown
    assert answer(client, "".join(c for c in shown if c.isdigit())[:6]).status_code == 302
    assert shown not in Client().get(PAGE).content.decode()


def test_somebody_signed_in_goes_on_to_where_they_wanted(client: Client, sms: Messages) -> None:
    ask(client)
    sent = {"phone": PHONE, "code": last_code(), "agree": "on", "next": "/account/privacy/"}
    assert client.post(PAGE, sent)["Location"] == "/account/privacy/"


def test_next_never_leads_to_another_site(client: Client, sms: Messages) -> None:
    ask(client)
    sent = {"phone": PHONE, "code": last_code(), "agree": "on", "next": "https://example.com/"}
    assert "example.com" not in client.post(PAGE, sent)["Location"]
