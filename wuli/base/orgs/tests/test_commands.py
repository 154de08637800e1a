"""Starting a federation and its divisions from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import NotAllowed
from wuli.base.orgs import errors
from wuli.base.orgs.actions import begin_federation, load_divisions
from wuli.base.orgs.models import Division, Org
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db


def test_the_divisions_of_a_county_are_loaded_with_what_is_above() -> None:
    count = load_divisions(actor=SYSTEM, within="320922")
    assert Division.objects.count() == count
    names = Division.objects.filter(pk__in=["32", "3209", "320922", "320922101"]).order_by("code")
    assert [division.name for division in names] == ["江苏省", "盐城市", "滨海县", "五汛镇"]
    assert Division.objects.filter(parent="320922").count() == 19
    assert load_divisions(actor=SYSTEM, within="320922") == count


def test_the_command_loads_the_whole_list() -> None:
    call_command("load_divisions")
    assert Division.objects.filter(level=Division.Level.PROVINCE).count() == 31
    assert Division.objects.count() > 40_000


BEGIN = [
    "bootstrap_federation",
    "滨海县总工会",
    "--founded-on",
    "1951-03-01",
    "--system-admin",
    "xi.tong:钱进",
]


def test_a_federation_begins_from_nothing_with_the_two_who_make_all_else(client: Client) -> None:
    told = StringIO()
    call_command(*BEGIN, "--security-admin", "an.quan:赵敏", stdout=told)
    org, security, system = Org.objects.get(), *User.objects.order_by("username")
    assert security.has_perm("orgs.grant", org)
    assert system.has_perm("accounts.manage", org)
    assert (security.home_org, system.home_org) == (org.pk, org.pk)
    assert not system.has_perm("orgs.grant", org)
    password = told.getvalue().split("临时密码：")[1].split("（")[0]
    signed_in = client.post(reverse("account_login"), {"login": "an.quan", "password": password})
    assert signed_in.status_code == 302
    assert security.must_change_password
    with pytest.raises(CommandError, match="已经有最上一级单位"):
        call_command(*BEGIN, "--security-admin", "an.quan", stdout=told)


def test_a_federation_does_not_begin_without_both() -> None:
    with pytest.raises(CommandError, match="没有登录名"):
        call_command(*BEGIN, "--security-admin", "nobody")
    with pytest.raises(CommandError, match="两个人"):
        call_command(*BEGIN, "--security-admin", "xi.tong:钱进")
    assert not User.objects.exists()


def test_no_officer_begins_a_federation() -> None:
    officer = build.officer_at(build.county())
    known = {"name": "x", "kind": "X", "founded_on": build.FOUNDED, "security_admin": officer}
    with pytest.raises(NotAllowed):
        begin_federation(actor=officer, **known)
    with pytest.raises(errors.AlreadyBegun):
        begin_federation(actor=SYSTEM, **known)
