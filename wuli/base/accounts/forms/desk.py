"""What administrators type."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm, PickField, dress

from ..models import User
from ..units import units_url
from .phone import PhoneField


class OpenAccountForm(ActionForm):
    """A new account, in the order of the paper form."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=User.Kind, widget=forms.RadioSelect, initial=User.Kind.OFFICER
    )
    name = forms.CharField(label=_("姓名"), max_length=64)
    username = forms.CharField(
        label=_("登录名"),
        max_length=64,
        required=False,
        help_text=_("工会干部必填，字母或数字，比如 chenming。会员用手机号登录，不用填。"),
    )
    phone = PhoneField(required=False)
    password = forms.CharField(
        label=_("初始密码"),
        required=False,
        strip=False,
        help_text=_("工会干部必填，至少 12 位。本人第一次登录时必须换掉。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, units: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = PickField(
            units, url=units_url(), label=_("所在单位"), help_text=_("写全称，或者名称里的几个字。")
        )
        dress(self.fields["org"])

    def clean(self) -> dict[str, Any]:
        """Officers need a login name and a password; empty ones are none."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") == User.Kind.OFFICER and not data.get("password"):
            self.add_error("password", _("给工会干部开户要有初始密码。"))
        return data | {"password": data.get("password") or None}


class ReasonForm(ActionForm):
    """Why something is done to somebody's account."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        help_text=_("会记进审计，比如：本人换了手机，已当面核对身份证。"),
    )


class DeskNameForm(ReasonForm):
    """The right name of somebody, as their ID says it."""

    name = forms.CharField(label=_("姓名"), max_length=64, help_text=_("照证件填写"))
    field_order = ("name", "reason")


class DeskPhoneForm(ReasonForm):
    """Another number for somebody who came to the counter."""

    phone = PhoneField(label=_("新手机号"))
    field_order = ("phone", "reason")


class DeskPasswordForm(ActionForm):
    """A first password for somebody else."""

    password = forms.CharField(
        label=_("临时密码"),
        strip=False,
        help_text=_("至少 12 位。本人下次登录时必须换掉，其他设备会退出。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class AnswerForm(ActionForm):
    """The answer to a request about personal data."""

    granted = forms.TypedChoiceField(
        label=_("怎么答复"),
        choices=[("1", _("照办")), ("0", _("不同意"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("答复"),
        max_length=2000,
        help_text=_("本人会看到。不同意的，写明理由和依据。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
