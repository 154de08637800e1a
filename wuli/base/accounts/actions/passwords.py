"""Setting a password, one's own or somebody else's."""

from datetime import datetime

from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wuli.base.core.actions import Actor, action
from wuli.base.core.errors import Invalid

from ..models import PastPassword, User
from ..permission import MANAGE_ACCOUNTS, require_own_or
from .sessions import end_sessions


@action("accounts.set_password")
def set_password(
    *, actor: Actor, user: User, password: str, at: datetime, keep_session: str | None = None
) -> None:
    """Set a password 设密码. Set by somebody else, it must be changed at the next sign-in.

    Ends all other sign-ins; `keep_session` is the key of the one from which the owner changes it.
    Raises Invalid on `password` with every reason at once.
    """
    require_own_or(actor, MANAGE_ACCOUNTS, user)
    keep_password(user, password, at=at)
    user.must_change_password = actor.pk != user.pk
    user.save(update_fields=["must_change_password"])
    end_sessions(actor=actor, user=user, keep=keep_session)


def keep_password(user: User, password: str, *, at: datetime, check: bool = True, save: bool = True) -> None:
    """Put a new password on `user` and remember the old one; Invalid on `password` with every reason."""
    if check:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid({"password": list(error.messages)}) from error
    if save and is_password_usable(user.password):
        PastPassword.objects.create(user=user, hash=user.password)
    user.set_password(password)
    user.password_changed_at = at
    if save:
        user.save(update_fields=["password", "password_changed_at"])
