"""How long a sign-in lasts, and the devices one is signed in on."""

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from wuli.base.accounts.models import User
from wuli.base.accounts.tests import build

pytestmark = pytest.mark.django_db
HOME = "/account/security/"


def open_pages(client: Client, at: datetime) -> bool:
    with time_machine.travel(at, tick=False):
        return client.get(HOME).status_code == 200


def fresh(user: User, start: datetime) -> Client:
    client = build.sign_in(Client(), user)
    assert open_pages(client, start)
    return client


@pytest.mark.parametrize(
    ("builder", "idle"),
    [(build.officer_account, timedelta(minutes=30)), (build.member_account, timedelta(days=30))],
)
def test_an_idle_sign_in_ends(builder, idle: timedelta) -> None:
    start = timezone.now()
    client = fresh(builder(), start)
    almost = start + idle - timedelta(minutes=2)
    assert open_pages(client, almost)
    assert not open_pages(client, almost + idle + timedelta(seconds=1))


def test_an_officer_signs_in_again_after_twelve_hours_of_work() -> None:
    start = timezone.now()
    client = fresh(build.officer_account(), start)
    minutes = 0
    while minutes < 12 * 60 - 20:
        minutes += 20
        assert open_pages(client, start + timedelta(minutes=minutes)), minutes
    assert not open_pages(client, start + timedelta(hours=12))


def test_the_ended_sign_in_is_explained_on_the_sign_in_page() -> None:
    start = timezone.now()
    client = fresh(build.officer_account(), start)
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        page = client.get(HOME, follow=True)
    assert "已经替您退出" in page.content.decode()


def test_a_device_can_be_signed_out_from_another(client: Client) -> None:
    user = build.officer_account()
    lost, here = fresh(user, timezone.now()), fresh(user, timezone.now())
    page = here.get(HOME)
    other = next(d for d in page.context["devices"] if not d.here)
    assert here.post(f"/account/security/devices/{other.pk}/").status_code == 303
    assert "这台设备已经退出登录" in lost.get(HOME, follow=True).content.decode()
    assert "已经退出登录" not in lost.get(HOME, follow=True).content.decode()
    assert here.get(HOME).status_code == 200


def test_all_others_are_signed_out_at_once() -> None:
    user = build.officer_account()
    others = [fresh(user, timezone.now()) for _n in range(3)]
    here = fresh(user, timezone.now())
    here.post("/account/security/devices/others/")
    assert [c.get(HOME).status_code for c in others] == [302, 302, 302]
    assert here.get(HOME).status_code == 200
    assert UserSession.objects.filter(user=user).count() == 1


def test_nobody_signs_out_the_devices_of_others() -> None:
    owner, stranger = build.officer_account("陈明"), build.officer_account("王强")
    victim = fresh(owner, timezone.now())
    device = UserSession.objects.get(user=owner)
    answer = fresh(stranger, timezone.now()).post(f"/account/security/devices/{device.pk}/")
    assert answer.status_code == 404
    assert victim.get(HOME).status_code == 200


def test_devices_are_named_as_people_know_them() -> None:
    from wuli.base.accounts.devices import device_name

    wechat = "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537 MicroMessenger/8.0"
    assert device_name(wechat) == "Android · 微信"
    assert device_name("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120") == "Windows · Edge"
    assert device_name("curl/8") == "没认出来的设备"


def test_the_device_list_asks_the_database_the_same_for_one_and_fifty(queries) -> None:
    user = build.officer_account()
    client = fresh(user, timezone.now())
    client.get(HOME)
    with queries() as few:
        client.get(HOME)
    for n in range(50):
        UserSession.objects.create(user=user, session_key=f"key{n:037d}", ip="127.0.0.1", user_agent="curl")
    with queries() as many:
        client.get(HOME)
    assert len(many) == len(few)
