"""Builders of units, employers and grants, through the actions."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import add_employer, found_org, grant_role
from wuli.base.orgs.models import Employer, Org, RoleGrant

FOUNDED = date(2003, 6, 1)
_numbers = count(1)


def county(name: str = "滨海县总工会", **facts: Any) -> Org:
    """A county federation, the root of a tree."""
    facts = {"founded_on": date(1951, 3, 1), "kind": "X"} | facts
    return found_org(actor=SYSTEM, parent=None, name=name, form="1", **facts)


def town(name: str = "正红镇", under: Org | None = None, **facts: Any) -> Org:
    """A town's federation under `under`, or under the county that is there or is made."""
    under = under or Org.objects.filter(kind="X").first() or county()
    facts = {"founded_on": FOUNDED} | facts
    return found_org(
        actor=SYSTEM, parent=under, name=f"{name}总工会", short_name=name, kind="T", form="1", **facts
    )


def union(under: Org | None = None, name: str = "", **facts: Any) -> Org:
    """A grassroots union under `under`, or under a new town."""
    facts = {"kind": "1", "form": "4", "founded_on": FOUNDED} | facts
    return found_org(
        actor=SYSTEM, parent=under or town(), name=name or f"第{next(_numbers)}工会委员会", **facts
    )


def employer(org: Org, name: str = "", **facts: Any) -> Employer:
    """An employer that `org` covers since it was founded."""
    facts = {"covered_from": org.opened_on} | facts
    return add_employer(actor=SYSTEM, org=org, name=name or f"第{next(_numbers)}纺织有限公司", **facts)


def officer_at(org: Org, role: str = "officer", name: str = "陈明", **dates: Any) -> User:
    """A new officer who holds `role` at `org` for half a year from today."""
    user = User.objects.create_user(f"officer{next(_numbers)}", name=name, kind=User.Kind.OFFICER)
    grant(user, org, role, **dates)
    return user


def grant(user: User, org: Org, role: str = "officer", **dates: Any) -> RoleGrant:
    """One more role for `user`, for half a year from today."""
    dates = {"until": timezone.localdate() + timedelta(days=180)} | dates
    return grant_role(actor=SYSTEM, user=user, role=role, org=org, **dates)
