"""The one place where a refusal becomes a page: what, where, what to do, and that nothing was lost."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from .errors import Missing, NotAllowed, WuliError
from .styles import BARE

log = structlog.get_logger()


class StaleForm(WuliError):
    """The page was open too long, or cookies are off, so the form's token no longer fits."""

    code = "core.stale_form"
    status = 403
    message = _("这一页放得太久了，没有提交上去，数据没有变。")
    cure = _("请退回上一页，刷新后再提交一次。")


class BadRequest(WuliError):
    """The request itself could not be read."""

    code = "core.bad_request"
    status = 400
    message = _("这个请求看不懂，没有处理。")
    cure = _("请从页面上的按钮进来，不要改地址栏。")


class OnlyByButton(WuliError):
    """The address of a step was opened, reloaded or bookmarked as if it were a page."""

    code = "core.only_by_button"
    status = 405
    message = _("这一步要在页面上点按钮来办，没有可以打开的网页。")
    cure = _("请退回上一页，从那里再点一次。")


class Broken(WuliError):
    """Something of ours failed; the log has it under the request's number."""

    code = "core.broken"
    status = 500
    message = _("系统出了错，这一步没有办成，数据没有变。")
    cure = _("请再试一次；还不行，把下面的编号告诉系统管理员。")


class Failures:
    """Middleware: turns a WuliError that left a view, and the bare 405 of a step that was opened as a page,
    into a page. The API has its own door (core.api).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; what was opened that can only be posted answers with words."""
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            return bad_request(request)  # no text column can hold it; the API has words of its own
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            page = failure_page(request, OnlyByButton())
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for each WuliError; anything else goes up to Django."""
        return failure_page(request, exception) if isinstance(exception, WuliError) else None


def failure_page(request: HttpRequest, error: WuliError) -> HttpResponse:
    """The page (or, for htmx, the note on top) that tells `error` with its cure."""
    log.info("core.refused", code=error.code, status=error.status)
    context = {"error": error, "request_id": getattr(request, "request_id", ""), "back": came_from(request)}
    if getattr(request, "htmx", None) and not request.htmx.boosted:  # type: ignore[attr-defined]
        response = render(request, "core/_refused.html", context, status=422 if error.status < 500 else 500)
        response["HX-Retarget"] = "#w-toasts"
        response["HX-Reswap"] = "innerHTML show:#w-toasts:top"
        return response
    return render(request, "core/failure.html", context, status=error.status)


def came_from(request: HttpRequest) -> str:
    """The page of ours from which the person came, empty when it is not known or is this very one."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure())
    here = request.method == "GET" and before == request.build_absolute_uri()
    return before if ours and not here else ""


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 400."""
    return failure_page(request, BadRequest())


@requires_csrf_token
def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """Django's 403."""
    return failure_page(request, NotAllowed(what=str(exception or "") or _("打开这一页")))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    """Django's 404: the same words whether it is not there or not for this viewer."""
    return failure_page(request, Missing())


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF failure."""
    return failure_page(request, StaleForm())


@requires_csrf_token
def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    """Django's 500: a page without a single query, for the database may be what failed."""
    context = {
        "error": Broken(),
        "request_id": getattr(request, "request_id", ""),
        "styles": BARE,
        "again": request.method == "GET",
    }
    return HttpResponse(_bare(request, context), status=500)


def _bare(request: HttpRequest, context: dict[str, Any]) -> str:
    from django.template.loader import render_to_string  # only when all else is lost

    return render_to_string("core/broken.html", context)
