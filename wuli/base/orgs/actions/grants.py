"""Giving and taking back roles 授权. Grants end; three kinds of administrators are three persons."""

from datetime import date
from typing import Any

from django.utils import timezone

from wuli.base.core import rules as dated
from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import NotAllowed

from .. import closure, errors, rules
from ..models import Org, RoleGrant
from ..roles import ROLES, roles_with
from ..rule_kinds import GRANT_LIFE
from . import _founding
from ._founding import NewOrg
from ._places import days
from .capabilities import GRANT, VIEW


@action("orgs.grant_role")
def grant_role(
    *,
    actor: Actor,
    user: Any,
    role: str,
    org: Org,
    since: date | None = None,
    until: date | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give `user` the role at `org` and all below it, from `since` (today) to `until`; the rule says how far.

    Only a security administrator whose own grant covers `org` gives roles, never to themselves, and
    nobody gives what their own role may not pass on. The database keeps the three kinds of
    administrators apart, and one role from being given twice for the same days.
    """
    require(actor, GRANT, org)
    today = timezone.localdate()
    since = since or today
    life = dated.at(GRANT_LIFE.code, org, today)
    until = until or rules.latest_grant_end(since, life["days"])
    _must_be_grantable(actor, user, role, org)
    _must_be_a_span(since, until, today if actor.pk else since, life)
    _places_open(org)
    with refused_as(
        role_admins_apart=errors.AdminsApart(user=user.name),
        role_granted_once=errors.AlreadyGranted(user=user.name, org=org),
    ):
        return RoleGrant.objects.create(
            user=user,
            role=role,
            org=org,
            valid=days(since, until),
            granted_by_id=actor.pk,
            reason=reason,
        )


def _must_be_grantable(actor: Actor, user: Any, role: str, org: Org) -> None:
    if role not in ROLES:
        raise errors.UnknownRole(role=role)
    if actor.pk is None:
        return
    if actor.pk == user.pk:
        raise errors.OwnGrant()
    held = RoleGrant.objects.in_force(timezone.localdate()).filter(
        user_id=actor.pk, role__in=roles_with(GRANT.code)
    )
    if not any(ROLES[role].code in ROLES[each].may_grant for each in held.values_list("role", flat=True)):
        raise errors.MoreThanHeld(role=ROLES[role].name)


def _must_be_a_span(since: date, until: date, earliest: date, life: dated.InForce) -> None:
    if until <= since or since < earliest:
        raise errors.GrantBackwards(since=since, until=until)
    latest = rules.latest_grant_end(since, life["days"])
    if until > latest:
        told = {"days": life["days"], "warned": life["warned"]}
        raise errors.GrantTooLong(until=until, latest=latest, **told)


def _places_open(org: Org) -> None:
    if org.closed_on:
        raise errors.AlreadyClosed(name=org, closed_on=org.closed_on)


@action("orgs.revoke_role")
def revoke_role(*, actor: Actor, grant: RoleGrant, reason: str) -> RoleGrant:
    """Take the role back at once 收回; the days it held stay on record. One not yet begun never holds."""
    require(actor, GRANT, grant.org)
    if actor.pk == grant.user_id:
        raise errors.OwnGrant()
    today = timezone.localdate()
    grant = RoleGrant.objects.locked(grant.pk)
    if not grant.valid.isempty and grant.valid.upper > today:
        since = grant.valid.lower
        RoleGrant.objects.filter(pk=grant.pk).update(
            valid=days(min(since, today), today), revoked_by_id=actor.pk, revoked_reason=reason
        )
    grant.refresh_from_db()
    return grant


@action("orgs.begin_federation")
def begin_federation(
    *, actor: Actor, name: str, kind: str, founded_on: date, security_admin: Any, region: str = ""
) -> Org:
    """Found the first unit and give its first security administrator, who grants everything else.

    Once a federation, and only by the platform itself: run by `manage.py bootstrap_federation`.
    """
    require(actor, VIEW)
    if not getattr(actor, "is_system", False):
        raise NotAllowed(what=GRANT.name)
    closure.lock_tree()
    first = Org.objects.order_by("created_at").first()
    if first:
        raise errors.AlreadyBegun(name=first.name)
    new = NewOrg(parent=None, name=name, kind=kind, form="1", founded_on=founded_on, region=region or None)
    org = _founding.found([new], today=timezone.localdate())[0]
    grant_role(actor=actor, user=security_admin, role="security_admin", org=org)
    return org
