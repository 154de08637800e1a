"""What every request carries: an id for logs and audit, and the instant at which it is judged."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from uuid_utils.compat import uuid7

from .actions import bind_request


class RequestContext:
    """Sets `request.at` (the instant every rule of this request uses) and `request.request_id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        request.request_id = str(uuid7())  # type: ignore[attr-defined]
        bind_request(request.request_id)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response
