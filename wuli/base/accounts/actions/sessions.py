"""Ending sign-ins."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

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
