"""What the pages of accounts share: where a request comes from, and the shell of who looks."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import User

LAYOUTS = {User.Kind.OFFICER: "core/officer.html", User.Kind.MEMBER: "core/member.html"}


def address_of(request: HttpRequest) -> str:
    """The network address of the caller, behind as many proxies as WULI_PROXIES says."""
    return str(get_adapter(request).get_client_ip(request))


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render `template` in the shell of the viewer: officer's desk, member's phone, or plain."""
    layout = LAYOUTS.get(getattr(request.user, "kind", ""), "core/plain.html")
    return render(request, template, {"layout": layout} | context, status=status)
