"""Members with a phone in their hand."""

from collections.abc import Callable
from typing import Any

import pytest

from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.people.actions import link_account
from wuli.base.people.tests.build import member


@pytest.fixture
def with_phone() -> Callable[..., Any]:
    """Makes a member of a union who has an account of their own."""

    def make(org: Any, name: str = "陈志强", phone: str = "19000012345") -> Any:
        person = member(org, name=name)
        return link_account(actor=SYSTEM, user=member_account(name, phone=phone, org=org), person=person)

    return make
