"""Notices: the list, opening one, marking all as read."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from wuli.base.core.actions.notices import read_all_notices, read_notice
from wuli.base.core.models import Notice
from wuli.base.core.tables import Column, list_of
from wuli.base.core.web import SignedRequest, see_other, signed_in

PER_PAGE = 30


@signed_in
def notices(request: SignedRequest) -> HttpResponse:
    """The viewer's own notices, newest first."""
    mine = Notice.objects.visible_to(request.user).order_by("-at", "-pk")
    listing = list_of(request, mine, columns=[Column("", "event")], per_page=PER_PAGE)
    return render(request, "portal/notices.html", {"notices": listing.page})


@signed_in
@require_POST
def notice(request: SignedRequest, pk: UUID) -> HttpResponse:
    """Mark one as read and go where it leads."""
    found = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    read_notice(actor=request.user, notice=found, at=request.at)
    return see_other(request, found.url)


@signed_in
@require_POST
def read_all(request: SignedRequest) -> HttpResponse:
    """Mark all as read."""
    read_all_notices(actor=request.user, at=request.at)
    return see_other(request, "/notices/")
