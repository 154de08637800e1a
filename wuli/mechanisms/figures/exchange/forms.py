"""What people fill in about peers and packages."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid
from wuli.base.core.forms import ActionForm, EditForm
from wuli.base.orgs.models import Org

from ..models import Direction
from ..reading import Declared
from ..rows import NOW, THEN
from ..times import TimeRange, parse_range
from .receipts import LARGEST

CODE = RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("代号用小写字母、数字和短横。"))


class KeyFields(forms.Form):
    """A public key and the number its owner gave it."""

    key_number = forms.IntegerField(
        label=_("公钥编号"), min_value=1, max_value=65_535, initial=1, help_text=_("以对方页面上写的为准")
    )
    public = forms.CharField(
        label=_("公钥"), max_length=60, required=False,
        help_text=_("对方“对接单位”页上的 44 个字符。登记后打电话核对指纹"),
    )  # fmt: skip


class PeerForm(ActionForm, KeyFields):
    """A federation with which figures are exchanged."""

    direction = forms.ChoiceField(label=_("方向"), choices=Direction, widget=forms.RadioSelect)
    name = forms.CharField(label=_("名称"), max_length=100)
    code = forms.CharField(
        label=_("代号"), max_length=40, validators=[CODE], help_text=_("对方“对接单位”页上写的代号")
    )
    org = forms.ModelChoiceField(
        Org.objects.none(), label=_("本方单位"), help_text=_("由它上报，或者对方的数挂在它下面")
    )
    from_on = forms.DateField(label=_("从哪天起"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18, min_length=18, required=False)
    address = forms.URLField(
        label=_("接收地址"), required=False, assume_scheme="https",
        help_text=_("上级给的地址，以 https:// 开头；只用文件送就空着"),
    )  # fmt: skip
    token = forms.CharField(
        label=_("对方给的令牌"), max_length=200, required=False, help_text=_("存下后不再显示")
    )
    field_order = ("direction", "name", "code", "org", "from_on", "uscc", "public", "key_number")

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs  # type: ignore[attr-defined]


class KeyForm(ActionForm):
    """One more key of a peer."""

    number = forms.IntegerField(label=_("公钥编号"), min_value=1, max_value=65_535)
    public = forms.CharField(label=_("公钥"), max_length=60)
    from_on = forms.DateField(label=_("从哪天起"))


class AddressForm(EditForm):
    """Where packages for a peer go."""

    address = forms.URLField(label=_("接收地址"), required=False, assume_scheme="https")
    token = forms.CharField(
        label=_("对方给的令牌"), max_length=200, required=False, help_text=_("不改就空着")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = ""


class EndPeerForm(ActionForm):
    """From when on nothing more is exchanged, and why."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    last_on = forms.DateField(label=_("最后一天"))
    reason = forms.CharField(label=_("为什么停用"), max_length=200)


class RetireKeyForm(ActionForm):
    """Why a key is good no more."""

    reason = forms.CharField(label=_("为什么停用"), max_length=200)


class PublishForm(ActionForm):
    """Which figures of which time are told."""

    period = forms.ChoiceField(label=_("时间"))
    reading = forms.ChoiceField(
        label=_("按哪时的隶属关系"), choices=[(THEN, _("按当时隶属")), (NOW, _("按现在隶属"))]
    )
    with_children = forms.BooleanField(label=_("连下一级单位一起报"), required=False, initial=True)
    forward = forms.BooleanField(
        label=_("连收到的下级上报一起转报"), required=False, help_text=_("注明最初是谁报的、第几号")
    )
    indicators = forms.MultipleChoiceField(label=_("指标"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, today: date, offered: Sequence[Declared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["period"].choices = offered_periods(today)  # type: ignore[attr-defined]
        self.fields["indicators"].choices = [  # type: ignore[attr-defined]
            (each.code, f"{each.name}（{each.unit.label}）") for each in offered
        ]

    def clean_period(self) -> TimeRange:
        """The stretch of time that was chosen."""
        try:
            return parse_range(self.cleaned_data["period"], self.today)
        except Invalid as error:
            raise forms.ValidationError([str(word) for word in error.fields["period"]]) from error

    def clean(self) -> dict[str, Any]:
        """The action knows the time as `when`."""
        told = super().clean() or self.cleaned_data
        if "period" in told:
            told["when"] = told.pop("period")
        return told


def offered_periods(today: date) -> list[tuple[str, str]]:
    """The last months, quarters, half-years and years, the running ones too, the short ones first."""
    found: list[TimeRange] = []
    month = TimeRange.month(today)
    for _n in range(13):
        found.append(month)
        month = TimeRange.month(month.start - timedelta(days=1))
    ends = [each.start for each in found]
    quarters = {TimeRange.quarter(day) for day in ends}
    halves = {TimeRange.half(day) for day in ends}
    years = {TimeRange.year(day.year) for day in ends}
    for several in (quarters, halves, years):
        found += sorted(several, key=lambda each: each.start, reverse=True)
    return [(each.code, each.words) for each in found]


class AnswerForm(ActionForm):
    """What the receiver said to a package that went as a file."""

    accepted = forms.TypedChoiceField(
        label=_("对方怎么说"), choices=[("yes", _("收下了")), ("no", _("退回了"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label=_("原话"), max_length=2000, required=False, widget=forms.Textarea, help_text=_("退回要写原因")
    )


class ReceiptForm(ActionForm):
    """A receipt that came as a file."""

    receipt = forms.FileField(label=_("回执"), help_text=_("对方下载的 .json 文件，不要打开另存"))

    def clean(self) -> dict[str, Any]:
        """The action knows the receipt as `text`."""
        told = super().clean() or self.cleaned_data
        if "receipt" in told:
            told["text"] = told.pop("receipt").read(LARGEST + 1)
        return told


class UploadForm(ActionForm):
    """A package that came as a file."""

    upload = forms.FileField(label=_("上报包"), help_text=_("对方下载的 .json 文件，不要打开另存"))
