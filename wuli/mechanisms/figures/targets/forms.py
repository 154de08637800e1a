"""The shapes of what officers fill in about targets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid
from wuli.base.core.forms import ActionForm, EditForm

from ..reading import Declared
from .wording import offered_ranges, target_range


class SourceFields(forms.Form):
    """Where a target comes from: a number, a title or the file itself."""

    document_no = forms.CharField(
        label=_("文号"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "滨工〔2026〕5号"}),
    )
    document_title = forms.CharField(label=_("文件名称"), max_length=200, required=False)
    upload = forms.FileField(label=_("文件"), required=False, help_text=_("PDF、Word 或照片，可以不传"))


class SetForm(ActionForm, SourceFields):
    """A new target: what, for when, how much, by which document."""

    indicator = forms.ChoiceField(label=_("指标"))
    period = forms.ChoiceField(label=_("时间"))
    value = forms.DecimalField(
        label=_("目标值"), max_digits=20, decimal_places=2, min_value=0, help_text=_("比率写百分数，例如 90")
    )
    weight = forms.IntegerField(
        label=_("权重（分）"), min_value=0, max_value=100, required=False,
        help_text=_("考核里占几分；不写就只看进度，不算总分"),
    )  # fmt: skip
    field_order = ("indicator", "period", "value", "weight", "document_no", "document_title", "upload")

    def __init__(self, *args: Any, today: date, indicators: Sequence[Declared], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        unit = {each.code: each.unit.label for each in indicators}
        self.fields["indicator"].choices = [
            (each.code, f"{each.name}（{unit[each.code]}）") for each in indicators
        ]
        self.fields["period"].choices = offered_ranges(today)

    def clean_period(self) -> Any:
        """The stretch of time that was chosen."""
        try:
            return target_range(self.cleaned_data["period"], self.today)
        except Invalid as error:
            raise forms.ValidationError([str(word) for word in error.fields["period"]]) from error

    def clean_weight(self) -> int:
        """No weight is nought."""
        return self.cleaned_data["weight"] or 0


class DraftForm(EditForm, SourceFields):
    """A draft: how much, by which document."""

    value = forms.DecimalField(label=_("目标值"), max_digits=20, decimal_places=2, min_value=0)
    weight = forms.IntegerField(label=_("权重（分）"), min_value=0, max_value=100, required=False)
    field_order = ("value", "weight", "document_no", "document_title", "upload", "seen_version")

    def clean_weight(self) -> int:
        """No weight is nought."""
        return self.cleaned_data["weight"] or 0


class ReviseForm(DraftForm):
    """A target in force: also why it changes, and why the parts above need not add up."""

    reason = forms.CharField(label=_("为什么调整"), max_length=300, help_text=_("执行的单位会看到"))
    gap_reason = forms.CharField(
        label=_("差额怎么说明"), max_length=300, required=False,
        help_text=_("改了以后，上级的目标和各单位加起来对不上，才要写"),
    )  # fmt: skip
    field_order = [  # type: ignore[assignment]
        "value", "weight", "reason", "gap_reason", "document_no", "document_title", "upload",
    ]  # fmt: skip

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("document_no", "document_title"):  # a new document only when there is one
            self.initial[name] = ""
            self.fields[name].widget.attrs["placeholder"] = getattr(record, name)
        self.fields["document_no"].help_text = _now("有新文件才写；不写就沿用原来的")


class WithdrawForm(ActionForm):
    """Why a target is taken back."""

    reason = forms.CharField(label=_("为什么撤回"), max_length=300, help_text=_("执行的单位会看到"))
    with_parts = forms.BooleanField(label=_("连分下去的一起撤回"), required=False)

    def __init__(self, *args: Any, parts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not parts:
            del self.fields["with_parts"]


class GapForm(ActionForm):
    """Why the parts of a target do not add up to it."""

    reason = forms.CharField(label=_("为什么对不上"), max_length=300)


class ProposeForm(ActionForm):
    """Another value, and why."""

    value = forms.DecimalField(label=_("建议改成"), max_digits=20, decimal_places=2, min_value=0)
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RefuseForm(ActionForm):
    """An answer in words."""

    answer = forms.CharField(label=_("答复"), max_length=500, help_text=_("提意见的单位会看到"))


class AcceptForm(RefuseForm):
    """An answer in words, and why the parts need not add up."""

    gap_reason = forms.CharField(
        label=_("差额怎么说明"), max_length=300, required=False,
        help_text=_("采纳以后，各单位加起来和本级目标对不上，才要写"),
    )  # fmt: skip


class SplitForm(ActionForm):
    """The parts of a split, one field a unit; a unit whose box is not ticked gets none."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    gap_reason = forms.CharField(
        label=_("差额怎么说明"), max_length=300, required=False, help_text=_("加起来正好，就不用写")
    )

    def __init__(self, *args: Any, draft: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        usual = draft.below.usual if draft.chosen is None else draft.chosen
        for org in draft.below.there:
            self.fields[f"in_{org.pk}"] = forms.BooleanField(
                label=str(org), required=False, initial=org.pk in usual,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input m-0"}),
            )  # fmt: skip
            self.fields[f"value_{org.pk}"] = forms.DecimalField(
                label=str(org), required=False, min_value=0, max_digits=20, decimal_places=2,
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Values of the ticked units by their key."""
        told = super().clean() or self.cleaned_data
        orgs = self.draft.below.there
        chosen = {org.pk for org in orgs if told.get(f"in_{org.pk}")}
        given = {org.pk: told.get(f"value_{org.pk}") for org in orgs if org.pk in chosen}
        for key, value in given.items():
            if value is None and f"value_{key}" not in self.errors:
                self.add_error(f"value_{key}", _("写一个数；不分给它，就去掉前面的勾"))
        kept = {name: told[name] for name in ("seen_version", "gap_reason") if name in told}
        return kept | {
            "chosen": chosen,
            "given": {key: value for key, value in given.items() if value is not None},
        }


class SplitSheetForm(ActionForm):
    """The parts as an Excel sheet."""

    upload = forms.FileField(label=_("分解表"), help_text=_("两列就行：单位、目标值。先下载模板更稳当"))
