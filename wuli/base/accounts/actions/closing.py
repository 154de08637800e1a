"""Emptying an account whose owner asked for deletion."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from wuli.base.core.actions import Actor, action

from ..models import User
from ..permission import ANSWER_PRIVACY, require_for
from .sessions import end_everywhere


@action("accounts.close_and_empty")
def close_own_account(*, actor: Actor, user: User) -> None:
    """Close the account and clear what was kept in it 注销: phone, name, proofs, devices.

    The membership 会籍 is the union's own record and is not touched; the audit trail keeps that and
    when it was done, as the law on logs asks.
    """
    require_for(actor, ANSWER_PRIVACY, user)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.past_passwords.all().delete()
    end_everywhere(user)
    user.set_unusable_password()
    user.username, user.name, user.email = f"closed-{user.pk.hex}", "—", ""
    user.phone, user.phone_bidx, user.phone_mask, user.phone_verified_at = None, None, "", None
    user.is_active = False
    user.save()
