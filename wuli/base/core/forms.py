"""Forms know shape; the action knows rule. `ActionForm.apply` brings the two together.

A form never asks for permission or state. Labels, help and the example value live on the field.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .errors import Conflict, Invalid, RuleBroken, WuliError
from .said import listed

CLASSES = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
}


REQUIRED = _("还没填")


class ActionForm(forms.Form):
    """A form whose data goes to an action; what the action refuses comes back into the form."""

    required_css_class = "must"
    error_css_class = "bad"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.refusal: WuliError | None = None
        self.result: Any = None
        # Address and words of what stands in the way of it, for whoever may see that.
        self.way_out: tuple[str, Any] | None = None
        for field in self.fields.values():
            dress(field)

    def apply(self, action: Callable[..., Any], **known: Any) -> bool:
        """Call `action` with the cleaned values and `known`; True when it was done (see `result`).

        Its Invalid goes under the fields it names, its Conflict and RuleBroken on top with the cure;
        NotAllowed, Missing and what is no WuliError go up. `known` wins over a field of the same name.
        """
        return self.is_valid() and self.attempt(lambda: action(**(self.cleaned_data | known)))

    def attempt(self, run: Callable[[], Any]) -> bool:
        """Run it as `apply` does, and keep what it gives or refuses."""
        try:
            self.result = run()
        except Invalid as refused:
            self._file(refused)
        except (Conflict, RuleBroken) as refused:
            self.refuse(refused)
        else:
            return True
        return False

    def refuse(self, refused: WuliError) -> None:
        """Put a refusal on top of the form; the form then has errors and answers 422."""
        self.refusal = refused
        words = " ".join(filter(None, [str(refused), refused.how_to_mend]))
        self.add_error(None, forms.ValidationError(words, code=refused.code))

    def _file(self, refused: Invalid) -> None:
        if not refused.fields:
            self.refuse(refused)
        for name, messages in refused.fields.items():
            self.add_error(name if name in self.fields else None, [str(m) for m in messages])


class EditForm(ActionForm):
    """A form over an EditableRecord: carries the version its reader saw, so nobody overwrites anybody."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Model, **kwargs: Any) -> None:
        start = {name: getattr(record, name) for name in self.base_fields if hasattr(record, name)}
        kwargs["initial"] = start | {"seen_version": record.version} | kwargs.get("initial", {})  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)


class SheetForm(ActionForm):
    """A sheet to be read in."""

    # An empty file, too: the action says what is wrong with it, and what to do.
    upload = forms.FileField(
        label=_("表格文件"), allow_empty_file=True, help_text=_("可以传 .xlsx、.xls 或 .csv")
    )

    def clean_upload(self) -> Any:
        """A file that does not call itself a sheet is refused with what may be sent here."""
        upload = self.cleaned_data["upload"]
        if not upload.name.lower().endswith((".xlsx", ".xlsm", ".xls", ".csv")):
            raise forms.ValidationError(
                _("“%(name)s”不是表格。可以传 .xlsx、.xls 或 .csv。") % {"name": upload.name}
            )
        return upload


def dress(field: forms.Field) -> None:
    """Give a field's widget the classes and the native picker that the pages use, and our own words."""
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = REQUIRED
    widget = field.widget
    if isinstance(field, forms.DateField) and type(widget) is forms.DateInput:
        field.widget = widget = DateInput(attrs=widget.attrs)
    if isinstance(field, forms.DateTimeField) and type(widget) is forms.DateTimeInput:
        field.widget = widget = MomentInput(attrs=widget.attrs)
    css = next((CLASSES[kind] for kind in type(widget).__mro__ if kind in CLASSES), "form-control")
    if isinstance(widget, forms.HiddenInput):
        return
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        widget.template_name = "core/widgets/choices.html"
        widget.option_template_name = "core/widgets/choice.html"
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":  # Django's own default
        widget.attrs["rows"] = "4"
    present = widget.attrs.get("class", "")
    if css not in present.split():
        widget.attrs["class"] = f"{present} {css}".strip()


class DateInput(forms.DateInput):
    """A day, by the browser's own picker; typed as 2025-07-16 where there is none."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time, by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """A time of day, by the browser's own picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class PickInput(forms.TextInput):
    """Choosing one of many by typing: suggestions where there is JavaScript, a plain text box where not."""

    template_name = "core/widgets/pick.html"

    def __init__(self, url: str = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs)
        self.url = url
        self.label_of: Callable[[Any], str] = lambda value: ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The typed words and the key that was picked stand side by side."""
        context = super().get_context(name, value, attrs)
        key, words = value if isinstance(value, tuple) else (value, "")
        context["widget"] |= {"key": key or "", "words": words or self.label_of(key), "url": self.url}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str] | None:
        """(key, words) as sent; None when both are empty."""
        key, words = data.get(name, "").strip(), data.get(f"{name}_words", "").strip()
        return (key, words) if key or words else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Sent when either part is."""
        return name not in data and f"{name}_words" not in data


class PickField(forms.ModelChoiceField):
    """One record of a large `queryset`, chosen by name, pinyin initials or number.

    `url` answers `?q=` with JSON `{"hits": [{"id", "name", "detail"}]}` (see `pick_hits`). Without
    JavaScript the typed words must fit exactly one record; else the error names what to add.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "none": _("没有找到“%(words)s”。换成全称，或者只写前几个字。"),
        "several": _("“%(words)s”有 %(n)s 个：%(names)s。请写全称。"),
    }

    def __init__(self, queryset: QuerySet, *, url: str = "", by: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("widget", PickInput(url))
        super().__init__(queryset, **kwargs)
        self.by = by or ("name__icontains", "initials__istartswith")
        self.widget.label_of = self._label_of

    def __deepcopy__(self, memo: dict[int, Any]) -> "PickField":
        """Each form has its own copy, whose widget asks that copy: the class's own field knows no records."""
        copied = super().__deepcopy__(memo)
        copied.widget.label_of = copied._label_of
        return copied

    def to_python(self, value: Any) -> Any:
        """The record that was picked, else the one that the typed words fit."""
        if not isinstance(value, tuple):
            return super().to_python(value)
        key, words = value
        return super().to_python(key) if key else self._found_by(words)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another key was picked."""
        return str(getattr(initial, "pk", initial) or "") != str((data or ("",))[0])

    def _found_by(self, words: str) -> Any:
        hits = list(matching(self._all(), words, self.by)[:6])
        exact = [hit for hit in hits if str(hit) == words or getattr(hit, "name", "") == words]
        if len(exact) == 1:
            return exact[0]
        if not hits:
            raise forms.ValidationError(self.error_messages["none"], "none", {"words": words})
        if len(hits) > 1:
            names = listed(getattr(hit, "name", str(hit)) for hit in hits)
            told = {"words": words, "n": len(hits), "names": names}
            raise forms.ValidationError(self.error_messages["several"], "several", told)
        return hits[0]

    def _all(self) -> QuerySet:
        return self.queryset  # type: ignore[return-value]  # None only where none was given

    def _label_of(self, key: Any) -> str:
        if not key:
            return ""
        try:
            record = key if isinstance(key, Model) else self._all().filter(pk=getattr(key, "pk", key)).first()
        except (forms.ValidationError, ValueError):  # an address says anything
            return ""
        return getattr(record, "name", str(record)) if record else ""


def matching(queryset: QuerySet, words: str, by: tuple[str, ...]) -> QuerySet:
    """Records of `queryset` that fit the typed `words` by any of the look-ups `by`."""
    found = Q()
    for lookup in by:
        found |= Q(**{lookup: words})
    return queryset.filter(found)


def pick_hits(queryset: QuerySet, words: str, by: tuple[str, ...] = (), limit: int = 12) -> dict[str, Any]:
    """What a picker's address answers: up to `limit` hits: key, name, a second line (`pick_detail`)."""
    hits = matching(queryset, words, by or ("name__icontains", "initials__istartswith"))[:limit]
    return {
        "hits": [
            {
                "id": str(h.pk),
                "name": getattr(h, "name", str(h)),
                "detail": str(getattr(h, "pick_detail", "")),
            }
            for h in hits
        ]
    }
