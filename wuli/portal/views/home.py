"""The front door: everybody is led to their own first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wuli.portal.context import Shell

LEADERS = {"leader"}


def home(request: HttpRequest) -> HttpResponse:
    """Anonymous to sign-in, officers to the desk, who only reads figures to the figures, members home."""
    if not request.user.is_authenticated:
        return redirect("accounts:sign-in")
    if not request.user.is_officer:
        return redirect("portal:member-home")
    roles = {grant.role for grant in Shell(request).grants}
    return redirect("/figures/" if roles and roles <= LEADERS else "portal:desk")
