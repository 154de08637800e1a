"""What views share: the doors of the two kinds of people and the one answer after every write."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseLocation
from django_htmx.middleware import HtmxDetails

from .errors import WuliError
from .trails import keep_trail

View = Callable[..., HttpResponseBase]


class SignedRequest(HttpRequest):
    """A request of somebody signed in, for type hints: `at` is the instant it is judged at."""

    at: datetime
    htmx: HtmxDetails
    user: Any


OfficerRequest = SignedRequest
MemberRequest = SignedRequest


def see_other(request: HttpRequest, to: Any) -> HttpResponse:
    """The answer after a write: 303 to the page of `to` (a record or an address), or HX-Location for htmx."""
    url = to if isinstance(to, str) else to.get_absolute_url()
    if getattr(request, "htmx", None):
        return HttpResponseLocation(url)
    return HttpResponse(status=303, headers={"Location": url})


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """The address named by `next` when it is one of ours, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else otherwise


def signed_in(view: View) -> View:
    """Anybody with an account; others go to the sign-in page and come back."""

    @never_cache
    @wraps(view)
    def guarded(request: SignedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.user.only_reads = request.method in ("GET", "HEAD")
        return keep_trail(request, view(request, *args, **kwargs))

    return guarded


def officer_page(view: View) -> View:
    """Officers only. To a member the page does not exist."""

    @signed_in
    @wraps(view)
    def guarded(request: SignedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_officer:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class MemberDoor:
    """How the worker behind an account is found; the app that keeps persons registers it.

    `find(user)` gives the person or None, or refuses with a WuliError; `nobody(request, refusal)` answers
    somebody who has none.
    """

    find: Callable[[Any], Any]
    nobody: Callable[[HttpRequest, WuliError | None], HttpResponse]


_doors: list[MemberDoor] = []


def members_come_through(door: MemberDoor) -> None:
    """Have every page of a member ask `door` who they are; there is one."""
    if _doors and _doors != [door]:
        raise ValueError("members come through one door")
    _doors[:] = [door]


def member_page(view: View) -> View:
    """A page of the person themselves: `request.person` is the worker behind the account.

    Whoever is in no register yet is told so, and by whom that is mended.
    """

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        (door,) = _doors
        try:
            person = door.find(request.user)
        except WuliError as refusal:
            return door.nobody(request, refusal)
        if person is None:
            return door.nobody(request, None)
        request.person = person  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded
