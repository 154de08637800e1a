"""What the security administrator fills in to publish a text."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm

from ..models import ConsentText

COPIED = ("title_zh", "title_en", "text_zh", "text_en", "stops_zh", "stops_en", "source", "required")


def _words(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}))


class TextForm(ActionForm):
    """The next version: both languages, since either may be agreed to."""

    valid_from = forms.DateField(
        label=_("从哪天起用"), help_text=_("今天或以后。从那天起，同意过旧版的人要重新看过。")
    )
    title_zh = forms.CharField(label=_("标题（中文）"), max_length=64)
    text_zh = _words(_("正文（中文）"), 12)
    stops_zh = _words(_("撤回后停什么（中文）"), 3)
    title_en = forms.CharField(label=_("标题（英文）"), max_length=128)
    text_en = _words(_("正文（英文）"), 12)
    stops_en = _words(_("撤回后停什么（英文）"), 3)
    source = forms.CharField(label=_("依据"), max_length=128, required=False)
    required = forms.BooleanField(
        label=_("使用前必须同意"), required=False, help_text=_("只有没有它就办不了事的才勾。")
    )

    def __init__(self, *args: Any, newest: ConsentText, today: date, **kwargs: Any) -> None:
        initial = {name: getattr(newest, name) for name in COPIED} | {"valid_from": today}
        super().__init__(*args, initial=initial, **kwargs)
