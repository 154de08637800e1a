"""What people change about their own account, and ask about their data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm

from ..models import PrivacyRequest, User


class NameForm(ActionForm):
    """The name on the account."""

    name = forms.CharField(
        label=_("姓名"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class LanguageForm(ActionForm):
    """The language of the pages."""

    language = forms.ChoiceField(label=_("语言"), choices=[("zh-hans", "中文"), ("en", "English")])


class PasswordForm(ActionForm):
    """The present password once, the new one twice."""

    old = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        help_text=_(
            "至少 12 位，大写、小写、数字、符号至少用三样；"
            "不能有登录名、姓名、手机号，不能是常见的和最近 5 次用过的。"
        ),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再写一遍"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["old"]

    def clean_again(self) -> str:
        """The second writing must be the first."""
        if self.cleaned_data["again"] != self.cleaned_data.get("password", self.cleaned_data["again"]):
            raise forms.ValidationError(_("两遍不一样，请再写一遍。"))
        return ""


class AskForm(ActionForm):
    """A request about one's own data."""

    kind = forms.ChoiceField(label=_("要求什么"), choices=PrivacyRequest.Kind, widget=forms.RadioSelect)
    detail = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=1000,
        help_text=_("要改正时写明哪一项不对、应该是什么。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
