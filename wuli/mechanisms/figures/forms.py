"""Forms of figures: where the tiles of the map stand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuli.base.core.forms import ActionForm, dress
from wuli.base.orgs.models import Org

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
