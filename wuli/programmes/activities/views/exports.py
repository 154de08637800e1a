"""Lists as Excel, with the filters of the page kept."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from wuli.base.core.excel.export import answer
from wuli.base.core.excel.pages import sheet_page
from wuli.base.core.web import OfficerRequest, officer_page
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.sheets import ATTENDANCES, SESSIONS

sessions = sheet_page(SESSIONS)


@require_safe
@officer_page
def attendances(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Who attended one session."""
    session = get_object_or_404(Session.objects.visible_to(request.user), pk=pk)
    return answer(request.user, ATTENDANCES, {"session": str(session.pk)})
