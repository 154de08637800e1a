"""Agreeing and withdrawing."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from wuli.base.accounts.actions import give_consent, publish_consent_text, withdraw_consent
from wuli.base.accounts.errors import TextMovedOn
from wuli.base.accounts.models import Consent, ConsentText
from wuli.base.accounts.tests import build
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import NotAllowed

pytestmark = pytest.mark.django_db


def text_of(purpose: str) -> ConsentText:
    return ConsentText.objects.in_force(timezone.localdate()).get(purpose=purpose)


def new_version(purpose: str) -> ConsentText:
    old = text_of(purpose)
    words = {"text_zh": "新的文字", "text_en": "New words", "stops_zh": "停", "stops_en": "Stops"}
    return publish_consent_text(
        actor=SYSTEM,
        purpose=purpose,
        required=old.required,
        valid_from=timezone.localdate(),
        at=timezone.now(),
        title_zh=old.title_zh,
        title_en=old.title_en,
        **words,
    )


def raw(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_member_is_asked_for_the_required_texts_before_anything_else() -> None:
    user = build.member_account(consents=False)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/account/")
    assert answer["Location"].startswith("/account/welcome/")
    page = client.get(answer["Location"])
    assert [t.purpose for t in page.context["texts"]] == ["privacy", "terms"]
    assert client.post("/account/welcome/", {}).status_code == 422
    assert client.post("/account/welcome/", {"agree": "1", "next": "/account/"})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_giving_and_withdrawing_are_one_button_each_on_one_page() -> None:
    user = build.member_account()
    client, text = build.sign_in(Client(), user), text_of("location")
    assert f"/account/privacy/consents/{text.pk}/give/" in client.get("/account/privacy/").content.decode()
    client.post(f"/account/privacy/consents/{text.pk}/give/")
    page = client.get("/account/privacy/").content.decode()
    assert f"/account/privacy/consents/{text.pk}/withdraw/" in page
    assert text.stops in page
    client.post(f"/account/privacy/consents/{text.pk}/withdraw/")
    kept = Consent.objects.get(user=user, purpose="location")
    assert kept.withdrawn_at is not None
    assert bytes(kept.text_digest) == text.digest


def test_withdrawing_a_required_consent_closes_the_pages_at_once() -> None:
    client = build.sign_in(Client(), build.member_account())
    assert client.get("/account/").status_code == 200
    client.post(f"/account/privacy/consents/{text_of('privacy').pk}/withdraw/")
    assert client.get("/account/")["Location"].startswith("/account/welcome/")
    assert client.get("/account/privacy/").status_code == 200


def test_a_new_version_is_asked_for_again_and_the_old_consent_stays_on_record() -> None:
    user = build.member_account()
    new = new_version("terms")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/")["Location"].startswith("/account/welcome/")
    client.post("/account/welcome/", {"agree": "1"})
    versions = Consent.objects.filter(user=user, purpose="terms").order_by("version")
    assert [(c.version, c.withdrawn_at is None) for c in versions] == [(1, False), (new.version, True)]


def test_agreeing_to_yesterdays_words_is_refused() -> None:
    user, old = build.member_account(), text_of("health")
    new_version("health")
    with pytest.raises(TextMovedOn):
        give_consent(actor=user, user=user, text=old, at=timezone.now())


def test_agreeing_twice_is_once_and_withdrawing_twice_is_once() -> None:
    user, text, at = build.member_account(), text_of("location"), timezone.now()
    first = give_consent(actor=user, user=user, text=text, at=at)
    assert give_consent(actor=user, user=user, text=text, at=at).pk == first.pk
    assert withdraw_consent(actor=user, user=user, purpose="location", at=at + timedelta(days=1)) == 1
    assert withdraw_consent(actor=user, user=user, purpose="location", at=at + timedelta(days=2)) == 0


def test_nobody_agrees_for_somebody_else() -> None:
    user, other = build.member_account("欧阳静"), build.member_account("李芳")
    with pytest.raises(NotAllowed):
        give_consent(actor=other, user=user, text=text_of("location"), at=timezone.now())


def test_the_database_keeps_consents_and_texts_as_they_were() -> None:
    user = build.member_account()
    consent = Consent.objects.filter(user=user).first()
    attempts = [
        ("DELETE FROM accounts_consent WHERE id = %s", consent.pk),
        ("UPDATE accounts_consent SET version = 9 WHERE id = %s", consent.pk),
        ("UPDATE accounts_consent SET given_at = now() - interval '1 year' WHERE id = %s", consent.pk),
        ("UPDATE accounts_consent SET withdrawn_at = given_at - interval '1 day' WHERE id = %s", consent.pk),
        ("UPDATE accounts_consenttext SET text_zh = 'x' WHERE id = %s", consent.text_id),
        ("DELETE FROM accounts_consenttext WHERE id = %s", consent.text_id),
    ]
    for statement, key in attempts:
        with pytest.raises(Error):
            raw(statement, key)
    for table in ("accounts_consent", "accounts_consenttext"):
        with pytest.raises(Error):
            raw(f"TRUNCATE {table} CASCADE")
    raw("UPDATE accounts_consent SET withdrawn_at = given_at + interval '1 second' WHERE id = %s", consent.pk)
    with pytest.raises(Error):
        raw("UPDATE accounts_consent SET withdrawn_at = NULL WHERE id = %s", consent.pk)


def test_two_consents_of_one_purpose_cannot_stand_at_once() -> None:
    user = build.member_account()
    copy = (
        "INSERT INTO accounts_consent (id, created_at, user_id, text_id, purpose, version, text_digest,"
        " given_at, channel) SELECT gen_random_uuid(), now(), user_id, text_id, purpose, version,"
        " text_digest, now(), channel FROM accounts_consent WHERE user_id = %s AND purpose = 'terms'"
    )
    with pytest.raises(Error, match="consent_one_in_force"):
        raw(copy, user.pk)


def test_the_words_are_open_to_everybody_in_both_languages(client: Client) -> None:
    for purpose in ConsentText.Purpose.values:
        assert client.get(f"/account/texts/{purpose}/").status_code == 200
        client.cookies["django_language"] = "en"
        page = client.get(f"/account/texts/{purpose}/").content.decode()
        assert text_of(purpose).title_en in page
        client.cookies["django_language"] = "zh-hans"
