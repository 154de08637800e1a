"""Who can answer for work at a unit: officers with the capability there."""

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Capability
from wuli.base.core.errors import RuleBroken
from wuli.base.orgs.models import Org, OrgClosure, RoleGrant
from wuli.base.orgs.roles import roles_with
from wuli.base.orgs.scope import orgs_within

from .capabilities import GIVE, WORK


class CannotOwn(RuleBroken):
    """Who answers for a task must be able to do it."""

    code = "campaigns.cannot_own"
    message = _("%(name)s在%(org)s没有承办任务的权限，不能做负责人。")
    cure = _("换一位，或者请安全管理员先给授权。")


class NobodyAnswers(RuleBroken):
    """A unit without an officer has nobody to give a task to."""

    code = "campaigns.nobody_answers"
    message = _("%(org)s还没有能承办任务的干部，任务没有交下去。")
    cure = _("请安全管理员给这个单位授权一位干事或主席，或者自己选负责人。")


class UnitClosed(RuleBroken):
    """A unit that is closed does no more work."""

    code = "campaigns.unit_closed"
    message = _("%(org)s在 %(day)s 已经撤销，交不过去。")
    cure = _("换成接着办的单位。")


def check_standing(org: Org, on: date) -> None:
    """Refuse a unit that is closed on the day `on`."""
    if org.closed_on is not None and org.closed_on <= on:
        raise UnitClosed(org=str(org), day=org.closed_on)


def responsible_at(orgs: list[Any], on: date, capability: Capability = WORK) -> dict[Any, User]:
    """The responsible officer of each unit: granted at the unit itself, an officer before a chair.

    Units where nobody was granted anything are not in the answer. One query for all units.
    """
    first = Case(When(role="officer", then=Value(0)), default=Value(1), output_field=IntegerField())
    grants = (
        RoleGrant.objects.in_force(on)
        .filter(org__in=orgs, role__in=roles_with(capability.code), user__is_active=True)
        .select_related("user")
        .order_by(first, "created_at", "pk")
    )
    found: dict[Any, User] = {}
    for grant in grants:
        found.setdefault(grant.org_id, grant.user)
    return found


def owner_of(org: Org, chosen: User | None, on: date) -> User:
    """`chosen` when that officer can work at `org`, else the unit's responsible one.

    Raises CannotOwn, or NobodyAnswers when nobody was chosen and the unit has none.
    """
    if chosen is None:
        chosen = responsible_at([org.pk], on).get(org.pk)
        if chosen is None:
            raise NobodyAnswers(org=str(org))
    if not chosen.has_perm(WORK.code, org):
        raise CannotOwn(name=chosen.name, org=str(org))
    return chosen


def may_own_below(giver: Any, on: date) -> QuerySet[User]:
    """Officers whom `giver` can give a task to: those granted somewhere in the giver's own units."""
    grants = RoleGrant.objects.in_force(on).filter(
        org__in=orgs_within(giver, GIVE.code), role__in=roles_with(WORK.code)
    )
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def giving_unit(giver: Any, org: Org, on: date) -> Org:
    """The unit in whose name `giver` gives work to `org`: the nearest at which they were granted it.

    The platform itself gives in the name of the unit that does the work.
    """
    grants = RoleGrant.objects.in_force(on).filter(user_id=giver.pk, role__in=roles_with(GIVE.code))
    above = OrgClosure.objects.filter(descendant=org, ancestor__in=grants.values("org"), standing=True)
    nearest = above.select_related("ancestor").order_by("depth").first()
    return nearest.ancestor if nearest else org
