"""The shapes of what officers fill in about tasks and plans."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.accounts.models import User
from wuli.base.core.figures import INDICATORS
from wuli.base.core.forms import ActionForm, EditForm, PickField
from wuli.base.orgs.models import Org
from wuli.base.people.codes import PostTitle
from wuli.mechanisms.figures.times import TimeRange

from .kind import PlanKind
from .models import Bureau, Duty, Meeting, Plan

UNITS = "/orgs/pick/"
OWNERS = "/campaigns/pick-owner/"
OWNER_BY = ("name__icontains", "username__istartswith")


class TaskFields(forms.Form):
    """What is to be done, by when, and who answers for it."""

    title = forms.CharField(
        label=pgettext_lazy("task", "任务"), max_length=80, help_text=_("一句话说清要办成什么")
    )
    due_on = forms.DateField(label=_("完成期限"))
    owner = PickField(
        User.objects.none(),
        url=OWNERS,
        by=OWNER_BY,
        label=_("负责人"),
        required=False,
        help_text=_("不选，就交给承办单位的干事"),
    )
    detail = forms.CharField(
        label=_("要求"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    source_doc = forms.CharField(
        label=_("依据"), required=False, max_length=120, help_text=_("文号或会议，例如 滨工〔2026〕12号")
    )


class GiveForm(TaskFields, ActionForm):
    """A new task: also which unit does it."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("承办单位"))
    field_order = ("title", "org", "owner", "due_on", "detail", "source_doc")

    def __init__(self, *args: Any, orgs: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
        self.fields["owner"].queryset = owners


class CorrectForm(TaskFields, EditForm):
    """A task that stands: carries the version its reader saw."""

    field_order = ("title", "owner", "due_on", "detail", "source_doc")

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class WordsForm(ActionForm):
    """Words that go with a step; whether they must be there is the step's own rule."""

    words = forms.CharField(label=_("内容"), max_length=2000, required=False,
                            widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label


class PaperForm(ActionForm):
    """A photo or document."""

    upload = forms.FileField(label=_("照片或文件"), help_text=_("JPG、PNG、PDF 或 Word"))
    caption = forms.CharField(label=_("说明"), max_length=100, required=False)


class PlanFields(forms.Form):
    """What a plan is for, who leads it, from when to when, and which number it is to reach."""

    title = forms.CharField(label=_("名称"), max_length=80)
    lead = PickField(User.objects.none(), url=OWNERS, by=OWNER_BY, label=_("负责人"))
    starts_on = forms.DateField(label=_("开始日期"))
    ends_on = forms.DateField(label=_("结束日期"))
    goal = forms.CharField(
        label=_("工作目标"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    source_doc = forms.CharField(
        label=_("依据"), required=False, max_length=120, help_text=_("文号或会议，例如 滨工〔2026〕12号")
    )
    indicator = forms.ChoiceField(
        label=_("看哪个数"), required=False, help_text=_("选了就自动看进展，不用人报数")
    )
    wanted = forms.DecimalField(label=_("要达到"), required=False, min_value=0, max_value=10**12)

    def __init__(self, *args: Any, leads: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = leads
        self.fields["indicator"].choices = indicator_choices()


def indicator_choices() -> list[tuple[str, Any]]:
    """Every declared number, by name."""
    named = sorted((str(each.name), each.code) for each in INDICATORS.values())
    return [("", _("不看数")), *((code, name) for name, code in named)]


class DrawUpForm(PlanFields, ActionForm):
    """A new plan: also which unit makes it."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("主办单位"))
    field_order = (
        "title",
        "org",
        "lead",
        "starts_on",
        "ends_on",
        "goal",
        "source_doc",
        "indicator",
        "wanted",
    )

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs


class CorrectPlanForm(PlanFields, EditForm):
    """A plan that stands."""


class FinishStageForm(ActionForm):
    """What a stage came to."""

    words = forms.CharField(label=_("小结"), max_length=500, required=False,
                            widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip


class StageDateForm(ActionForm):
    """By when a stage is to be done."""

    code = forms.ChoiceField(label=_("阶段"))
    due_on = forms.DateField(label=_("完成期限"), required=False, help_text=_("空着，就是不定期限"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = plan.stages.filter(ended_on=None).select_related("plan")
        self.fields["code"].choices = [(stage.code, stage.name) for stage in left]


class SplitForm(ActionForm):
    """The units below, each with a tick and a number, and what they all have to do by one day."""

    title = forms.CharField(label=pgettext_lazy("task", "任务"), max_length=80)
    due_on = forms.DateField(label=_("完成期限"))
    detail = forms.CharField(
        label=_("要求"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, units: list[Org], taken: set[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = [org for org in units if org.pk not in taken]
        for org in self.units:
            self.fields[f"on-{org.pk}"] = forms.BooleanField(required=False, label=str(org))
            self.fields[f"wanted-{org.pk}"] = forms.DecimalField(
                required=False, min_value=0, max_value=10**9, label=_("要达到")
            )
        for name in self.fields:
            if name.startswith("wanted-"):
                self.fields[name].widget.attrs |= {"class": "form-control", "aria-label": str(_("要达到"))}
            if name.startswith("on-"):
                self.fields[name].widget.attrs["class"] = "form-check-input"

    @property
    def lines(self) -> list[tuple[Any, Any, Org]]:
        """Tick, number and unit, line by line."""
        return [(self[f"on-{org.pk}"], self[f"wanted-{org.pk}"], org) for org in self.units]

    @property
    def plain(self) -> list[Any]:
        """The fields above the table."""
        return [self["title"], self["due_on"], self["detail"]]

    def clean(self) -> dict[str, Any]:
        """The ticked units become the parts that the action takes."""
        told = super().clean() or {}
        parts = [(org, told.get(f"wanted-{org.pk}")) for org in self.units if told.get(f"on-{org.pk}")]
        kept = {name: told[name] for name in ("title", "due_on", "detail") if name in told}
        return kept | {"parts": parts}


class MilestoneForm(ActionForm):
    """Something to be reached by a day."""

    title = forms.CharField(label=_("节点"), max_length=80)
    due_on = forms.DateField(label=_("完成期限"))
    indicator = forms.ChoiceField(label=_("看哪个数"), required=False)
    since = forms.DateField(label=_("从哪天算起"), required=False, help_text=_("时点数不用填"))
    wanted = forms.DecimalField(label=_("要达到"), required=False, min_value=0, max_value=10**12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = indicator_choices()


class MeetingForm(ActionForm):
    """A meeting to be called."""

    title = forms.CharField(label=_("会议名称"), max_length=80)
    starts_at = forms.DateTimeField(label=_("时间"))
    place = forms.CharField(label=_("地点"), max_length=100)
    agenda = forms.CharField(
        label=_("议程"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("一行一项")
    )


class MinutesForm(ActionForm):
    """What a meeting came to, and which member units were there."""

    chaired_by = forms.CharField(label=_("主持人"), max_length=40, required=False)
    attended = forms.CharField(label=_("参加人员"), max_length=500, required=False)
    minutes = forms.CharField(label=_("纪要"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bureaus = list(meeting.plan.bureaus.all())
        for bureau in self.bureaus:
            self.fields[f"who-{bureau.pk}"] = forms.CharField(
                label=_("%(name)s谁来的") % {"name": bureau.name}, max_length=60, required=False,
                help_text=_("没来就空着"),
            )  # fmt: skip
            self.fields[f"who-{bureau.pk}"].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """Whoever is named came; the action takes them by member unit."""
        told = super().clean() or {}
        seats = {each.pk: told.pop(f"who-{each.pk}", "") for each in self.bureaus}
        return told | {"seats": {key: who for key, who in seats.items() if who}}


class DecisionForm(ActionForm):
    """What was decided, who does it and by when."""

    words = forms.CharField(label=_("议定事项"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    bureau = forms.ModelChoiceField(
        Bureau.objects.none(), label=_("成员单位"), required=False, empty_label=_("本会办")
    )
    owner = PickField(
        User.objects.none(), url=OWNERS, by=OWNER_BY, label=_("谁盯着"), required=False,
        help_text=_("不选，就由计划的负责人盯"),
    )  # fmt: skip
    due_on = forms.DateField(label=_("完成期限"))

    def __init__(self, *args: Any, meeting: Meeting, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = meeting.plan.bureaus.all()
        self.fields["owner"].queryset = owners
        if not meeting.plan.declared.bureaus:
            del self.fields["bureau"]


class BureauForm(ActionForm):
    """A member unit."""

    name = forms.CharField(label=_("成员单位"), max_length=60)
    contact = forms.CharField(label=_("联络员"), max_length=40, required=False)


class EvaluateForm(ActionForm):
    """Points for each criterion of the kind."""

    words = forms.CharField(
        label=_("评语"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, kind: PlanKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for each in kind.criteria:
            self.fields[each.code] = forms.IntegerField(
                label=each.name, min_value=0, max_value=each.points,
                help_text=_("满分 %(n)s 分") % {"n": each.points},
            )  # fmt: skip
            self.fields[each.code].widget.attrs["class"] = "form-control"
        self.order_fields([each.code for each in kind.criteria])

    def clean(self) -> dict[str, Any]:
        """The points by criterion, as the action takes them."""
        told = super().clean() or {}
        points = {each.code: told.pop(each.code) for each in self.kind.criteria if each.code in told}
        return told | {"points": points}


class DraftForm(ActionForm):
    """A version of the report."""

    upload = forms.FileField(label=_("报告文件"), help_text=_("Word 或 PDF"))
    words = forms.CharField(label=_("这一稿改了什么"), max_length=2000, required=False)


class AccessForm(ActionForm):
    """Who is to know of a secluded plan, and why."""

    user = PickField(User.objects.none(), url=OWNERS, by=OWNER_BY, label=_("姓名"))
    reason = forms.CharField(label=_("依据"), max_length=200)

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users


class PurposeForm(ActionForm):
    """What a secluded plan is opened for."""

    purpose = forms.CharField(label=_("用途"), max_length=200)


class RuleForm(forms.Form):
    """The text of a rule document."""

    title = forms.CharField(label=_("制度名称"), max_length=80)
    scope = forms.CharField(label=_("适用范围"), max_length=120, help_text=_("例如：县总工会和各镇总工会"))
    body = forms.CharField(label=_("内容"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    source = forms.CharField(label=_("依据"), max_length=200, required=False)


class DraftRuleForm(RuleForm, ActionForm):
    """A new rule document: also which unit makes it."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("制定单位"))
    field_order = ("title", "org", "scope", "body", "source")

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs


class CorrectRuleForm(RuleForm, EditForm):
    """A rule document that is still a draft."""


class DutyForm(ActionForm):
    """What a rule asks for again and again."""

    title = forms.CharField(label=_("规定动作"), max_length=80)
    cycle = forms.ChoiceField(label=_("周期"), choices=Duty.Cycle.choices)
    every = forms.IntegerField(label=_("隔几个工作日"), required=False, min_value=1, max_value=250)
    within = forms.IntegerField(label=_("周期结束后几个工作日内"), min_value=0, max_value=60, initial=5)
    needs_paper = forms.BooleanField(label=_("要佐证"), required=False, initial=True)


class IssueForm(ActionForm):
    """From which day a rule is in force."""

    effective_from = forms.DateField(label=_("施行日期"))


class RepealForm(ActionForm):
    """From which day a rule is no longer in force."""

    repealed_on = forms.DateField(label=_("废止日期"))


class AdoptForm(ActionForm):
    """Which unit adopts a rule, and from when."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("哪个单位落实"))
    on = forms.DateField(label=_("从哪天起"))

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs


class BeginReportForm(ActionForm):
    """Whose duty report, and for which period."""

    org = PickField(Org.objects.none(), url=UNITS, label=_("单位"))
    post = forms.ChoiceField(label=_("职务"), choices=PostTitle.choices)
    holder = forms.CharField(label=_("履职人"), max_length=40)
    when = forms.ChoiceField(label=_("报告哪一段"))

    def __init__(self, *args: Any, orgs: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
        self.stretches = {each.code: each for each in report_periods(today)}
        self.fields["when"].choices = [(code, each.words) for code, each in self.stretches.items()]

    def clean(self) -> dict[str, Any]:
        """The period as the action takes it."""
        told = super().clean() or {}
        return told | {"when": self.stretches[told["when"]]} if "when" in told else told


def report_periods(today: date) -> list[TimeRange]:
    """What duty reports are written for: this and last year, and their halves."""
    years = [TimeRange.year(today.year), TimeRange.year(today.year - 1)]
    halves = [TimeRange.half(date(year.start.year, month, 1)) for year in years for month in (7, 1)]
    return [each for each in [*years, *halves] if each.start <= today]


class WriteReportForm(EditForm):
    """The text of a duty report, in the order of the paper form."""

    done = forms.CharField(
        label=_("履职情况"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    problems = forms.CharField(
        label=_("存在问题"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_steps = forms.CharField(
        label=_("下步打算"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ScoreForm(ActionForm):
    """What the unit above gives."""

    score = forms.DecimalField(label=_("得分"), min_value=0, max_value=100, decimal_places=1)
    feedback = forms.CharField(label=_("反馈"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class FeedbackForm(ActionForm):
    """What is to be changed."""

    feedback = forms.CharField(
        label=_("要改哪里"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
