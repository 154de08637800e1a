"""Pages of a plan's meetings: the notice, the minutes, what was decided."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.forms import DecisionForm, MinutesForm, PaperForm
from wuli.programmes.campaigns.models import Meeting
from wuli.programmes.campaigns.views.plans import closed_door


def _seen(request: OfficerRequest, pk: UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("plan__org"), pk=pk)


@require_GET
@officer_page
def meeting_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """A meeting: agenda, late tasks to begin with, who came, minutes, decisions with their tasks."""
    meeting = _seen(request, pk)
    if door := closed_door(request, meeting.plan):
        return door
    day = timezone.localdate(meeting.starts_at)
    late = meeting.plan.tasks.overdue(min(day, timezone.localdate(request.at)))
    may = request.user.has_perm(actions.PLAN.code, meeting.plan.org) and meeting.plan.is_open
    return render(
        request, "campaigns/meeting.html",
        {
            "meeting": meeting,
            "plan": meeting.plan,
            "late": late.filter(created_at__lt=meeting.starts_at).select_related("owner", "bureau", "org"),
            "seats": meeting.seats.select_related("bureau").order_by("bureau__order"),
            "decisions": meeting.decisions.select_related("task__owner", "task__bureau", "task__org"),
            "papers": meeting.papers.select_related("file"),
            "paper_form": PaperForm(),
            "may_hold": may and meeting.state == "planned",
            "may_decide": may and meeting.state != "cancelled",
        },
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@officer_page
def meeting_hold(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Write the minutes and record that it was held."""
    meeting = _seen(request, pk)
    form = MinutesForm(request.POST or None, meeting=meeting)
    if form.is_bound and form.apply(actions.hold_meeting, actor=request.user, meeting=meeting, at=request.at):
        return see_other(request, meeting)
    return _form(request, meeting, form, "hold")


@require_http_methods(["GET", "POST"])
@officer_page
def meeting_decide(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Note what was decided; it becomes a task."""
    meeting = _seen(request, pk)
    owners = actions.may_own_below(request.user, timezone.localdate(request.at))
    form = DecisionForm(request.POST or None, meeting=meeting, owners=owners)
    known: dict[str, Any] = {"actor": request.user, "meeting": meeting, "at": request.at}
    if form.is_bound and form.apply(actions.note_decision, **known):
        return see_other(request, meeting)
    return _form(request, meeting, form, "decide")


def _form(request: OfficerRequest, meeting: Meeting, form: Any, step: str) -> HttpResponse:
    if door := closed_door(request, meeting.plan):
        return door
    return render(
        request, "campaigns/meeting_form.html",
        {"form": form, "meeting": meeting, "plan": meeting.plan, "step": step},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@require_POST
@officer_page
def meeting_cancel(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Cancel a meeting that was not held."""
    meeting = _seen(request, pk)
    actions.cancel_meeting(actor=request.user, meeting=meeting)
    return see_other(request, meeting)


@require_POST
@officer_page
def meeting_paper(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Keep a photo, a list or the signed minutes."""
    meeting = _seen(request, pk)
    form = PaperForm(request.POST, request.FILES)
    if form.apply(actions.add_meeting_paper, actor=request.user, meeting=meeting):
        return see_other(request, meeting)
    return render(request, "campaigns/paper_form.html", {"form": form, "about": meeting}, status=422)
