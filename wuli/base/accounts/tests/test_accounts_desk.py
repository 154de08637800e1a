"""Administrators open, close and reset accounts of their units, and see no others."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tests import people
from wuli.base.accounts.actions import (
    change_name,
    change_phone,
    deactivate_account,
    open_account,
    reset_second_factor,
    set_home_org,
    set_password,
)
from wuli.base.accounts.errors import NameKept
from wuli.base.accounts.models import User
from wuli.base.accounts.tests import build
from wuli.base.core.errors import NotAllowed

pytestmark = pytest.mark.django_db
LIST = "/account/accounts/"
FIRST_PASSWORD = "Vom-Amt-2026-x"


@pytest.fixture
def admin(federation) -> User:
    return people.officer(federation.town, "孙管", role="system_admin")


@pytest.fixture
def desk(admin: User) -> Client:
    return build.sign_in(Client(), admin)


def step(client: Client, user: User, name: str, /, **typed: str):
    return client.post(f"{LIST}{user.pk}/{name}/", typed)


def test_an_administrator_opens_an_account_that_works_at_once(desk: Client, federation) -> None:
    typed = {
        "kind": "officer", "name": "周海燕", "username": "zhouhaiyan", "password": FIRST_PASSWORD,
        "org": str(federation.town.pk),
    }  # fmt: skip
    answer = desk.post(f"{LIST}open/", typed)
    assert answer.status_code == 303
    user = User.objects.get(username="zhouhaiyan")
    assert answer["Location"] == f"{LIST}{user.pk}/"
    assert user.must_change_password
    client = Client()
    client.post("/accounts/login/", {"login": "zhouhaiyan", "password": FIRST_PASSWORD})
    assert client.get("/account/")["Location"].startswith("/account/security/password/")


def test_a_taken_login_name_is_told_with_its_cure(desk: Client, federation) -> None:
    build.officer_account(username="zhouhaiyan")
    typed = {
        "kind": "officer", "name": "周海燕", "username": "ZhouHaiyan", "password": FIRST_PASSWORD,
        "org": str(federation.town.pk),
    }  # fmt: skip
    page = desk.post(f"{LIST}open/", typed)
    assert page.status_code == 422
    assert "已经有人用了" in page.content.decode()


def test_a_weak_first_password_is_refused(desk: Client, federation) -> None:
    typed = {
        "kind": "officer",
        "name": "周",
        "username": "zhou",
        "password": "1234",
        "org": str(federation.town.pk),
    }
    assert desk.post(f"{LIST}open/", typed).status_code == 422
    assert not User.objects.filter(username="zhou").exists()


def test_no_account_is_opened_for_a_unit_out_of_reach(desk: Client, admin: User, federation) -> None:
    typed = {
        "kind": "officer", "name": "周", "username": "zhou", "password": FIRST_PASSWORD,
        "org": str(federation.other_town.pk),
    }  # fmt: skip
    assert desk.post(f"{LIST}open/", typed).status_code == 422
    with pytest.raises(NotAllowed):
        open_account(actor=admin, name="周", phone="13800001111", org=federation.other_town)


def test_the_list_shows_the_units_below_and_masks_numbers(desk: Client, federation) -> None:
    build.member_account("欧阳静", phone="13851064071", org=federation.union.pk)
    build.member_account("外人甲", phone="13851064072", org=federation.other_town.pk)
    build.member_account("散户乙", phone="13851064073")
    page = desk.get(LIST).content.decode()
    assert "欧阳静" in page
    assert "滨海纺织厂工会" in page
    assert "138****4071" in page
    assert "13851064071" not in page
    assert "外人甲" not in page
    assert "散户乙" not in page


def test_the_county_also_sees_accounts_without_a_unit(federation) -> None:
    build.member_account("散户乙")
    client = build.sign_in(Client(), people.officer(federation.county, "钱总", role="system_admin"))
    assert "散户乙" in client.get(LIST).content.decode()


def test_accounts_are_found_by_name_and_login_name(desk: Client, federation) -> None:
    build.officer_account("周海燕", username="zhouhaiyan", org=federation.town.pk)
    build.officer_account("吴亮", username="wuliang", org=federation.town.pk)
    for words in ("海燕", "zhouh"):
        page = desk.get(LIST, {"q": words}).content.decode()
        assert "周海燕" in page
        assert "吴亮" not in page


def test_the_list_asks_the_database_the_same_for_one_and_fifty(desk: Client, federation, queries) -> None:
    build.member_account(org=federation.town.pk)
    desk.get(LIST)
    with queries() as few:
        desk.get(LIST)
    for _n in range(30):
        build.member_account(org=federation.town.pk)
    with queries() as many:
        page = desk.get(LIST)
    assert len(page.context["accounts"].rows) == 25
    assert len(many) == len(few)


def test_an_officer_is_named_by_the_administrator_only(desk: Client, federation) -> None:
    user = build.officer_account("陈明", org=federation.town)
    own = build.sign_in(Client(), user)
    assert 'name="name"' not in own.get("/account/").content.decode()
    assert own.post("/account/", {"name": "刘主席"}).status_code == 422
    with pytest.raises(NameKept):
        change_name(actor=user, user=user, name="刘主席")
    assert step(desk, user, "name", name="陈鸣", reason=" ").status_code == 422
    for name in ("1", "<b>x</b>"):
        assert step(desk, user, "name", name=name, reason="登记时写错").status_code == 422
    assert step(desk, user, "name", name="陈鸣", reason="登记时写错").status_code == 303
    user.refresh_from_db()
    assert user.name == "陈鸣"


def test_a_member_without_a_record_chooses_the_name(client: Client) -> None:
    user = build.member_account("139****0001")
    assert build.sign_in(client, user).post("/account/", {"name": "欧阳静"}).status_code == 303
    user.refresh_from_db()
    assert user.name == "欧阳静"


def test_closing_an_account_needs_a_reason_and_signs_it_out(desk: Client, federation) -> None:
    user = build.officer_account("吴亮", org=federation.town.pk)
    theirs = build.sign_in(Client(), user)
    assert theirs.get("/account/").status_code == 200
    assert step(desk, user, "deactivate", reason=" ").status_code == 422
    assert step(desk, user, "deactivate", reason="离职").status_code == 303
    assert theirs.get("/account/").status_code == 302
    assert step(desk, user, "reactivate", reason="返聘").status_code == 303
    assert User.objects.get(pk=user.pk).is_active


def test_the_audit_trail_tells_who_closed_it_and_why(desk: Client, admin: User, federation) -> None:
    user = build.officer_account("吴亮", org=federation.town.pk)
    step(desk, user, "deactivate", reason="离职交接完毕")
    event = user.events.order_by("-pgh_id").first()
    told = event.pgh_context.metadata
    assert told["action"] == "accounts.deactivate"
    assert told["user"] == str(admin.pk)
    assert told["purpose"] == "离职交接完毕"


def test_resetting_the_second_factor_lets_the_owner_set_a_new_one(desk: Client, federation) -> None:
    user = build.officer_account("吴亮", org=federation.town.pk)
    assert step(desk, user, "second-factor", reason="手机丢了，当面核对过").status_code == 303
    assert not Authenticator.objects.filter(user=user).exists()
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": build.PASSWORD})
    assert client.get("/account/")["Location"].startswith("/account/security/second-factor/")


def test_the_reset_stands_in_the_audit_trail(desk: Client, admin: User, federation) -> None:
    user = build.officer_account("吴亮", org=federation.town.pk)
    step(desk, user, "second-factor", reason="手机丢了，当面核对过")
    event = user.events.filter(pgh_context__metadata__action="accounts.reset_second_factor").first()
    assert event is not None
    assert event.pgh_context.metadata["purpose"] == "手机丢了，当面核对过"


def test_a_password_or_number_set_at_the_desk_ends_all_sign_ins(desk: Client, federation) -> None:
    user = build.officer_account("吴亮", org=federation.town.pk)
    steps = {"password": {"password": FIRST_PASSWORD}, "phone": {"phone": "13900002222", "reason": "换号"}}
    for name, typed in steps.items():
        theirs = build.sign_in(Client(), User.objects.get(pk=user.pk))
        theirs.get("/account/")
        assert step(desk, user, name, **typed).status_code == 303
        assert theirs.get("/account/").status_code == 302
    kept = User.objects.get(pk=user.pk)
    assert kept.must_change_password
    assert kept.phone == "13900002222"


def test_a_taken_number_is_refused(desk: Client, federation) -> None:
    build.member_account(phone="13900002222")
    user = build.member_account("李芳", org=federation.town.pk)
    page = step(desk, user, "phone", phone="13900002222", reason="换号")
    assert page.status_code == 422
    assert "另一个账号" in page.content.decode()


def test_accounts_of_the_next_town_do_not_exist_here(desk: Client, admin: User, federation) -> None:
    user = build.officer_account("外人", org=federation.other_town.pk)
    at = timezone.now()
    assert desk.get(f"{LIST}{user.pk}/").status_code == 404
    for name in ("deactivate", "reactivate", "second-factor", "password", "phone"):
        assert desk.get(f"{LIST}{user.pk}/{name}/").status_code == 404
        assert step(desk, user, name, reason="x").status_code == 404
    with pytest.raises(NotAllowed):
        deactivate_account(actor=admin, user=user, reason="x")
    with pytest.raises(NotAllowed):
        reset_second_factor(actor=admin, user=user, reason="x")
    with pytest.raises(NotAllowed):
        set_password(actor=admin, user=user, password=FIRST_PASSWORD, at=at)
    with pytest.raises(NotAllowed):
        change_phone(actor=admin, user=user, phone="13900002222", reason="x")
    with pytest.raises(NotAllowed):
        set_home_org(actor=admin, user=user, org=federation.town)


def test_a_town_cannot_touch_an_account_without_a_unit(admin: User) -> None:
    with pytest.raises(NotAllowed):
        deactivate_account(actor=admin, user=build.member_account(), reason="x")


def test_an_administrator_does_not_close_or_reset_themselves(desk: Client, admin: User) -> None:
    for name in ("deactivate", "second-factor"):
        assert step(desk, admin, name, reason="x").status_code in (403, 422)
    assert User.objects.get(pk=admin.pk).is_active


def test_officers_without_the_right_do_not_find_the_desk(client_for, officer, federation) -> None:
    client = client_for(officer)
    user = build.officer_account("吴亮", org=federation.town.pk)
    for url in (LIST, f"{LIST}open/", f"{LIST}{user.pk}/", f"{LIST}{user.pk}/password/"):
        assert client.get(url).status_code == 404


def test_members_do_not_find_the_desk() -> None:
    client = build.sign_in(Client(), build.member_account())
    for url in (LIST, f"{LIST}open/", "/account/requests/"):
        assert client.get(url).status_code == 404
