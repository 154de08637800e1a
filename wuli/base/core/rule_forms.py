"""The form of a new version of a rule: its own parameters, then the day, the place and the law."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .forms import ActionForm, dress
from .rules_registry import SHAPES, Param, RuleKind


class RuleForm(ActionForm):
    """Sets one rule; the fields of its parameters come from its declaration and begin with what is `kept`."""

    valid_from = forms.DateField(label=_("从哪天施行"), help_text=_("最早今天；之前的记录按当时的规定，不改"))
    org = forms.ModelChoiceField(
        None, label=_("以哪个单位的名义"), help_text=_("规则管这个单位所在的行政区划")
    )
    source = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("文件名、文号、第几条，例如：滨工〔2026〕12号第三条")
    )
    citation = forms.CharField(label=_("条文摘录"), widget=forms.Textarea, required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    provisional = forms.BooleanField(
        label=_("条文还没核对原文"), required=False, help_text=_("勾选后页面上标“待核实”")
    )

    def __init__(
        self, *args: Any, kind: RuleKind, units: QuerySet, today: date, kept: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        own = {param.code: _field(param, kept.get(param.code)) for param in kind.params}
        self.fields = own | self.fields
        self.fields["org"].queryset = units.exclude(region=None)  # type: ignore[attr-defined]
        self.fields["org"].initial = self.fields["org"].queryset.first()  # type: ignore[attr-defined]
        self.fields["valid_from"].widget.attrs["min"] = today.isoformat()
        for field in own.values():
            dress(field)

    def apply(self, action: Callable[..., Any], **known: Any) -> bool:
        """Gather the parameters and the place, then ask the action."""

        def set_it(*, org: Any, **told: Any) -> Any:
            params = {param.code: told.pop(param.code) for param in self.kind.params}
            return action(org=org, region=org.region_id, region_name=org.region.name, params=params, **told)

        return super().apply(set_it, **known)


def _field(param: Param, kept: Any) -> forms.Field:
    label = f"{param.name}（{param.unit}）" if param.unit else str(param.name)
    if param.shape == "yes":
        return forms.BooleanField(label=label, required=False, initial=kept)
    start = ",".join(map(str, kept)) if isinstance(kept, list) else kept
    wanted = str(SHAPES[param.shape].wanted)
    return forms.CharField(label=label, max_length=100, help_text=wanted, initial=start)
