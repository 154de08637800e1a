"""Where things of the exchange stand for a viewer."""

from datetime import date
from typing import Any

from django.db.models import Count

from wuli.base.orgs.models import Org, OrgClosure, RoleGrant
from wuli.base.orgs.roles import roles_with

from ..actions.exchange_in import RECEIVE


def receiving_unit(user: Any, today: date) -> Org | None:
    """The highest unit at which `user` may receive; packages of unknown senders are kept there."""
    return highest_unit(user, RECEIVE.code, today)


def highest_unit(user: Any, capability: str, today: date) -> Org | None:
    """The highest of the units at which `user` was granted the capability."""
    granted = RoleGrant.objects.filter(user=user, role__in=roles_with(capability), valid__contains=today)
    places = OrgClosure.objects.filter(descendant__in=granted.values("org"), valid__contains=today)
    ranked = places.values("descendant").annotate(level=Count("pk")).order_by("level", "descendant")
    highest = ranked.values_list("descendant", flat=True).first()
    return None if highest is None else Org.objects.get(pk=highest)
