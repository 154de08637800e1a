"""The form in which an officer issues a token to a program."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .api import SCOPES
from .forms import ActionForm

LIVES = [(30, _("30 天")), (90, _("90 天")), (366, _("一年"))]


class TokenForm(ActionForm):
    """What it is for, what it may reach, how long it lives."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("写清给哪个系统用，例如「市总报表系统对账」")
    )
    scopes = forms.MultipleChoiceField(
        label=_("范围"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只勾用得到的；令牌能看能办的，也不会超过您本人"),
    )
    days = forms.TypedChoiceField(label=_("有效期"), choices=LIVES, coerce=int, initial=90)

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lives = [(days, words) for days, words in LIVES if days <= longest]
        self.fields["days"].choices = lives or [(longest, str(longest))]  # type: ignore[attr-defined]
        reading, writing = _("{part}：查看"), _("{part}：办理")
        choices = [
            (scope, format_lazy(writing if writes else reading, part=part))
            for scope, (part, writes) in SCOPES.items()
        ]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
