"""One rule for who sees what: a row is visible where its unit is below a unit at which one is granted."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from .roles import roles_with


class ScopedQuerySet(models.QuerySet):
    """Base of every queryset of records that belong to a unit.

    `scope_path` leads from the record to the unit's key; `view_capability` is what seeing it takes.
    """

    scope_path: ClassVar[str] = "org"
    view_capability: ClassVar[str] = "orgs.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        """Rows that `user` may see now. Anonymous users and people without a grant see none."""
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        within = _within_read(user, capability or self.view_capability)
        return self.filter(**{f"{self.scope_path}__in": within})

    def locked(self, pk: Any) -> Any:
        """The row `pk`, locked for the rest of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)


def orgs_within(user: Any, capability: str) -> models.QuerySet:
    """Keys of all units at or below which `user` holds `capability` today, closed ones included.

    A grant covers the subtree as it is now; a closed unit belongs where it stood last.
    """
    from .models import RoleGrant  # models build on this module

    granted = RoleGrant.objects.filter(
        user=user, role__in=roles_with(capability), valid__contains=timezone.localdate()
    )
    return _below(granted.values("org"))


def _within_read(user: Any, capability: str) -> models.QuerySet:
    """`orgs_within` for lists: on a page that only reads, of the units by name.

    Then the database knows how much stands below, and does not seek a county's units one by one.
    """
    from .access import grants_held  # builds on this module

    if not getattr(user, "only_reads", False):
        return orgs_within(user, capability)
    roles = roles_with(capability)
    return _below([grant.org_id for grant in grants_held(user) if grant.role in roles])


def _below(granted: Any) -> models.QuerySet:
    from .models import OrgClosure

    return OrgClosure.objects.filter(ancestor__in=granted, standing=True).values("descendant")
