"""Lists as Excel, with the filters of the page kept."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from wuli.base.core.excel.export import answer
from wuli.base.core.web import OfficerRequest, officer_page
from wuli.programmes.campaigns.sheets import PLANS, REPORTS, TASKS, TURNS


@require_safe
@officer_page
def tasks(request: OfficerRequest) -> HttpResponse:
    """Tasks as the list shows them."""
    return answer(request.user, TASKS, request.GET.dict())


@require_safe
@officer_page
def plans(request: OfficerRequest) -> HttpResponse:
    """Plans as the list shows them."""
    return answer(request.user, PLANS, request.GET.dict())


@require_safe
@officer_page
def turns(request: OfficerRequest) -> HttpResponse:
    """Turns of duties as the list shows them."""
    return answer(request.user, TURNS, request.GET.dict())


@require_safe
@officer_page
def reports(request: OfficerRequest) -> HttpResponse:
    """Duty reports as the list shows them."""
    return answer(request.user, REPORTS, request.GET.dict())
