"""Answers "who can see this, and why": every grant above a unit, in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import CAPABILITIES, Capability

from .models import Org, OrgClosure, RoleGrant
from .roles import ROLES, roles_with


@dataclass(frozen=True)
class Access:
    """One way by which somebody reaches a unit: the grant, where it was given, what it allows."""

    grant: RoleGrant
    capabilities: list[Capability]
    is_direct: bool

    @classmethod
    def of(cls, grant: RoleGrant, at: Org | None = None) -> "Access":
        """The access that `grant` gives, seen from the unit `at`."""
        return cls(grant, capabilities_for(grant.role), at is None or grant.org_id == at.pk)

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return self.grant.valid.upper - timedelta(days=1)

    @property
    def words(self) -> str:
        """Why, in one line."""
        told = {"user": self.grant.user.name, "role": self.grant.role_name, "org": self.grant.org.name}
        return _("%(user)s，%(org)s的%(role)s") % told


def grants_held(user: Any) -> list[RoleGrant]:
    """The grants of `user` today, the highest unit first.

    Read once for a page that only reads (`only_reads`, set by its door): nothing changes them meanwhile.
    """
    kept: list[RoleGrant] | None = getattr(user, "grants_read", None)
    if kept is None:
        held = RoleGrant.objects.filter(user=user).in_force(timezone.localdate())
        kept = list(held.select_related("org").order_by("org__rank", "created_at"))
        if getattr(user, "only_reads", False):
            user.grants_read = kept
    return kept


def capabilities_for(role: str) -> list[Capability]:
    """What a role may do, in the order of the codes."""
    held = ROLES[role].capabilities if role in ROLES else frozenset()
    return sorted((CAPABILITIES[code] for code in held), key=lambda each: each.code)


def grants_over(org: Org, capability: str = "") -> list[Access]:
    """Everybody who reaches `org` today, by grants at it or above it on either line; nearest first.

    With `capability`, only those whose role holds it: the answer to "who can see this record" for a
    record of the unit is the same with the capability that seeing the record takes.
    """
    above = OrgClosure.objects.filter(descendant=org, standing=True)
    depth = dict(above.order_by("-depth").values_list("ancestor", "depth"))
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(org__in=depth, user__is_active=True)
    if capability:
        grants = grants.filter(role__in=roles_with(capability))
    rows = grants.select_related("user", "org", "granted_by")
    return [Access.of(each, org) for each in sorted(rows, key=lambda g: (depth[g.org_id], g.user.name))]


def who_can_see(record: Any, capability: str) -> list[Access]:
    """Who can see `record` and why: a record that carries `org`, seen by `capability`."""
    return grants_over(getattr(record, "org", record), capability)


def officers() -> QuerySet[User]:
    """Accounts to which a role may be given."""
    return User.objects.filter(kind=User.Kind.OFFICER, is_active=True).order_by("name", "username")


def holders_at(org: Org, capability: str) -> QuerySet[User]:
    """Accounts that hold `capability` at `org` today, by grants at it or above it on either line."""
    above = OrgClosure.objects.filter(descendant=org, standing=True).values("ancestor")
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(
        org__in=above, role__in=roles_with(capability)
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name", "pk")
