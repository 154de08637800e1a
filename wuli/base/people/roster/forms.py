"""Forms of a roster import: the file, the columns, one cell."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.cells import letter
from wuli.base.core.forms import ActionForm, PickField
from wuli.base.orgs.models import Org

from .models import RosterImport
from .sheet import ROSTER


class UploadForm(ActionForm):
    """A file, and where its people go."""

    org = PickField(
        Org.objects.none(),
        url=reverse_lazy("people:roster-pick-unit"),
        label=_("导入到哪个工会"),
        help_text=_("名册里有「所属工会」一列时，按那一列分到各工会，空着的入到这里。"),
    )
    file = forms.FileField(
        label=_("名册文件"),
        allow_empty_file=True,  # the action says what is wrong with it, and what to do
        help_text=_(".xlsx、.xls 或 .csv，最多 30 MB、20 万行。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].queryset = units


class MappingForm(ActionForm):
    """Which column of the file is which of ours."""

    def __init__(self, *args: Any, roster: RosterImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", _("不导入"))] + [
            (str(index), f"{letter(index)}　{label}") for index, label in enumerate(roster.labels) if label
        ]
        for column in ROSTER.columns:
            self.fields[column.code] = forms.ChoiceField(
                label=column.name,
                required=False,
                choices=options,
                initial=str(roster.mapping.get(column.code, "")),
                help_text=_("必须有") if column.required else column.note,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def mapping(self) -> dict[str, int]:
        """Columns that were told."""
        return {code: int(index) for code, index in self.cleaned_data.items() if index not in ("", None)}


class CellForm(ActionForm):
    """A new value for one cell."""

    column = forms.CharField(widget=forms.HiddenInput)
    value = forms.CharField(label=_("改成"), max_length=200, strip=True)
    everywhere = forms.BooleanField(label=_("没填的行都填这个"), required=False)
