"""Where somebody may do something, asked of the permission door: core knows no units itself.

The back-end that answers `has_perm` (orgs' GrantBackend) also answers these.
"""

from typing import Any

from django.contrib.auth import get_backends
from django.db.models import F, QuerySet


def units_with(user: Any, capability: str) -> QuerySet:
    """Keys of all units at or below which `user` holds `capability`, as a one-column query."""
    return _door().units_with(user, capability)


def granted_units(user: Any, capability: str) -> QuerySet:
    """The units at which `user` was given `capability`, uppermost first."""
    return _door().granted_units(user, capability)


def holds_at_top(user: Any, capability: str) -> bool:
    """Whether `user` holds `capability` for the whole federation."""
    return bool(user.is_active) and _door().holds_at_top(user, capability)


def key_of(units: QuerySet) -> F:
    """The column of a query made by `units_with`."""
    return F(units.query.values_select[0])


def _door() -> Any:
    return next(backend for backend in get_backends() if hasattr(backend, "units_with"))
