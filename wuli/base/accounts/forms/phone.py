"""The sign-in form of members, and the form that changes a number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wuli.base.core.errors import Invalid
from wuli.base.core.forms import ActionForm

from ..phones import normalise_phone

CODE_DIGITS = 6


class PhoneField(forms.CharField):
    """A mobile number in any customary spelling; cleans to its eleven digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 24)
        kwargs["widget"] = forms.TextInput(
            attrs={"inputmode": "tel", "autocomplete": "tel", "class": "form-control num"}
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Eleven digits, or the error of the number as it was typed."""
        text = super().clean(value)
        try:
            return normalise_phone(text) if text else ""
        except Invalid as refused:
            raise forms.ValidationError([str(m) for m in refused.fields["phone"]]) from refused


class CodeField(forms.CharField):
    """Six digits; says how many are missing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("短信验证码"))
        kwargs.setdefault("max_length", 12)
        kwargs["widget"] = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "form-control num grow"}
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Six digits, spaces left out."""
        digits = "".join(c for c in super().clean(value) if c.isdigit())
        gap = CODE_DIGITS - len(digits)
        if digits and gap > 0:
            words = ngettext("验证码是 6 位，还差 %(gap)s 位。", "验证码是 6 位，还差 %(gap)s 位。", gap)
            raise forms.ValidationError(words % {"gap": gap})
        if gap < 0:
            raise forms.ValidationError(_("验证码是 6 位，多了几位。"))
        return digits


class PhoneOnlyForm(ActionForm):
    """A number to which a code shall go."""

    phone = PhoneField(error_messages={"required": _("先填手机号，再要验证码。")})


class PhoneSignInForm(PhoneOnlyForm):
    """Number, code, and the tick under the words one agrees to."""

    code = CodeField(error_messages={"required": _("请填短信里的 6 位验证码。")})
    agree = forms.BooleanField(error_messages={"required": _("先看过这两份文字，同意了再登录。")})


class NewPhoneForm(ActionForm):
    """A code from the old number (where there is one), the new number, and a code from it."""

    old_code = CodeField(label=_("原手机号收到的验证码"), required=False)
    phone = PhoneField(label=_("新手机号"), error_messages={"required": _("请填新手机号。")})
    new_code = CodeField(label=_("新手机号收到的验证码"), required=False)
