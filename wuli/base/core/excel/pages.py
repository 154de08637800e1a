"""The page behind every button that takes a list away as a sheet."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from wuli.base.core.web import OfficerRequest, officer_page

from .export import SheetOut, answer


def sheet_page(sheet: SheetOut) -> Callable[..., HttpResponse]:
    """The view that answers with `sheet`, narrowed by the address as its list is."""

    @require_safe
    @officer_page
    def page(request: OfficerRequest) -> HttpResponse:
        return answer(request.user, sheet, request.GET.dict())

    return page
