"""Seeing, taking, correcting and deleting one's own data."""

import json
from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from tests import people
from wuli.base.accounts.actions import answer_privacy_request, ask_about_data
from wuli.base.accounts.models import PrivacyRequest, User
from wuli.base.accounts.tests import build
from wuli.base.accounts.tests.outbox import last_code
from wuli.base.core.errors import Conflict

pytestmark = pytest.mark.django_db


def asked(user: User, kind: str = "delete") -> PrivacyRequest:
    return ask_about_data(actor=user, user=user, kind=kind, detail="请删除", at=timezone.now())


def answer(client: Client, request: PrivacyRequest, granted: str = "1", words: str = "已核实，照办"):
    return client.post(f"/account/requests/{request.pk}/", {"granted": granted, "answer": words})


@pytest.fixture
def desk(federation) -> Client:
    return build.sign_in(Client(), people.officer(federation.county, "赵安", role="security_admin"))


def test_the_page_and_both_copies_show_what_is_kept() -> None:
    user = build.member_account("欧阳静", phone="13851064071")
    client = build.sign_in(Client(), user)
    for url in ("/account/privacy/", "/account/privacy/export/"):
        page = client.get(url).content.decode()
        assert "欧阳静" in page
        assert "138****4071" in page
        assert "13851064071" not in page
    copy = client.get("/account/privacy/export/?format=json")
    assert "attachment" in copy["Content-Disposition"]
    told = json.loads(copy.content)
    assert {"account", "devices", "consents", "requests"} <= {part["code"] for part in told["parts"]}
    assert all(part["purpose"] and part["kept"] for part in told["parts"])


def test_a_request_has_a_deadline_and_the_law_behind_it() -> None:
    user = build.member_account()
    client = build.sign_in(Client(), user)
    assert client.post("/account/privacy/ask/", {"kind": "copy"}).status_code == 303
    request = PrivacyRequest.objects.get(user=user)
    assert request.due_on == timezone.localdate() + timedelta(days=15)
    assert "个人信息保护法" in request.rule_source
    assert client.post("/account/privacy/ask/", {"kind": "copy"}).status_code == 422


def test_a_correction_says_what_is_wrong() -> None:
    client = build.sign_in(Client(), build.member_account())
    page = client.post("/account/privacy/ask/", {"kind": "correct"})
    assert page.status_code == 422
    assert "哪一项不对" in page.content.decode()


def test_the_owner_takes_a_request_back() -> None:
    user = build.member_account()
    request = asked(user)
    build.sign_in(Client(), user).post(f"/account/privacy/requests/{request.pk}/withdraw/")
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_nobody_takes_back_the_request_of_another() -> None:
    request = asked(build.member_account("欧阳静"))
    stranger = build.sign_in(Client(), build.member_account("李芳"))
    assert stranger.post(f"/account/privacy/requests/{request.pk}/withdraw/").status_code == 404


def test_a_refusal_needs_its_reasons_and_reaches_the_person(desk: Client) -> None:
    user = build.member_account()
    request = asked(user)
    assert answer(desk, request, "0", "  ").status_code == 422
    assert answer(desk, request, "0", "案件未结，依法保存").status_code == 303
    page = build.sign_in(Client(), user).get("/account/privacy/").content.decode()
    assert "案件未结，依法保存" in page


def test_the_second_of_two_answers_is_told_that_it_came_too_late(desk: Client) -> None:
    request = asked(build.member_account(), "copy")
    answer(desk, request)
    assert answer(desk, request).status_code == 422


def test_granting_a_deletion_empties_the_account(desk: Client) -> None:
    user = build.member_account("欧阳静", phone="13851064071")
    mine = build.sign_in(Client(), user)
    answer(desk, asked(user))
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, user.name, user.phone, user.phone_bidx, user.phone_mask) == (
        False,
        "—",
        None,
        None,
        "",
    )
    assert mine.get("/account/").status_code == 302


def test_the_number_of_a_deleted_account_can_start_anew(desk: Client, sms) -> None:
    user = build.member_account(phone="13851064071")
    answer(desk, asked(user))
    client = Client()
    client.post("/account/sign-in/", {"phone": "13851064071", "send": "1"})
    client.post("/account/sign-in/", {"phone": "13851064071", "code": last_code(), "agree": "on"})
    assert client.get("/account/").context["user"].pk != user.pk


def test_the_desk_is_not_there_for_others(federation) -> None:
    request = asked(build.member_account("李芳", org=federation.town.pk))
    for org, role in [(federation.county, "officer"), (federation.other_town, "security_admin")]:
        client = build.sign_in(Client(), people.officer(org, "王强", role=role))
        assert client.get(f"/account/requests/{request.pk}/").status_code == 404
        assert answer(client, request).status_code == 404


def test_an_officer_of_the_town_answers_for_the_towns_members(federation) -> None:
    request = asked(build.member_account("李芳", org=federation.town.pk), "copy")
    client = build.sign_in(Client(), people.officer(federation.town, "赵安", role="security_admin"))
    assert "李芳" in client.get("/account/requests/").content.decode()
    assert answer(client, request).status_code == 303


def test_nobody_answers_their_own_request(federation) -> None:
    admin = people.officer(federation.county, "赵安", role="security_admin")
    request = asked(admin, "copy")
    with pytest.raises(Conflict):
        answer_privacy_request(actor=admin, request=request, granted=True, answer="好", at=timezone.now())


def test_the_list_asks_the_database_the_same_for_one_and_fifty(desk: Client, queries) -> None:
    asked(build.member_account())
    desk.get("/account/requests/")
    with queries() as few:
        desk.get("/account/requests/")
    for _n in range(24):
        asked(build.member_account())
    with queries() as many:
        page = desk.get("/account/requests/")
    assert len(page.context["requests"].rows) == 25
    assert len(many) == len(few)


def test_what_was_asked_and_answered_is_not_in_the_database_in_clear(desk: Client) -> None:
    answer(desk, asked(build.member_account(), "copy"), words="请到窗口领取")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, '') || (SELECT string_agg(e::text, '') FROM"
            " accounts_privacyrequestevent e) FROM accounts_privacyrequest t"
        )
        kept = cursor.fetchone()[0]
    assert "请到窗口领取" not in kept
    assert "请删除" not in kept


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_privacyrequest SET state = 'granted' WHERE id = %s",
        "UPDATE accounts_privacyrequest SET state = 'refused', answer = '\\x00' WHERE id = %s",
        "INSERT INTO accounts_privacyrequest (id, created_at, kind, state, asked_at, due_on, rule_source,"
        " user_id) SELECT gen_random_uuid(), now(), kind, 'received', now(), due_on, '', user_id"
        " FROM accounts_privacyrequest WHERE id = %s",
        "INSERT INTO accounts_privacyrequest (id, created_at, kind, state, asked_at, due_on, rule_source,"
        " user_id) SELECT gen_random_uuid(), now(), 'copy', 'refused', now(), due_on, '', user_id"
        " FROM accounts_privacyrequest WHERE id = %s",
    ],
)
def test_the_database_refuses_answers_without_reasons_and_second_open_requests(statement: str) -> None:
    request = asked(build.member_account())
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [request.pk])


def test_the_owner_corrects_the_name_and_the_number_directly(sms) -> None:
    user = build.member_account("欧阳静", phone="13851064071")
    client = build.sign_in(Client(), user)
    client.post("/account/", {"name": " 欧阳  婧 "})
    assert User.objects.get(pk=user.pk).name == "欧阳 婧"
    client.post("/account/phone/", {"send": "old"})
    old = last_code()
    client.post("/account/phone/", {"send": "new", "phone": "139 0000 1111"})
    wrong = client.post("/account/phone/", {"old_code": old, "phone": "13900001111", "new_code": "000000"})
    assert wrong.status_code == 422
    assert User.objects.get(pk=user.pk).phone == "13851064071"


def test_both_codes_together_change_the_number(sms) -> None:
    user = build.member_account(phone="13851064071")
    client = build.sign_in(Client(), user)
    client.post("/account/phone/", {"send": "old"})
    old = last_code()
    client.post("/account/phone/", {"send": "new", "phone": "139 0000 1111"})
    done = client.post("/account/phone/", {"old_code": old, "phone": "13900001111", "new_code": last_code()})
    assert done.status_code == 303
    assert User.objects.get(pk=user.pk).phone == "13900001111"
