"""Clearing away proofs that have had their day (剩余信息保护)."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from wuli.base.core.actions import Actor, action, require

from ..models import Brake, OneTimeCode, ScreenMessage
from ..permission import SEND_CODES
from ..rules import FORGET_FAILURES_AFTER
from .secrets import forget_loose_secrets

KEEP_CODES = timedelta(days=1)


@action("accounts.sweep")
def sweep(*, actor: Actor, at: datetime) -> int:
    """Delete spent codes, shown messages, forgotten failures, ended sessions; returns how many rows.

    Safe to run at any time and twice: nothing that still counts is touched.
    """
    require(actor, SEND_CODES)
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    gone = [
        OneTimeCode.objects.filter(created_at__lt=at - KEEP_CODES).delete(),
        ScreenMessage.objects.filter(created_at__lt=at - KEEP_CODES).delete(),
        Brake.objects.filter(failed_at__lt=at - FORGET_FAILURES_AFTER).delete(),
        Session.objects.filter(expire_date__lt=at).delete(),
        UserSession.objects.exclude(Exists(alive)).delete(),
    ]
    forget_loose_secrets()
    return sum(count for count, _by_model in gone)
