"""The member's pages: what is on, and what one has been to."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from wuli.base.core.web import MemberRequest, member_page
from wuli.programmes.activities.models import Session


@require_GET
@member_page
def session_list(request: MemberRequest) -> HttpResponse:
    """What is on for me, and where I was."""
    person = request.person  # type: ignore[attr-defined]
    here = Session.objects.held_for(person, timezone.localdate(request.at)).select_related("org")
    been = person.attendances.counted().select_related("session__org").order_by("-occurred_on", "-pk")
    return render(
        request, "activities/member_list.html",
        {"upcoming": here.upcoming(request.at)[:30], "been": been[:30], "been_count": been.count()},
    )  # fmt: skip


@require_GET
@member_page
def session_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One session that is held for me, or that I went to."""
    person = request.person  # type: ignore[attr-defined]
    mine = Session.objects.held_for(person, timezone.localdate(request.at))
    theirs = mine | Session.objects.filter(attendances__person=person)
    session = get_object_or_404(theirs.select_related("org").distinct(), pk=pk)
    been = session.attendances.counted().filter(person=person).first()
    return render(request, "activities/member_session.html", {"session": session, "been": been})
