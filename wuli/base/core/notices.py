"""Telling users: `notify(user, event, url=…, **params)` inside an action.

Part of its transaction, so nothing is told that was not kept.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from .models import Notice
from .notice_events import EVENTS, Event

__all__ = ["EVENTS", "Event", "notify", "notify_all"]


def notify(user: Any, event: Event, *, url: str, **params: Any) -> Notice:
    """Tell `user` that `event` happened; part of the caller's transaction, so it goes when that goes."""
    return notify_all([user], event, url=url, **params)[0]


def notify_all(users: Iterable[Any], event: Event, *, url: str, **params: Any) -> list[Notice]:
    """Tell several users at once, in one statement; parameters are kept as text."""
    told = {name: str(value) for name, value in params.items()}
    event.told(told)  # a missing parameter shows now, not at the reader's
    at = timezone.now()
    return Notice.objects.bulk_create(
        [Notice(user_id=user.pk, event=event.code, params=told, url=url, at=at) for user in users]
    )
