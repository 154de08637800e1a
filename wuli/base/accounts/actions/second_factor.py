"""The second factor 第二重验证 of officers."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action
from wuli.base.core.errors import Conflict, Invalid

from ..errors import NotYourself
from ..models import User
from ..permission import MANAGE_ACCOUNTS, require_for
from .sessions import end_sessions


@action("accounts.reset_second_factor")
def reset_second_factor(*, actor: Actor, user: User, reason: str) -> int:
    """Take every second factor off an account whose owner lost the device 重置第二重验证.

    The owner sets up a new one at the next sign-in. Ends all sign-ins. Returns how many were removed.
    """
    require_for(actor, MANAGE_ACCOUNTS, user)
    if actor.pk == user.pk:
        raise NotYourself()
    if not reason.strip():
        raise Invalid({"reason": [_("请写明理由，它会记进审计。")]})
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    user.second_factor_reset_at = timezone.now()  # the user's history is where auditors look
    user.save(update_fields=["second_factor_reset_at"])
    end_sessions(actor=actor, user=user)
    return removed


@action("accounts.enrol_authenticator_app")
def enrol_authenticator_app(*, actor: Actor, user: User, secret: str) -> None:
    """Give `user` an authenticator app with a known base32 secret: for the demo and for tests."""
    require_for(actor, MANAGE_ACCOUNTS, user)
    try:
        with transaction.atomic():
            TOTP.activate(user, secret)
    except IntegrityError as error:
        raise Conflict() from error
