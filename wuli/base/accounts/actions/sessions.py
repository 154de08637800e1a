"""Ending sign-ins, and the list of devices."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from wuli.base.core.actions import Actor, action

from ..models import User
from ..permission import MANAGE_ACCOUNTS, require_own_or


@action("accounts.end_sessions")
def end_sessions(*, actor: Actor, user: User, keep: str | None = None, only: int | None = None) -> int:
    """Sign `user` out 下线: everywhere, everywhere but in the session `keep`, or on the device `only`.

    Returns how many devices were signed out.
    """
    require_own_or(actor, MANAGE_ACCOUNTS, user)
    return end_everywhere(user, keep=keep, only=only)


def end_everywhere(user: User, *, keep: str | None = None, only: int | None = None) -> int:
    """The part that other actions of accounts share, once they have asked for their own right."""
    devices = UserSession.objects.filter(user=user)
    if only is not None:
        devices = devices.filter(pk=only)
    if keep is not None:
        devices = devices.exclude(session_key=keep)
    keys = list(devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    devices.delete()
    return len(keys)


def note_new_device(request: HttpRequest) -> None:
    """Put a fresh sign-in on the list of devices, however it came about. No action: nothing is decided."""
    UserSession.objects.create_from_request(request)


def note_device_used(session_key: str | None, at: datetime) -> None:
    """When a device was last seen; kept apart from the session, which tells nobody whose it is."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


def carry_device(old_key: str | None, new_key: str | None) -> None:
    """Keep a device's line when its session gets a new key after a change of password."""
    UserSession.objects.filter(session_key=old_key).update(session_key=new_key)
