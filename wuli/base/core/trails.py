"""The way one came: "5 of 31 < >" on the page of a record that was opened from a list.

The row's link carries the list's address and the row's place in it. The record's page asks that very list
again, as its reader, for the keys around the place: two bounded queries, whatever the list's length. What
was done on the page may have taken the record out of the list; its neighbours still stand.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from .lists import list_at
from .tables import Listing

AROUND = 25  # how far a record may have moved since the list was drawn
FURTHEST = 10_000  # places beyond are not told: whoever reads on searches instead
COOKIE = "trail"
LONGEST = 1500


@dataclass(frozen=True)
class Trail:
    """A record's place in the list it was opened from; `place` is None when it stands there no more."""

    back: str
    place: int | None = None
    total: int = 0
    is_more: bool = False
    previous: str = ""
    next: str = ""


def trail_of(request: HttpRequest) -> Trail | None:
    """The way that led to the page of `request`; None when it was opened otherwise."""
    here = getattr(request, "resolver_match", None)
    asked = _asked(request)
    if here is None or asked is None or "pk" not in here.kwargs:
        return None
    listing = list_at(request, asked["list"])
    if listing is None or not listing.key:
        return None
    n = _number(asked.get("n"))
    if n is None:
        return Trail(_back(listing, 1, ""))
    try:
        return _around(request, listing, n)
    except (ValueError, ValidationError):  # a filter or key that cannot be read
        return None


def _asked(request: HttpRequest) -> Any:
    if "list" in request.GET:
        return request.GET
    path, _mark, query = request.COOKIES.get(COOKIE, "").partition("?")
    came_from = urlsplit(request.headers.get("Referer", "")).path
    is_own_step = path == request.path and came_from.startswith(path)
    return QueryDict(query) if is_own_step and "list=" in query else None


def keep_trail(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let the way survive a step on the record's own page, whose answer leads back without it."""
    if "list" in request.GET and request.method == "GET":
        query = urlencode({"list": request.GET["list"], "n": request.GET.get("n", "")})
        if len(query) <= LONGEST:
            response.set_cookie(COOKIE, f"{request.path}?{query}", httponly=True, samesite="Lax")
    return response


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and 0 < int(text) <= FURTHEST else None


def _around(request: HttpRequest, listing: Listing, n: int) -> Trail:
    own = request.resolver_match.kwargs["pk"]  # type: ignore[union-attr]
    found: Any = listing.found
    first = max(0, n - 1 - AROUND)
    keys = list(found.prefetch_related(None).values_list(listing.key, flat=True)[first : n + AROUND])
    places = [first + at for at, key in enumerate(keys, 1) if str(key) == str(own)]
    place = min(places, key=lambda each: abs(each - n), default=None)
    before, after = (n - 1, n) if place is None else (place - 1, place + 1)
    many = found.order_by()[: FURTHEST + 1].count()

    def leading_to(at: int) -> str:
        index = at - 1 - first
        inside = 0 <= index < len(keys) and at <= FURTHEST and keys[index] is not None
        return _record(request, listing, keys[index], at) if inside else ""

    return Trail(
        back=_back(listing, place or n, str(own) if place else ""),
        place=place,
        total=min(many, FURTHEST),
        is_more=many > FURTHEST,
        previous=leading_to(before),
        next=leading_to(after),
    )


def _record(request: HttpRequest, listing: Listing, key: Any, at: int) -> str:
    here: Any = request.resolver_match
    url = reverse(here.view_name, kwargs=here.kwargs | {"pk": key})
    return f"{url}?{urlencode({'list': listing.address, 'n': at})}"


def _back(listing: Listing, place: int, own: str) -> str:
    page = (place - 1) // listing.per_page + 1
    joint = "&" if "?" in listing.address else "?"
    url = f"{listing.address}{joint}page={page}" if page > 1 else listing.address
    return f"{url}#r-{own}" if own and listing.key == "pk" else url
