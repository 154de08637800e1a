"""Proofs as they are typed. allauth builds the second-factor forms; the waits and words are ours."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as MFAAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MFAReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions.brakes import note_failure, release
from ..adapters import refuse_while_waiting

NAME_ATTRS = {
    "class": "form-control",
    "autocomplete": "username",
    "autocapitalize": "none",
    "spellcheck": "false",
}
PASSWORD_ATTRS = {"class": "form-control", "autocomplete": "current-password"}
CODE_ATTRS = {"class": "form-control num", "autocomplete": "one-time-code", "inputmode": "numeric"}


class PasswordForm(LoginForm):
    """Login name and password of an officer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("登录名")
        self.fields["login"].widget = forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        )
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = PASSWORD_ATTRS


class ReauthenticatePasswordForm(ReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs = PASSWORD_ATTRS


class CodeWaits:
    """Mixin: wrong codes count towards the same waits as wrong passwords."""

    user: Any
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("六位数字，或者一个备用码")
        self.fields["code"].widget.attrs = CODE_ATTRS

    def clean_code(self) -> str:
        key, address = f"code:{self.user.pk}", get_adapter().get_client_ip(context.request)
        refuse_while_waiting(key, address)
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            note_failure(key, address, timezone.now())
            raise
        release(key, address)
        return code


class SecondFactorForm(CodeWaits, MFAAuthenticateForm):
    """The six digits after the password."""


class ReauthenticateCodeForm(CodeWaits, MFAReauthenticateForm):
    """The six digits once more, before something delicate."""


class ActivateAppForm(ActivateTOTPForm):
    """The first six digits of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("六位数字")
        self.fields["code"].widget.attrs = CODE_ATTRS
