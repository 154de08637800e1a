"""The shapes of what officers fill in about sessions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.forms import ActionForm, EditForm, TimeInput
from wuli.base.orgs.models import Org

from .kind import KINDS, Kind
from .models import Session


class SessionForm(ActionForm):
    """A session in the order of the paper register: what, who speaks, where, when, for how many."""

    title = forms.CharField(label=_("题目"), max_length=80)
    topic = forms.ChoiceField(label=_("门类"), required=False)
    speaker = forms.CharField(label=_("主讲人"), max_length=40, required=False)
    speaker_unit = forms.CharField(label=_("主讲人单位和职称"), max_length=80, required=False)
    place = forms.CharField(label=_("地点"), max_length=100)
    day = forms.DateField(label=_("日期"))
    starts = forms.TimeField(label=_("开始时间"), widget=TimeInput())
    ends = forms.TimeField(label=_("结束时间"), widget=TimeInput())
    capacity = forms.IntegerField(
        label=_("可到人数"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("会场坐得下多少人，可以不填"),
    )
    summary = forms.CharField(
        label=_("内容提要"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("职工在手机上会看到"),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", _("不分门类")), *kind.topics]
        if kind.speaker:
            self.fields["speaker"].label = kind.speaker  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """Day and times become the two instants that the actions take."""
        told = super().clean() or {}
        day, starts, ends = told.pop("day", None), told.pop("starts", None), told.pop("ends", None)
        if day and starts and ends:
            zone = timezone.get_current_timezone()
            told["starts_at"] = datetime.combine(day, starts, zone)
            told["ends_at"] = datetime.combine(day, ends, zone)
        return told


class CorrectForm(SessionForm):
    """A session that stands: carries the version its reader saw."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        plain = ["title", "topic", "speaker", "speaker_unit", "place", "capacity", "summary"]
        start = {name: getattr(session, name) for name in plain}
        start |= {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}
        start |= {"seen_version": session.version}
        super().__init__(*args, kind=session.declared, initial=start, **kwargs)


class PlanForm(SessionForm):
    """A new session: also which unit holds it."""

    org = forms.ModelChoiceField(Org.objects.none(), label=_("举办单位"))
    kind = forms.ChoiceField(label=_("类别"))
    field_order = ("kind", "org", "title")

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
        self.fields["kind"].choices = [(kind.code, kind.name) for kind in KINDS.values()]


class CancelForm(ActionForm):
    """Why a session does not take place."""

    reason = forms.CharField(
        label=_("为什么取消"), max_length=200, help_text=_("职工在手机上会看到，写清楚改到哪天或者怎么办")
    )


class HandOverForm(EditForm):
    """Who answers for a session from now on: one of those who may plan at its unit."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("交给谁负责"), help_text=_("能在这家单位排活动的人；对方会收到通知")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class EvidenceForm(ActionForm):
    """A photo or paper that shows that the session was held."""

    upload = forms.FileField(
        label=_("照片或签到表"),
        allow_empty_file=True,
        help_text=_("JPG、PNG 或 PDF；照片自带的拍摄时间会留下"),
    )
    caption = forms.CharField(label=_("照片说明"), max_length=100, required=False)
    taken_at = forms.DateTimeField(
        label=_("拍摄时间"), required=False,
        help_text=_("照片里没有时间的，在这里填"),
    )  # fmt: skip
