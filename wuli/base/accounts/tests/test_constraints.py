"""The database keeps what the actions promise."""

import pytest
from django.db import Error, connection, transaction
from django.test import Client

from wuli.base.accounts.models import Brake, KeptSecret, OneTimeCode, User
from wuli.base.accounts.tests import build
from wuli.base.core.rotation import sealed_fields

pytestmark = pytest.mark.django_db


def refused(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except Error:
        return True
    return False


def test_a_number_stands_whole_or_not_at_all() -> None:
    user = build.member_account(phone="13851064071")
    for part in ("phone = NULL", "phone_bidx = NULL", "phone_mask = ''"):
        assert refused(f"UPDATE accounts_user SET {part} WHERE id = %s", user.pk), part


def test_a_number_and_a_login_name_belong_to_one_account() -> None:
    one, other = build.officer_account(phone="13851064071"), build.officer_account(phone="13851064072")
    same = "(SELECT phone_bidx FROM accounts_user WHERE id = %s)"
    assert refused(f"UPDATE accounts_user SET phone_bidx = {same} WHERE id = %s", one.pk, other.pk)
    assert refused("UPDATE accounts_user SET username = %s WHERE id = %s", one.username, other.pk)


def test_there_are_three_kinds_of_accounts() -> None:
    assert refused("UPDATE accounts_user SET kind = 'root' WHERE id = %s", build.member_account().pk)


def test_the_history_of_accounts_is_append_only() -> None:
    build.member_account()
    assert refused("UPDATE accounts_userevent SET name = 'x'")
    assert refused("DELETE FROM accounts_userevent")
    assert refused("TRUNCATE accounts_userevent")


def test_a_sixth_try_of_a_code_is_refused(sms) -> None:
    Client().post("/account/sign-in/", {"phone": "13851064071", "send": "1"})
    assert refused("UPDATE accounts_onetimecode SET attempts = 6 WHERE id = %s", OneTimeCode.objects.get().pk)


def test_secrets_of_authenticators_turn_with_the_keys() -> None:
    user = build.officer_account()
    assert "authenticator.secret" in {field.label for field in sealed_fields()}
    kept = KeptSecret.objects.get()
    assert user.authenticator_set.get().data["secret"] == str(kept.pk)
    assert kept.secret == build.TOTP_SECRET


def test_the_table_of_waits_does_not_tell_who_tried(client: Client) -> None:
    client.post("/accounts/login/", {"login": "chenming", "password": "x"})
    keys = [bytes(b.key) for b in Brake.objects.all()]
    assert len(keys) == 3
    assert not any(b"chenming" in key or b"127.0.0.1" in key for key in keys)


def test_two_phones_of_one_spelling_are_one_number() -> None:
    first = build.member_account(phone="+86 138-5106-4071")
    assert first.phone_mask == "138****4071"
    assert User.objects.filter(phone_bidx=first.phone_bidx).count() == 1
