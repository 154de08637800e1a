"""Which columns a list shows to its reader, and in which order."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods

from ..actions.columns import choose_columns
from ..lists import list_at
from ..tables import Column, Listing
from ..web import SignedRequest, see_other, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def columns(request: SignedRequest) -> HttpResponse:
    """Tick and order the columns of the list at `list`; arrows only move, saving keeps."""
    listing = list_at(request, request.POST.get("list") or request.GET.get("list", ""))
    if listing is None:
        raise Http404
    shown, order = _as_asked(request, listing)
    if request.method == "POST" and "move" not in request.POST:
        kept = [] if "reset" in request.POST else [each.name for each in order if each.name in shown]
        choose_columns(actor=request.user, listing=listing.name, columns=kept)
        messages.success(request, _now("名单按您选的列显示。"))
        return see_other(request, listing.address)
    rows = [(column, column.name in shown) for column in order]
    told = {"listing": listing, "first": listing.declared[0], "rows": rows, "last": len(rows)}
    return render(request, "core/columns.html", told)


def _as_asked(request: SignedRequest, listing: Listing) -> tuple[set[str], list[Column]]:
    """The names ticked and all columns but the first in their order: as posted, else as kept."""
    known = {column.name: column for column in listing.declared[1:]}
    if request.method == "POST":
        names = [name for name in request.POST.getlist("order") if name in known]
        shown = set(request.POST.getlist("show")) & set(known)
    else:
        names = [column.name for _number, column in listing.shown[1:]]
        shown = set(names)
    names = list(dict.fromkeys([*names, *known]))
    return shown, [known[name] for name in _moved(names, request.POST.get("move", ""))]


def _moved(names: list[str], move: str) -> list[str]:
    """`names` with one of them a place up or down: `up:phone`, `down:phone`."""
    way, _colon, name = move.partition(":")
    if name in names and way in {"up", "down"}:
        at = names.index(name)
        to = max(0, at - 1) if way == "up" else at + 1
        names.insert(to, names.pop(at))
    return names
