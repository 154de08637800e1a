"""Registering somebody and admitting them in one transaction, as the form of the desk does."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from wuli.base.core.actions import Actor
from wuli.base.orgs.models import Org

from .actions import join_union, register_person
from .models import Person


def register_and_admit(
    *, actor: Actor, org: Org, at: datetime, joined_on: date | None = None, card_no: str = "", **told: Any
) -> Person:
    """Register a person at `org` and, with `joined_on`, admit them there; both or neither."""
    with transaction.atomic():
        person = register_person(actor=actor, org=org, at=at, **told)
        if joined_on is not None:
            join_union(actor=actor, person=person, org=org, joined_on=joined_on, card_no=card_no, at=at)
    return person
