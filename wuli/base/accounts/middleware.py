"""What stands between a sign-in and the pages: time limits, second factor, password age, consents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from wuli.base.core import rules as core_rules

from . import gates, rules
from .actions.sessions import note_device_used, note_new_device
from .models import User

log = structlog.get_logger()
Next = Callable[[HttpRequest], HttpResponse]

STARTED, SEEN, IDLE = "wuli_started", "wuli_seen", "wuli_idle"
NOTE_EVERY = 60  # seconds between two notes of when a device was last seen


class SignInLimits:
    """Ends a sign-in that was idle or lasted too long, and notes once a minute that it is in use."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and request.session.session_key:
            why = self._over(request, user)
            if why:
                logout(request)
                log.info("accounts.sign_in_ended", why=why)
                request.sign_in_ended = why  # type: ignore[attr-defined]
                if not gates.is_program(request):
                    messages.info(request, _told(why))
        elif _was_signed_out(request):
            messages.info(request, _("这台设备已经退出登录，请重新登录。"))
        return self.get_response(request)

    def _over(self, request: HttpRequest, user: User) -> str:
        at: datetime = request.at  # type: ignore[attr-defined]
        now = at.timestamp()
        if STARTED not in request.session:
            request.session[STARTED] = request.session[SEEN] = now
            request.session[IDLE] = idle_seconds(user.kind, at)
            note_new_device(request)
        seen = request.session.get(SEEN, now)
        why = rules.sign_in_is_over(
            self._limits(request, user),
            started_at=_instant(request.session[STARTED]),
            seen_at=_instant(seen),
            at=at,
        )
        if not why and now - seen >= NOTE_EVERY:
            request.session[SEEN] = now
            request.session[IDLE] = idle_seconds(user.kind, at)
            note_device_used(request.session.session_key, at)
        return why

    def _limits(self, request: HttpRequest, user: User) -> rules.SessionLimits:
        """The idle limit was asked of the dated rule within the last minute of use."""
        return replace(rules.SESSIONS[user.kind], idle=timedelta(seconds=request.session[IDLE]))


def idle_seconds(kind: str, at: datetime) -> float:
    """How long an account of `kind` may stay idle today by the dated rule, else the built-in value."""
    try:
        ruled = core_rules.at("accounts.session_limits", None, timezone.localdate(at))
    except core_rules.NoRuleInForce:
        return rules.SESSIONS[kind].idle.total_seconds()
    return rules.session_limits(kind, ruled.value).idle.total_seconds()


class Gate:
    """Leads who lacks something (second factor, new password, consent) to the page that gives it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or _is_open(request):
            return self.get_response(request)
        step = gates.next_step(request, user)
        if step is None:
            return self.get_response(request)
        if gates.is_program(request):
            return _refused(request, step)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": reverse(step.url_name)})
        wanted = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return redirect(f"{reverse(step.url_name)}?{wanted}" if wanted else reverse(step.url_name))


def _is_open(request: HttpRequest) -> bool:
    if request.path.startswith(settings.STATIC_URL):
        return True
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return False
    return name in gates.OPEN_PAGES


def _refused(request: HttpRequest, step: gates.Step) -> HttpResponse:
    body = {
        "type": f"urn:wuli:error:{step.code}",
        "code": step.code,
        "title": str(step.told),
        "status": 403,
        "instance": request.path,
    }
    return JsonResponse(body, status=403, content_type="application/problem+json")


def _was_signed_out(request: HttpRequest) -> bool:
    """Whether the page is asked for with a session that was ended elsewhere, by its owner or by a change."""
    carried = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.session_key is None
    return carried and request.method == "GET" and not gates.is_program(request)


def _told(why: str) -> str:
    if why == "idle":
        return _("有一阵没有操作，已经替您退出。没存的内容没有保存。")
    return _("这次登录时间到了，请重新登录。")


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.get_current_timezone())
