"""Secrets of authenticators, sealed in a table of ours; allauth keeps the key of the row in their place."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone

from wuli.base.core.actions import Actor, action, require

from ..models import KeptSecret
from ..permission import MANAGE_ACCOUNTS

SETTLED = timedelta(hours=1)  # allauth writes its own row a moment after it asks for the seal


@action("accounts.keep_secret")
def keep_secret(*, actor: Actor, clear: str) -> KeptSecret:
    """Seal the secret of a new authenticator; those whose authenticator is gone are cleared away."""
    require(actor, MANAGE_ACCOUNTS)
    forget_loose_secrets()
    return KeptSecret.objects.create(secret=clear)


def forget_loose_secrets() -> None:
    """Clear secrets that no authenticator names any more (剩余信息保护)."""
    named = [
        value
        for data in Authenticator.objects.exclude(type="webauthn").values_list("data", flat=True)
        for value in data.values()
        if isinstance(value, str)
    ]
    settled = KeptSecret.objects.filter(created_at__lt=timezone.now() - SETTLED)
    settled.exclude(pk__in=[value for value in named if len(value) == 36]).delete()
