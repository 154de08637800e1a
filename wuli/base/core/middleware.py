"""What every request carries: an id for logs and audit, the instant it is judged at, its language."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from uuid_utils.compat import uuid7

from .actions import bind_request


class RequestContext:
    """Sets `request.at` (the instant every rule of this request uses) and `request.request_id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Stamp the request, serve it, and name its number in the answer."""
        request.at = timezone.now()  # type: ignore[attr-defined]
        request.request_id = str(uuid7())  # type: ignore[attr-defined]
        bind_request(request.request_id)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class OwnLanguage:
    """On a device that has not chosen a language, the one that the signed-in user chose elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the user's language before the page is drawn."""
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            chosen = getattr(request.user, "language", settings.LANGUAGE_CODE)
            if chosen != settings.LANGUAGE_CODE:  # the default is nobody's choice: the browser's counts
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen  # type: ignore[attr-defined]
        return self.get_response(request)
