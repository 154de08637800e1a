"""Persons, members and chairs for tests, made by the actions that officers use."""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.models import Org
from wuli.base.people.actions import appoint, join_union, register_person
from wuli.base.people.codes import PostTitle, Selection, Tenure
from wuli.base.people.models import Membership, Person, PostTerm
from wuli.base.people.rules import id_check_digit

JOINED = date(2020, 5, 1)
_numbers = count(1)


def valid_id(serial: int | None = None, *, born_on: date = date(1990, 3, 7), female: bool = False) -> str:
    """An identity number that passes every rule, of a county that does not exist."""
    serial = next(_numbers) if serial is None else serial
    region, order = 320900 + serial // 400 % 100, serial % 400 * 2 + (0 if female else 1)
    first17 = f"{region}{born_on:%Y%m%d}{order:03d}"
    return first17 + id_check_digit(first17)


def person(org: Org, name: str = "陈志强", *, at: datetime | None = None, **facts: Any) -> Person:
    """Somebody registered at `org`, without membership."""
    number = facts.pop("id_number", None) or valid_id()
    return register_person(
        actor=SYSTEM, org=org, name=name, id_number=number, at=at or timezone.now(), **facts
    )


def member(org: Org, name: str = "陈志强", *, joined_on: date = JOINED, **facts: Any) -> Person:
    """A member of `org` since `joined_on`."""
    found = person(org, name, **facts)
    join_union(actor=SYSTEM, person=found, org=org, joined_on=joined_on, at=timezone.now())
    return found


def membership(someone: Person) -> Membership:
    """The membership that holds now."""
    return Membership.objects.get(person=someone, valid__upper_inf=True)


def chair(org: Org, name: str = "刘文娟", **facts: Any) -> PostTerm:
    """The elected full-time chair of `org` since 2023."""
    told = {"title": PostTitle.CHAIR, "from_on": date(2023, 9, 1), "selection": Selection.ELECTED,
            "tenure": Tenure.FULL_TIME}  # fmt: skip
    return appoint(
        actor=SYSTEM, person=facts.pop("person", None) or person(org, name), org=org, **told | facts
    )
