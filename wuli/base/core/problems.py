"""Refusals for programs: every error of the API is `application/problem+json` (RFC 9457).

One shape for all: `code` for the program, `title`, `detail` and `cure` in the caller's language.
"""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from .errors import Invalid, Missing, RuleBroken, WuliError

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"

# Answers that no action gave: the words for a bare HTTP status.
WORDS: dict[int, tuple[str | Promise, str | Promise]] = {
    400: (_("请求读不懂。"), _("请检查地址和正文的格式。")),
    401: (_("没有认出您是谁。"), _("请带上有效的令牌，或重新登录。")),
    403: (_("这件事您没有权限办。"), _("请检查令牌的范围，或找本单位的安全管理员授权。")),
    404: (Missing.message, ""),
    405: (_("这个地址不支持这种方法。"), _("可用的方法见响应头 Allow。")),
    413: (_("请求太大。"), _("请分成几次提交。")),
    429: (_("请求太密。"), _("请按响应头 Retry-After 的秒数稍候。")),
    500: (_("平台出了故障，已经记录。"), _("请稍后再试；仍不行时，把请求编号告诉管理员。")),
}


class Problem(Schema):
    """The shape of every refusal."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    cure: str = ""
    source: str = ""
    fields: dict[str, list[str]] = {}
    request: str = ""


def problem(request: HttpRequest, error: WuliError) -> HttpResponse:
    """The answer for a typed refusal."""
    fields = error.fields if isinstance(error, Invalid) else {}
    source = error.rule_source if isinstance(error, RuleBroken) else ""
    words = {name: [str(each) for each in told] for name, told in fields.items()}
    return _answer(
        request, error.status, error.code, str(error), error.how_to_mend, source=source, fields=words
    )


def bare_problem(request: HttpRequest, status: int) -> HttpResponse:
    """The answer for a status that the server itself gave."""
    detail, cure = WORDS.get(status, WORDS[400])
    return _answer(request, status, f"http.{status}", str(detail), str(cure))


def _answer(
    request: HttpRequest, status: int, code: str, detail: str, cure: str = "", **more: Any
) -> HttpResponse:
    body = {
        "type": f"urn:wuli:{code}",
        "title": str(WORDS[status][0]) if status in WORDS else detail,
        "status": status,
        "code": code,
        "detail": detail,
        "cure": cure,
        "request": getattr(request, "request_id", ""),
        **{name: value for name, value in more.items() if value},
    }
    dumps = {"ensure_ascii": False}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params=dumps)


def _invalid_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str | Promise]] = {}
    for each in error.errors:
        where = ".".join(str(step) for step in each.get("loc", []) if step not in ("body", "query", "path"))
        fields.setdefault(where or "request", []).append(str(each.get("msg", "")))
    return problem(request, Invalid(fields=fields))


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("api.failed", path=request.path)
    return bare_problem(request, 500)


def _unknown_caller(request: HttpRequest, error: Exception) -> HttpResponse:
    answer = bare_problem(request, 401)
    answer["WWW-Authenticate"] = 'Bearer realm="Wuli"'  # RFC 9110, 15.5.2: a 401 says how to be known
    return answer


def handlers() -> Iterable[tuple[type[Exception], Callable[..., HttpResponse]]]:
    """Exception types with what answers them; the closest type wins."""
    yield Exception, _unexpected
    yield WuliError, problem
    yield ValidationError, _invalid_shape
    yield Http404, lambda request, error: problem(request, Missing())
    yield HttpError, lambda request, error: bare_problem(request, error.status_code)
    yield AuthenticationError, _unknown_caller
    yield Throttled, lambda request, error: bare_problem(request, 429)
    yield RequestDataTooBig, lambda request, error: bare_problem(request, 413)


class ApiProblems:
    """Middleware: what refuses an API call before its operation runs speaks problem+json as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the answer on; turn a bare refusal, or a gate's redirect, into a problem."""
        response = self.get_response(request)
        if not request.path.startswith("/api/") or response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        status = response.status_code
        if status < 300:
            return response
        if status < 400:  # a gate that sends people to a page, such as the second factor
            status = 403
        told = bare_problem(request, status)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in response:
                told[name] = response[name]
        return told
