"""The same accounts and requests for programs."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests import people
from wuli.base.accounts.actions import ask_about_data
from wuli.base.accounts.actions.sweeping import sweep
from wuli.base.accounts.models import Brake, OneTimeCode, User
from wuli.base.accounts.tests import build
from wuli.base.core.actions import SYSTEM

pytestmark = pytest.mark.django_db
ACCOUNTS, REQUESTS = "/api/v1/accounts/accounts", "/api/v1/accounts/privacy-requests"


def test_a_program_lists_and_closes_accounts_of_its_units_with_masks(api_for, federation) -> None:
    api = api_for(people.officer(federation.town, "孙管", role="system_admin"))
    user = build.member_account("欧阳静", phone="13851064071", org=federation.union.pk)
    build.member_account("外人甲", org=federation.other_town.pk)
    told = api.get(ACCOUNTS)
    assert told.status_code == 200
    assert "138****4071" in told.content.decode()
    assert "13851064071" not in told.content.decode()
    assert "外人甲" not in str(told.json())
    assert api.post(f"{ACCOUNTS}/{user.pk}/deactivate", {"reason": "离职"}).json()["is_active"] is False
    assert api.post(f"{ACCOUNTS}/{user.pk}/reactivate", {"reason": "返聘"}).json()["is_active"] is True


def test_the_next_towns_accounts_are_not_there(api_for, federation) -> None:
    api = api_for(people.officer(federation.town, "孙管", role="system_admin"))
    user = build.member_account("外人甲", org=federation.other_town.pk)
    assert api.get(f"{ACCOUNTS}/{user.pk}").status_code == 404
    assert api.post(f"{ACCOUNTS}/{user.pk}/deactivate", {"reason": "x"}).status_code == 404
    assert User.objects.get(pk=user.pk).is_active


def test_a_program_answers_a_request_once(api_for, federation) -> None:
    api = api_for(people.officer(federation.town, "赵安", role="security_admin"))
    user = build.member_account("李芳", org=federation.town.pk)
    asked = ask_about_data(actor=user, user=user, kind="copy", at=timezone.now())
    assert str(asked.pk) in str(api.get(f"{REQUESTS}?state=received").json())
    sent = {"granted": True, "answer": "请到窗口领取"}
    assert api.post(f"{REQUESTS}/{asked.pk}/answer", sent).json()["state"] == "granted"
    assert api.post(f"{REQUESTS}/{asked.pk}/answer", sent).status_code == 409


def test_the_nightly_sweep_clears_what_no_longer_counts(client, sms) -> None:
    client.post("/account/sign-in/", {"phone": "13851064071", "send": "1"})
    client.post("/accounts/login/", {"login": "nobody", "password": "x"})
    signed_in = build.sign_in(client, build.officer_account())
    signed_in.get("/account/")
    sweep(actor=SYSTEM, at=timezone.now())
    assert OneTimeCode.objects.exists()
    assert Brake.objects.exists()
    assert signed_in.get("/account/").status_code == 200
    sweep(actor=SYSTEM, at=timezone.now() + timedelta(days=91))
    assert not OneTimeCode.objects.exists()
    assert not Brake.objects.exists()
    assert not Session.objects.exists()
    assert signed_in.get("/account/").status_code == 302


def test_a_program_opens_accounts_for_its_units(api_for, federation) -> None:
    api = api_for(people.officer(federation.town, "孙管", role="system_admin"))
    told = {"org": str(federation.union.pk), "kind": "officer", "name": "李芳", "username": "lifang"}
    opened = api.post(ACCOUNTS, told | {"password": "Chang-wan-2026-ma"})
    assert opened.status_code == 201, opened.content.decode()
    assert User.objects.get(username="lifang").must_change_password
    assert "Chang-wan" not in opened.content.decode()
    assert api.post(ACCOUNTS, told).json()["code"] == "accounts.login_name_taken"
    weak = api.post(ACCOUNTS, told | {"username": "lifang2", "password": "123"})
    assert (weak.status_code, list(weak.json()["fields"])) == (422, ["password"])
    assert api.post(ACCOUNTS, told | {"org": str(federation.other_town.pk)}).status_code == 404
    member = {"org": str(federation.town.pk), "kind": "member", "name": "王五", "phone": "13851064071"}
    assert api.post(ACCOUNTS, member).json()["phone"] == "138****4071"
    assert api_for(people.officer(federation.town, "陈明")).post(ACCOUNTS, told).status_code == 404
