"""Accounts for tests, opened as the platform opens them."""

from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from wuli.base.accounts.actions import (
    deactivate_account,
    enrol_authenticator_app,
    give_required_consents,
    open_account,
)
from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM

PASSWORD = "Binhai-2026-wuli"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_numbers = count(1)


def officer_account(
    name: str = "陈明", *, username: str = "", org: Any = None, app: bool = True, phone: str = ""
) -> User:
    """An officer's account with a password of its own and, unless `app=False`, an authenticator app."""
    user = open_account(
        actor=SYSTEM,
        username=username or f"chen{next(_numbers)}",
        name=name,
        kind=User.Kind.OFFICER,
        password=PASSWORD,
        phone=phone or None,
        org=org,
        must_change_password=False,
    )
    if app:
        enrol_authenticator_app(actor=SYSTEM, user=user, secret=TOTP_SECRET)
    return user


def member_account(name: str = "欧阳静", *, phone: str = "", org: Any = None, consents: bool = True) -> User:
    """A member's account known by its phone, having agreed to what is required unless `consents=False`."""
    phone = phone or f"139{next(_numbers):08d}"
    user = open_account(actor=SYSTEM, name=name, kind=User.Kind.MEMBER, phone=phone, org=org)
    if consents:
        give_required_consents(actor=user, user=user, at=timezone.now())
    return user


def sign_in(client: Client, user: User) -> Client:
    """Sign `user` in on `client` past every gate: second factor there, consents given."""
    if user.is_officer and not Authenticator.objects.filter(user=user).exists():
        enrol_authenticator_app(actor=SYSTEM, user=user, secret=TOTP_SECRET)
    if user.kind == User.Kind.MEMBER:
        give_required_consents(actor=user, user=user, at=timezone.now())
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def totp() -> str:
    """The six digits that the authenticator of every account of these builders shows now."""
    return totp_of(TOTP_SECRET)


def totp_of(secret: str) -> str:
    """The six digits that belong to `secret` now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def close(user: User) -> None:
    """Switch an account off, as an administrator would."""
    deactivate_account(actor=SYSTEM, user=user, reason="离职")
