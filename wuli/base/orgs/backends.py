"""Django's permission door, answered from role grants: `user.has_perm("orgs.move", org)`."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .access import grants_held
from .codes import OrgKind
from .models import Org, OrgClosure, RoleGrant
from .roles import roles_with
from .scope import orgs_within

TERRITORIAL_FEDERATIONS = [OrgKind.PROVINCE, OrgKind.CITY, OrgKind.COUNTY]


class GrantBackend(BaseBackend):
    """Says whether a user holds a capability at a unit; without a unit: anywhere at all."""

    units_url = "orgs:pick"

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or not user_obj.is_authenticated:
            return False
        if obj is None:
            roles = roles_with(perm)
            return any(grant.role in roles for grant in grants_held(user_obj))
        today = timezone.localdate()
        grants = RoleGrant.objects.filter(user=user_obj, role__in=roles_with(perm), valid__contains=today)
        return OrgClosure.objects.filter(
            descendant=obj, ancestor__in=grants.values("org"), standing=True
        ).exists()

    def units_with(self, user_obj: Any, perm: str) -> QuerySet:
        """Keys of the units where a user holds a capability; accounts ask, who know no units themselves."""
        return orgs_within(user_obj, perm)

    def granted_units(self, user_obj: Any, perm: str) -> QuerySet:
        """The units at which a user was given a capability today, in the order of protocol."""
        today = timezone.localdate()
        grants = RoleGrant.objects.filter(user=user_obj, role__in=roles_with(perm), valid__contains=today)
        return Org.objects.filter(pk__in=grants.values("org")).order_by("rank", "name_key", "name")

    def holds_at_top(self, user_obj: Any, perm: str) -> bool:
        """Whether a user holds a capability over the whole federation: at a unit that has none above it.

        A county's records name the city it stands under, but nobody there works in this house. So it is the
        top where no role was ever given above it; ever, so that nobody rises because grants above have ended.
        """
        granted = RoleGrant.objects.filter(
            user=user_obj, role__in=roles_with(perm), valid__contains=timezone.localdate()
        )
        above = OrgClosure.objects.filter(descendant=OuterRef("org"), depth__gt=0, standing=True)
        worked = above.filter(ancestor__in=RoleGrant.objects.values("org"))
        is_top = ~Exists(above) | Q(org__kind__in=TERRITORIAL_FEDERATIONS) & ~Exists(worked)
        return granted.filter(is_top).exists()

    def units(self, user_obj: Any, perm: str) -> QuerySet[Org]:
        """The standing units where a user holds a capability, for accounts to choose one from."""
        return Org.objects.visible_to(user_obj, perm).order_by("name_key", "pk")

    def unit_names(self, keys: list[UUID]) -> dict[UUID, str]:
        """Names of the units `keys`."""
        return dict(Org.objects.filter(pk__in=keys).values_list("pk", "name"))
