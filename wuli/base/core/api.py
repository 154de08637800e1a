"""What every router of the API stands on: who calls, what they may touch, pages by cursor, refusals.

An app's `api.py` makes `router = Router()` and is found by `config.api`. Operations use the same
querysets (`visible_to(request.auth)`) and actions (`actor=request.auth, at=request.at`) as the pages.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.pagination import CursorPagination as NinjaCursorPagination
from ninja.pagination import paginate
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle
from pydantic import ValidationError as ShapeError

from . import idempotency
from .errors import Invalid, NotAllowed
from .models.tokens import ApiToken, ApiTokenUse, token_digest
from .openapi import Description
from .problems import bare_problem, handlers

__all__ = ["ApiRequest", "CursorPagination", "Router", "WuliAPI", "paginate"]

PREFIX = "/api/v1/"
SAFE = {"GET", "HEAD", "OPTIONS"}
# Scope -> the part of the API, and whether it writes; known once the API is built.
SCOPES: dict[str, tuple[str | Promise, bool]] = {}
USE_NOTED_EVERY = timedelta(minutes=10)

if TYPE_CHECKING:

    class ApiRequest(HttpRequest):
        """A request with its caller: `auth` is the User, `at` the instant all rules use."""

        auth: Any
        at: datetime
else:
    ApiRequest = HttpRequest


class ScopeMissing(NotAllowed):
    """The token does not reach this part of the API."""

    code = "core.scope_missing"
    message = _("令牌的范围不含 %(scope)s，这次没有办理。")
    cure = _("请在「接口令牌」页另发一个含此范围的令牌。")


def needed_scope(request: HttpRequest) -> str:
    """The scope a call takes, e.g. `orgs:read`: the app is the first part of the path."""
    app = request.path.removeprefix(PREFIX).split("/", 1)[0]
    return f"{app}:{'read' if request.method in SAFE else 'write'}"


class TokenAuth(HttpBearer):
    """A program with a token acts as the person who issued it, within the token's scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token's owner; None for a token that opens nothing; ScopeMissing for one that opens less."""
        at = timezone.now()
        known = ApiToken.objects.in_force(at).select_related("user", "use")
        found = known.filter(digest=token_digest(token)).first()
        if found is None:
            return None
        scope = needed_scope(request)
        if scope not in found.scopes:
            raise ScopeMissing(scope=scope)
        _note_use(found, at)
        return found.user


def _note_use(token: ApiToken, at: datetime) -> None:
    used_at = token.use.used_at if hasattr(token, "use") else None
    if used_at is None or at - used_at > USE_NOTED_EVERY:
        ApiTokenUse.objects.update_or_create(token=token, defaults={"used_at": at})


class PageAuth(SessionAuth):
    """A person signed in on the pages, e.g. on the docs page; writing takes the CSRF token."""


TOKEN, PAGE = TokenAuth(), PageAuth()


def caller_of(request: HttpRequest) -> Any:
    """The user who calls, or None when the operation will refuse them anyway."""
    try:
        return TOKEN(request) or (request.user if request.user.is_authenticated else None)
    except NotAllowed:
        return None


class CallerThrottle(SimpleRateThrottle):
    """So many calls a minute for each caller in each server process: counted in memory, it costs no query."""

    scope = "caller"
    cache = LocMemCache("api-calls", {})

    def get_cache_key(self, request: HttpRequest) -> str:
        """One account, one allowance, however many tokens it has."""
        return f"api-calls-{request.auth.pk}"  # type: ignore[attr-defined]


class CursorPagination(NinjaCursorPagination):
    """Pages by an opaque cursor: steady while rows come and go. Order by a unique column last."""

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {"ordering": ("-id",), "page_size": 50, "max_page_size": 200}
        super().__init__(**(usual | options))

    def paginate_queryset(
        self, queryset: models.QuerySet, pagination: Any, request: HttpRequest, **params: Any
    ) -> Any:
        """A page; a cursor that was not ours is Invalid, not a server error."""
        try:
            return super().paginate_queryset(queryset, pagination, request, **params)
        except (ValueError, DjangoValidationError, ShapeError, ValidationError) as error:
            raise Invalid(fields={"cursor": [_("翻页标记不对。请从第一页重新取。")]}) from error


def refuse_nul(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator of operations: the NUL character, which no text column can hold, is a bad request."""

    @wraps(run)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        in_query = any("\0" in value for values in request.GET.lists() for value in values[1])
        if in_query or _has_nul(request):
            return bare_problem(request, 400)
        return run(request, *args, **kwargs)

    return answer


def _has_nul(request: HttpRequest) -> bool:
    if request.content_type == "multipart/form-data":  # files may hold anything, the words beside them not
        return any("\0" in value for values in request.POST.lists() for value in values[1])
    return b"\\u0000" in request.body or b"\0" in request.body


class WuliAPI(NinjaAPI):
    """The API with our callers, refusals and repeats in place; routers bring the operations."""

    def __init__(self) -> None:
        super().__init__(
            title="Wuli 五力 API",
            version="1",
            urls_namespace="api",
            description=str(_("与页面同一套数据和规则。清单用游标翻页，提交带 Idempotency-Key。")),
            openapi_url="openapi.json",
            docs_url="docs",
            auth=[TOKEN, PAGE],
            throttle=[CallerThrottle(settings.API_RATE)],
        )
        for kind, handler in handlers():
            self.add_exception_handler(kind, handler)
        self.add_decorator(idempotency.once(caller_of), mode="view")
        self.add_decorator(refuse_nul, mode="view")

    def mount(self, label: str, router: Router, name: str | Promise) -> None:
        """Put an app's router under its label and make its two scopes known."""
        self.add_router(f"/{label}", router, tags=[label], url_name_prefix=label)
        SCOPES.update({f"{label}:read": (name, False), f"{label}:write": (name, True)})

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`orgs.list_orgs`: the app and the function."""
        function = operation.view_func
        return f"{function.__module__.split('.')[-2]}.{function.__name__}"

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Description:
        """The description with all that an operation may answer."""
        return Description(
            self, self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        )
