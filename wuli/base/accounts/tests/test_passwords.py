"""What a password must be, and when it must be changed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from wuli.base.accounts.actions import open_account, set_password
from wuli.base.accounts.models import PastPassword, User
from wuli.base.accounts.tests import build
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid

pytestmark = pytest.mark.django_db
PAGE = "/account/security/password/"


def change(client: Client, new: str, old: str = build.PASSWORD, again: str | None = None):
    return client.post(PAGE, {"old": old, "password": new, "again": new if again is None else again})


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("Kurz-1a", "密码太短，至少要 12 位。"),
        ("passwordpassword", "至少用三样"),
        ("Chenming-2026-ok", "登录名、姓名或手机号"),
        ("陈明-Password-01", "登录名、姓名或手机号"),
        ("Qwerty123456-13800001111", "登录名、姓名或手机号"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(bad: str, why: str) -> None:
    user = build.officer_account("陈明", username="chenming", phone="13800001111")
    page = change(build.sign_in(Client(), user), bad)
    assert page.status_code == 422
    assert why in " ".join(page.context["form"].errors["password"])


def test_the_owner_changes_it_and_stays_signed_in_while_other_devices_go() -> None:
    user = build.officer_account()
    here, other = build.sign_in(Client(), user), build.sign_in(Client(), user)
    assert other.get("/account/security/").status_code == 200
    assert change(here, "Neu-und-lang-2026").status_code == 303
    assert here.get("/account/security/").status_code == 200
    assert other.get("/account/security/").status_code == 302
    assert User.objects.get(pk=user.pk).check_password("Neu-und-lang-2026")


def test_the_last_five_are_not_taken_again() -> None:
    user = build.officer_account()
    used = [build.PASSWORD]
    for n in range(5):
        new = f"Jedes-Mal-neu-{n}"
        set_password(actor=user, user=user, password=new, at=timezone.now())
        used.append(new)
    for old in used[1:]:
        with pytest.raises(Invalid) as refused:
            set_password(actor=user, user=user, password=old, at=timezone.now())
        assert "最近 5 次" in str(refused.value.fields["password"])
    assert PastPassword.objects.filter(user=user).count() == 5
    set_password(actor=user, user=user, password=used[0], at=timezone.now())


def test_a_wrong_present_password_changes_nothing_and_counts_as_a_guess() -> None:
    user = build.officer_account()
    client = build.sign_in(Client(), user)
    for _n in range(5):
        assert "现在的密码不对" in change(client, "Neu-und-lang-2026", old="geraten").content.decode()
    assert "分钟再试" in change(client, "Neu-und-lang-2026").content.decode()


def test_two_different_writings_are_refused() -> None:
    client = build.sign_in(Client(), build.officer_account())
    assert "两遍不一样" in change(client, "Neu-und-lang-2026", again="Neu-und-kurz-2026").content.decode()


def test_a_password_set_by_an_administrator_is_changed_first() -> None:
    user = open_account(
        actor=SYSTEM, username="neu", name="新人", kind=User.Kind.OFFICER, password="Vom-Amt-2026-x"
    )
    client = build.sign_in(Client(), user)
    assert client.get("/account/")["Location"].startswith(PAGE)
    assert change(client, "Nur-fuer-mich-2026", old="Vom-Amt-2026-x").status_code == 303
    assert client.get("/account/").status_code == 200


def test_a_password_grows_too_old(settings) -> None:
    settings.WULI_PASSWORD_MAX_AGE_DAYS = 90
    user = build.officer_account()
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        client = build.sign_in(Client(), user)
        assert client.get("/account/")["Location"].startswith(PAGE)
    settings.WULI_PASSWORD_MAX_AGE_DAYS = 0
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert build.sign_in(Client(), user).get("/account/").status_code == 200


def test_hashes_of_old_passwords_are_not_in_the_audit_trail() -> None:
    user = build.officer_account()
    set_password(actor=user, user=user, password="Neu-und-lang-2026", at=timezone.now())
    assert not any(f.name == "password" for f in user.events.model._meta.fields)
