"""The member code: good for a minute, once, checked with the public key alone."""

import json
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import NotAllowed
from wuli.base.people import member_code
from wuli.base.people.actions import (
    allow_code,
    link_account,
    my_person,
    show_code,
    stop_code,
    use_member_code,
)
from wuli.base.people.actions.codes import CodeStopped, CodeUnknown, CodeUsed
from wuli.base.people.actions.persons import PhoneShared
from wuli.base.people.models import CodeUse, Person

from . import build

AT = timezone.now()
ALIAS = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
def user(db):
    return member_account("陈志强", phone="13800001234")


@pytest.fixture
def person(federation, user):
    return link_account(actor=SYSTEM, user=user, person=build.member(federation.union, phone="13800001234"))


def verified(name, phone):
    user = member_account(name, phone=phone)
    user.phone_verified_at = AT
    user.save(update_fields=["phone_verified_at"])
    return user


def shown(user, person, at=AT, **facts):
    return show_code(actor=user, person=person, at=at, **facts)


@given(st.uuids(), st.integers(0, 86_400))
def test_a_code_is_good_for_its_life_and_no_longer(alias, seconds):
    at = AT + timedelta(seconds=seconds)
    code = member_code.issue(alias, at)
    told = member_code.verify(code.text, at)
    assert (told.alias, told.offline) == (alias, False)
    with pytest.raises(member_code.BadCode, match="late"):
        member_code.verify(code.text, code.expires_at + timedelta(seconds=member_code.SLACK + 1))
    with pytest.raises(member_code.BadCode, match="early"):
        member_code.verify(code.text, code.issued_at - timedelta(seconds=member_code.SLACK + 1))


@given(st.integers(0, 138), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_one_changed_character_is_always_found(place, character):
    text = member_code.issue(ALIAS, AT).text
    changed = text[:place] + character + text[place + 1 :]
    if changed != text:
        with pytest.raises(member_code.BadCode):
            member_code.verify(changed, AT)


@given(st.text(max_size=200))
def test_any_text_is_refused_without_a_crash(text):
    with pytest.raises(member_code.BadCode):
        member_code.verify("WL1:" + text, AT)


def test_the_code_names_nobody_and_fits_a_small_picture():
    code = member_code.issue(ALIAS, AT)
    assert len(code.text) <= 140
    assert "style=" not in code.svg


def test_another_federations_key_is_refused():
    text = member_code.issue(ALIAS, AT).text
    with pytest.raises(member_code.BadCode, match="signature"):
        member_code.verify(text, AT, {settings.KEYS.active_signing: b"\1" * 32})


def test_a_code_is_used_once(federation, officer, user, person):
    code = shown(user, person)
    use = use_member_code(actor=officer, code=code.text, place="东坎驿站，开门", at=AT, org=federation.town)
    assert use.person == person
    with pytest.raises(CodeUsed):
        use_member_code(actor=officer, code=code.text, place="别处", at=AT, org=federation.town)


def test_six_spoken_digits_do_what_the_picture_does_and_once_in_all(federation, officer, user, person):
    code = shown(user, person)
    assert use_member_code(actor=officer, code=code.spoken, place="门", at=AT).person == person
    with pytest.raises(CodeUsed):
        use_member_code(actor=officer, code=code.text, place="门", at=AT)


def test_digits_of_a_card_that_is_not_open_are_nobodys(federation, officer, user, person):
    code = shown(user, person)
    late = AT + timedelta(minutes=5)
    with pytest.raises(CodeUnknown):
        use_member_code(actor=officer, code=code.digits, place="门", at=late)
    with pytest.raises(CodeUnknown):
        use_member_code(actor=officer, code=code.text, place="门", at=late)


def test_a_stopped_code_opens_nothing_and_an_old_picture_is_worthless_afterwards(
    federation, officer, user, person
):
    code = shown(user, person)
    stop_code(actor=user, person=person, reason="手机丢了", at=AT)
    with pytest.raises(CodeStopped):
        use_member_code(actor=officer, code=code.text, place="门", at=AT)
    with pytest.raises(CodeStopped):
        shown(user, person)
    allow_code(actor=user, person=person, at=AT)
    with pytest.raises(CodeUnknown):
        use_member_code(actor=officer, code=code.text, place="门", at=AT)
    assert use_member_code(actor=officer, code=shown(user, person).text, place="门", at=AT)


def test_a_day_code_is_good_once_at_each_place(federation, officer, user, person):
    code = shown(user, person, offline=True)
    later = AT + timedelta(hours=8)
    use_member_code(actor=officer, code=code.text, place="一号门", at=later)
    use_member_code(actor=officer, code=code.text, place="二号门", at=later)
    with pytest.raises(CodeUsed):
        use_member_code(actor=officer, code=code.text, place="一号门", at=later)
    with pytest.raises(CodeUnknown):
        use_member_code(actor=officer, code=code.text, place="三号门", at=AT + timedelta(hours=19))


def test_only_oneself_is_shown_the_code_and_only_officers_use_it(officer, user, person):
    with pytest.raises(NotAllowed):
        show_code(actor=officer, person=person, at=AT)
    with pytest.raises(NotAllowed):
        use_member_code(actor=user, code="123456", place="门", at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_scanners_with_one_code_one_wins(race, federation):
    user = member_account("陈志强", phone="13800001234")
    person = link_account(actor=SYSTEM, user=user, person=build.member(federation.union))
    code = shown(user, person)
    got = race(use_member_code, takers=6, actor=SYSTEM, code=code.text, place="门", at=AT)
    assert got[CodeUsed] == 5
    assert CodeUse.objects.count() == 1


def test_the_first_sign_in_finds_the_person_by_a_phone_that_is_theirs_alone(federation):
    user = verified("陈志强", "13900001111")
    person = build.member(federation.union, phone="13900001111")
    assert my_person(user) == person
    assert Person.objects.get(user=user) == person


def test_a_shared_phone_signs_in_as_nobody(federation):
    user = verified("陈志强", "13900001111")
    for name in ["陈志强", "李芳"]:
        build.member(federation.union, name, phone="13900001111")
    with pytest.raises(PhoneShared):
        my_person(user)
    assert my_person(verified("王五", "13900002222")) is None
    build.member(federation.union, "赵六", phone="13900003333")
    assert my_person(member_account("赵六", phone="13900003333")) is None  # nobody has proved this phone


def test_the_command_checks_with_the_public_key_alone(tmp_path, client):
    keys = tmp_path / "keys.json"
    keys.write_bytes(client.get("/people/code-keys.json").content)
    code = member_code.issue(uuid4(), AT)
    out = StringIO()
    call_command("verify_code", code.text, public_key=str(keys), at=AT.isoformat(), stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["valid"] is True
    for wrong, at in [(code.text[:-1] + "0", AT), (code.text, AT + timedelta(hours=1)), ("abc", AT)]:
        with pytest.raises(CommandError):
            call_command("verify_code", wrong, public_key=str(keys), at=at.isoformat())


def test_the_card_shows_the_code_its_digits_and_where_it_was_used(
    federation, officer, user, person, client_for
):
    phone = client_for(user)
    page = phone.get("/people/card/")
    words = page.content.decode()
    assert "陈＊强" in words
    assert "<svg" in words
    assert "no-store" in page["Cache-Control"]
    assert "hx-get" in phone.get("/people/card/code/").content.decode()
    use_member_code(
        actor=officer, code=shown(user, person, at=timezone.now()).text, place="东坎驿站", at=timezone.now()
    )
    assert "东坎驿站" in phone.get("/people/card/").content.decode()
    assert phone.get("/people/card/day/").status_code == 200
    assert phone.post("/people/card/stop/", {"reason": "丢了"}).status_code == 303
    assert "恢复会员码" in phone.get("/people/card/").content.decode()
    assert phone.post("/people/card/allow/").status_code == 303


def test_my_record_is_masked_and_says_who_read_it(federation, officer, user, person, client_for):
    from wuli.base.people.actions import reveal_person

    reveal_person(actor=officer, person=person, field="id_number", purpose="核对名单", at=AT)
    page = client_for(user).get("/people/me/").content.decode()
    assert person.id_mask in page
    assert person.id_number not in page
    assert "核对名单" in page
    told = client_for(user).post(
        "/people/me/phone/", {"seen_version": person.version, "phone": "13911112222"}
    )
    assert told.status_code == 303
    person.refresh_from_db()
    assert person.phone_mask == "139****2222"


def test_whoever_is_in_no_register_is_told_how_to_be(client_for, db):
    user = member_account("无名", phone="13700001111")
    answer = client_for(user).get("/people/card/")
    assert answer.status_code == 404
    assert "还没找到您的会籍" in answer.content.decode()
