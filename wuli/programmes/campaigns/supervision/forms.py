"""The shapes of what officers fill in about supervision."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid
from wuli.base.core.figures import INDICATORS
from wuli.base.core.forms import ActionForm, EditForm, PickField
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.times import parse_range

from ..models import Cause, Level

UNITS = "/orgs/pick/"
LONG = forms.Textarea(attrs={"rows": 4})


class AskForm(ActionForm):
    """An item by hand: who is asked, what, by whom."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("督办哪个单位"))
    asked_by = forms.ModelChoiceField(Org.objects.none(), label=_("以哪个单位的名义"))
    title = forms.CharField(label=_("督办事项"), max_length=120, help_text=_("一句话说清是什么事"))
    asks = forms.CharField(
        label=_("要求"), max_length=1000, widget=LONG, help_text=_("写明要答复什么、补什么")
    )

    indicator = forms.CharField(required=False, widget=forms.HiddenInput)
    period = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_indicator(self) -> str:
        """The indicator that the item is about; what is not declared is none."""
        code = self.cleaned_data["indicator"]
        return code if code in INDICATORS else ""

    def clean_period(self) -> tuple[date, date] | None:
        """The stretch of time that the item is about; nonsense is none."""
        try:
            when = parse_range(self.cleaned_data["period"], timezone.localdate())
        except Invalid:
            return None
        return (when.start, when.end) if self.cleaned_data.get("indicator") else None

    def __init__(self, *args: Any, orgs: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
        granted = orgs.filter(grants__user=user).distinct().order_by("rank", "name_key")
        self.fields["asked_by"].queryset = granted
        self.fields["asked_by"].initial = granted.first()


def asked_about(query: Mapping[str, str]) -> dict[str, Any]:
    """What a link to the form says already: the unit, the indicator that lags, its period."""
    told: dict[str, Any] = {"org": query.get("org")}
    declared = INDICATORS.get(query.get("indicator", ""))
    if declared is not None:
        told |= {"indicator": declared.code, "period": query.get("period", "")}
        told |= {"title": _now("%(name)s落后") % {"name": declared.name}}
        told |= {"asks": _now("说明原因，写明哪天补上、谁来办。")}
    return told


class AnswerForm(ActionForm):
    """An answer with evidence."""

    words = forms.CharField(
        label=_("答复"), max_length=1000, widget=LONG, help_text=_("原因、怎么补、哪天补上")
    )
    upload = forms.FileField(label=_("佐证"), required=False, help_text=_("照片或文件，可以不传"))
    link = forms.CharField(
        label=_("平台里的记录"), max_length=300, required=False,
        help_text=_("打开那条记录，把地址里从 / 开始的部分贴过来"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The one file becomes the files of the answer; a whole address is cut to its path."""
        told = super().clean() or self.cleaned_data
        upload = told.pop("upload", None)
        told["uploads"] = [upload] if upload else []
        return told


class ReturnForm(ActionForm):
    """Words that must be there."""

    words = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AcceptForm(ActionForm):
    """Words that may be there."""

    words = forms.CharField(label=_("评语（可以不写）"), max_length=1000, required=False)


class RuleForm(ActionForm):
    """A rule: what is watched, from where on, at which units, how long they have."""

    org = forms.ModelChoiceField(Org.objects.none(), label=_("发起单位"))
    indicator = forms.ChoiceField(label=_("指标"))
    cause = forms.ChoiceField(
        label=_("什么情况督办"), choices=[c for c in Cause.choices if c[0] != Cause.HAND]
    )
    threshold = forms.IntegerField(
        label=_("界线"), min_value=1, max_value=366,
        help_text=_("慢或者低：写百分点，例如 20；很久没有记录：写天数，例如 30"),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("看哪些单位"), choices=Level.choices)
    answer_hours = forms.IntegerField(
        label=_("答复时限（工作小时）"), min_value=1, max_value=400, help_text=_("只算上班时间，节假日不算")
    )
    from_on = forms.DateField(label=_("从哪天起"))
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("文号或会议"))

    def __init__(self, *args: Any, orgs: Any, indicators: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
        self.fields["indicator"].choices = [(each.code, each.name) for each in indicators]


class EndRuleForm(EditForm):
    """From which day a rule no longer looks."""

    on = forms.DateField(label=_("从哪天起停用"))
