"""What a good password is, and when one must be changed."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import check_password, is_password_usable
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from . import rules
from .models import User


class LongEnoughValidator(MinimumLengthValidator):
    """Django's own rule of length, in words that both languages have."""

    def get_error_message(self) -> str:
        """What is wrong with a short one."""
        return _now("密码太短，至少要 %(n)s 位。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        """The rule in the reader's words."""
        return _now("至少 %(n)s 位。") % {"n": self.min_length}


class NotTheNameValidator:
    """Refuses a password that holds the login name, the name or the phone number of its owner."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when a piece of the owner's identity stands in the password."""
        if user is None:
            return
        own = [user.username, user.name, str(user.phone or "")]
        if any(len(piece) >= 2 and piece.lower() in password.lower() for piece in own):
            raise ValidationError(_("密码里不能有登录名、姓名或手机号。"), code="password_holds_name")

    def get_help_text(self) -> str:
        """The rule in the reader's words."""
        return str(_("不能有登录名、姓名或手机号。"))


class MixedValidator:
    """Asks for three of: capital, small letter, digit, sign (等级保护 complexity)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when fewer than three kinds of characters are used."""
        kinds = [str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum()]
        if sum(any(kind(c) for c in password) for kind in kinds) < 3:
            raise ValidationError(_("大写、小写、数字、符号，至少用三样。"), code="password_plain")

    def get_help_text(self) -> str:
        """The rule in the reader's words."""
        return str(_("大写、小写、数字、符号，至少用三样。"))


class NotLatelyUsedValidator:
    """Refuses the last five passwords of an account."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when the password was in use lately."""
        if user is None or user._state.adding:
            return
        kept = user.past_passwords.order_by("-created_at").values_list("hash", flat=True)
        past = [user.password, *kept[: rules.PASSWORDS_REMEMBERED - 1]]
        if any(is_password_usable(each) and check_password(password, each) for each in past):
            raise ValidationError(_("最近 5 次用过的密码不能再用。"), code="password_used")

    def get_help_text(self) -> str:
        """The rule in the reader's words."""
        return str(_("不能是最近 5 次用过的。"))


def password_must_change(user: User, at: datetime) -> bool:
    """Whether `user` has to choose a new password before anything else."""
    if not user.has_usable_password():
        return False
    changed_at = user.password_changed_at or user.created_at
    return user.must_change_password or rules.password_is_too_old(
        changed_at, settings.WULI_PASSWORD_MAX_AGE_DAYS, at
    )
