"""Who comes to a member's page: found by their account or verified phone, or told that nobody is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wuli.base.core.errors import WuliError
from wuli.base.core.web import MemberDoor

from .actions import my_person


def nobody(request: HttpRequest, refusal: WuliError | None) -> HttpResponse:
    """Say that the account is in no register, or why it cannot be told whose it is."""
    return render(request, "people/nobody.html", {"refusal": refusal}, status=409 if refusal else 404)


DOOR = MemberDoor(my_person, nobody)
