"""Forms of reports and their templates."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm, EditForm
from wuli.base.orgs.codes import OrgKind

from .models import ReportTemplate
from .models.reports import LANGUAGES
from .times import TimeRange

TEXT = forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "data-report-text": ""})
MONTHS_BACK = 13


def period_choices(today: date) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The periods that a report is usually written for, the nearest first."""
    years = [TimeRange.year(today.year - back) for back in range(4)]
    days = [
        date(today.year - (back > today.month - 1), (today.month - 1 - back) % 12 + 1, 1)
        for back in range(12)
    ]
    days.append(date(today.year - 1, today.month, 1))
    halves = list(dict.fromkeys(TimeRange.half(day) for day in days))
    quarters = list(dict.fromkeys(TimeRange.quarter(day) for day in days))
    months = [TimeRange.month(day) for day in days]
    named = [(_("年"), years), (_("半年"), halves), (_("季度"), quarters), (_("月"), months)]
    return [(name, [(each.code, each.words) for each in several]) for name, several in named]


class BeginForm(ActionForm):
    """Which template, for which unit, for which period."""

    template = forms.ModelChoiceField(ReportTemplate.objects.none(), label=_("用哪个模板"))
    org = forms.ModelChoiceField(ReportTemplate.objects.none(), label=_("哪个单位的报告"))
    period = forms.ChoiceField(label=_("报告期"))

    def __init__(self, *args: Any, templates: Any, orgs: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates
        self.fields["template"].label_from_instance = lambda each: (
            f"{each.title}（{each.get_length_display()}）"
        )
        self.fields["org"].queryset = orgs
        self.fields["period"].choices = period_choices(today)


class ReportTextForm(EditForm):
    """Title and text of a draft."""

    title = forms.CharField(label=_("题目"), max_length=120)
    text = forms.CharField(
        label=_("正文"),
        widget=TEXT,
        strip=False,
        help_text=_("每行一段；# 是题目，## 是一级标题。花括号里是数字，从旁边挑。"),
    )


class TemplateForm(ActionForm):
    """A template: its name, what it is for, and its text."""

    title = forms.CharField(label=_("模板名称"), max_length=60)
    length = forms.ChoiceField(label=_("报告期"), choices=ReportTemplate.Length)
    kinds = forms.MultipleChoiceField(
        label=_("给哪类单位用"), choices=OrgKind, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("语言"), choices=LANGUAGES, initial="zh-hans")
    text = forms.CharField(
        label=_("正文"),
        widget=TEXT,
        strip=False,
        help_text=_("每行一段；# 是题目，## 是一级标题。花括号里是数字，从旁边挑。"),
    )


class NewTemplateForm(TemplateForm):
    """A new template: also whose."""

    org = forms.ModelChoiceField(ReportTemplate.objects.none(), label=_("谁的模板"))
    field_order = ("org", "title")

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs


class ChangeTemplateForm(TemplateForm):
    """A template that stands: carries the version its reader saw."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: ReportTemplate, **kwargs: Any) -> None:
        names = ("title", "length", "kinds", "language")
        start = {name: getattr(record, name) for name in names}
        start |= {"text": record.latest.text, "seen_version": record.version}
        super().__init__(*args, initial=start, **kwargs)


class WordsForm(ActionForm):
    """One sentence that others will read."""

    words = forms.CharField(label=_("说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class LinkForm(ActionForm):
    """For how many days a public link opens."""

    days = forms.IntegerField(label=_("开放几天"), min_value=1, max_value=366, initial=30)


class CopyForm(ActionForm):
    """For which unit a template is copied."""

    org = forms.ModelChoiceField(ReportTemplate.objects.none(), label=_("给哪个单位用"))

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs
