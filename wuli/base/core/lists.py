"""Lists with a name: their records know their place in them, and each reader chooses the columns.

@officer_list("orgs:list")
def units(request: HttpRequest) -> Listing: ...   # what the view of that name shows, scoped to its reader

The name is the list's route. What a list refuses to its reader (404, 403) it refuses here as well.
"""

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from .errors import WuliError
from .tables import Listing

Builder = Callable[..., Listing]
LISTS: dict[str, Builder] = {}


def officer_list(name: str, *, key: str = "pk") -> Callable[[Builder], Builder]:
    """Make `build` the list behind the route `name`.

    `key` is the path from a row to the record that its first column opens, whose route takes it as `pk`.
    `build` may set `name` and `key` itself where one route stands for many lists.
    """

    def decorate(build: Builder) -> Builder:
        @wraps(build)
        def built(request: HttpRequest, **known: Any) -> Listing:
            listing = build(request, **known)
            listing.name, listing.key = listing.name or name, listing.key or key
            return listing

        if name in LISTS:
            raise ValueError(f"list {name} is declared twice")
        LISTS[name] = built
        return built

    return decorate


def list_at(request: HttpRequest, address: str) -> Listing | None:
    """The list that stands at `address` for the reader of `request`; None where there is none for them."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    try:
        match = resolve(parts.path)
        build = LISTS.get(match.view_name)
        return build(_asking(request, parts.path, parts.query), **match.kwargs) if build else None
    except (Resolver404, Http404, PermissionDenied, WuliError):
        return None


def _asking(request: HttpRequest, path: str, query: str) -> HttpRequest:
    asking = copy(request)
    asking.method, asking.path, asking.path_info = "GET", path, path
    asking.GET = QueryDict(query)  # type: ignore[assignment]
    return asking
