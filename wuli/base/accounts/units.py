"""Units, asked from the back-end that knows them: accounts stand below the floor of units."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth import get_backends
from django.db.models import QuerySet
from django.urls import reverse

from .models import User


def units_for(user: Any, capability: str) -> QuerySet:
    """Units where `user` holds `capability`; an empty queryset where no back-end knows units."""
    for backend in get_backends():
        if hasattr(backend, "units"):
            return backend.units(user, capability)
    return User.objects.none()


def unit_names(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of the units `keys`, in one query."""
    wanted = [key for key in keys if key is not None]
    names: dict[UUID, str] = {}
    for backend in get_backends():
        if wanted and hasattr(backend, "unit_names"):
            names |= backend.unit_names(wanted)
    return names


def units_url() -> str:
    """The address that suggests units while one types; empty where no back-end has one."""
    urls = (reverse(backend.units_url) for backend in get_backends() if hasattr(backend, "units_url"))
    return next(urls, "")
