"""Every page of a member finds the person behind the account in the same way, whichever app has the page."""

from typing import Any

import pytest
from django.utils import timezone

from tests.people import client_for
from wuli.base.accounts.models import User
from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.people.actions import link_account
from wuli.base.people.models import Person

from . import build

pytestmark = pytest.mark.django_db
PAGES = ["/people/me/", "/activities/on/"]


def verified(name: str, phone: str) -> User:
    """A member's account whose phone was proved by a code."""
    user = member_account(name, phone=phone)
    User.objects.filter(pk=user.pk).update(phone_verified_at=timezone.now())
    user.refresh_from_db()
    return user


@pytest.mark.parametrize("url", PAGES)
def test_a_verified_phone_opens_the_page_at_the_first_visit(federation: Any, url: str) -> None:
    person = build.member(federation.union, phone="13900001111")
    user = verified("陈志强", "13900001111")
    assert client_for(user).get(url).status_code == 200
    assert Person.objects.get(user=user) == person


@pytest.mark.parametrize("url", PAGES)
def test_after_a_merger_the_account_leads_to_the_person_that_was_kept(federation: Any, url: str) -> None:
    kept, other = build.member(federation.union), build.person(federation.union)
    user = verified("陈志强", "13900001111")
    link_account(actor=SYSTEM, user=user, person=other)
    Person.objects.filter(pk=other.pk).update(merged_into=kept)
    page = client_for(user).get(url)
    assert page.status_code == 200
    assert page.wsgi_request.person == kept


@pytest.mark.parametrize("url", PAGES)
def test_who_is_in_no_register_or_shares_a_phone_is_told_so(federation: Any, url: str) -> None:
    client = client_for(verified("王五", "13900002222"))
    unknown = client.get(url)
    assert unknown.status_code == 404
    assert "还没找到您的会籍" in unknown.content.decode()
    for name in ["陈志强", "李芳"]:
        build.member(federation.union, name, phone="13900002222")
    assert client.get(url).status_code == 409
