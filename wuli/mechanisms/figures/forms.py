"""Forms of figures: where the tiles of the map stand, head-counts from outside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm, dress
from wuli.base.orgs.models import Org

from .models import BaselineKind, BaselineMethod

LARGEST = 11


class TilesForm(ActionForm):
    """A column and a row for each unit; both empty take it off the map. Carries each unit's version."""

    def __init__(self, *args: Any, units: list[Org], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        for unit in units:
            for axis, name in (("x", _("列")), ("y", _("行"))):
                self.fields[f"{axis}_{unit.pk}"] = forms.IntegerField(
                    label=f"{unit} · {name}", min_value=0, max_value=LARGEST, required=False,
                    initial=getattr(unit, f"tile_{axis}"),
                )  # fmt: skip
            self.fields[f"v_{unit.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=unit.version)
        for each in self.fields.values():
            dress(each)

    @property
    def lines(self) -> list[tuple[Org, Any, Any, Any]]:
        """Each unit with its fields, for the page."""
        return [
            (unit, self[f"x_{unit.pk}"], self[f"y_{unit.pk}"], self[f"v_{unit.pk}"]) for unit in self.units
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        places: dict[Any, Any] = {}
        taken: dict[tuple[int, int], Org] = {}
        for unit in self.units:
            place = (told.pop(f"x_{unit.pk}", None), told.pop(f"y_{unit.pk}", None))
            seen = told.pop(f"v_{unit.pk}", None) or unit.version
            if (place[0] is None) != (place[1] is None):
                self.add_error(f"x_{unit.pk}", _("列和行要么都填，要么都空着。"))
            elif place in taken:
                self.add_error(f"x_{unit.pk}", _("这一格已经给了%(unit)s，换一格。") % {"unit": taken[place]})
            elif place[0] is not None:
                taken[place] = unit  # type: ignore[index]
            places[unit.pk] = (seen, None if place[0] is None else place)
        return {"places": places}


class BaselineForm(ActionForm):
    """A head-count from outside, with where it comes from."""

    org = forms.ModelChoiceField(Org.objects.none(), label=_("单位"))
    kind = forms.ChoiceField(label=_("哪些人"), choices=BaselineKind)
    total = forms.IntegerField(
        label=_("总数（含下级）"), min_value=0, max_value=100_000_000,
        help_text=_("连下级单位一起的人数。下级已经登记的会从中扣除，不会算两遍"),
    )  # fmt: skip
    from_on = forms.DateField(label=_("从哪天起用"))
    method = forms.ChoiceField(label=_("怎么来的"), choices=BaselineMethod)
    told_by = forms.CharField(
        label=_("谁提供的"), max_length=80, help_text=_("单位和经手人，例如：市交通运输局 王工")
    )
    upload = forms.FileField(label=_("依据文件"), required=False, help_text=_("名册、函件或者调查表的扫描件"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, orgs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = orgs  # type: ignore[attr-defined]


class WithdrawBaselineForm(ActionForm):
    """Why an entry is taken back."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("为什么撤回"), max_length=200, help_text=_("前一条会接着用"))
