"""Every page of a member, on the phone first, under axe's eyes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation
from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.people.actions import link_account
from wuli.base.people.tests.build import member
from wuli.programmes.activities.tests.build import held_lecture, lecture

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/", "/services/", "/progress/", "/mine/", "/notices/", "/people/card/", "/people/card/day/",
    "/people/me/", "/people/me/transfer/", "/people/me/phone/", "/activities/on/", "/activities/on/{soon}/",
    "/account/", "/account/privacy/", "/account/security/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_members_pages_are_sound(
    walk: Callable[..., Any], federation: Federation, width: int, language: str
) -> None:
    person = member(federation.union, "欧阳堃")
    user = member_account(person.name, org=federation.union)
    link_account(actor=SYSTEM, user=user, person=person)
    held_lecture(federation.town, person)
    soon = lecture(federation.town, starts_at=timezone.now() + timedelta(days=2))
    round_trip = walk(user, width, language=language)
    for page in PAGES:
        round_trip.go(page.format(soon=soon.pk))
