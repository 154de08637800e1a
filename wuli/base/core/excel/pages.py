"""What stands behind every button that takes a sheet away."""

from collections.abc import Callable
from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_safe

from wuli.base.core.web import OfficerRequest, officer_page

from .export import XLSX, SheetOut, answer


def sheet_page(sheet: SheetOut) -> Callable[..., HttpResponse]:
    """The view that answers with `sheet`, narrowed by the address as its list is."""

    @require_safe
    @officer_page
    def page(request: OfficerRequest) -> HttpResponse:
        return answer(request.user, sheet, request.GET.dict())

    return page


def sheet_file(data: bytes, name: str) -> FileResponse:
    """The answer that is a sheet made already, called `name` where it is kept."""
    return FileResponse(BytesIO(data), as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
