"""How the rows behind a figure are shown: the columns that an indicator names, each leading to its record."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from wuli.base.core.audit_words import field_name
from wuli.base.core.figures import Indicator
from wuli.base.core.said import day, span_days
from wuli.base.core.tables import Column


def columns_of(indicator: Indicator) -> list[Column]:
    """The columns of the rows behind an indicator, each linking to its record."""
    paths = indicator.columns or ("pk",)
    return [_column(indicator, path, first=not place) for place, path in enumerate(paths)]


def record_path(indicator: Indicator) -> str:
    """The path from a row to the record that its first column opens."""
    reached = _reached(indicator.rows.model, indicator.columns[0]) if indicator.columns else ""
    return reached or "pk"


def _column(indicator: Indicator, path: str, *, first: bool) -> Column:
    steps, model = path.split("__"), indicator.rows.model
    field: Any = None
    for step in steps:
        field = model._meta.get_field(step) if step != "pk" else model._meta.pk
        model = field.related_model or model
    header: Any = field_name(field)
    if path == indicator.day and header == path.replace("_", " "):
        header = _("日期")
    link = _link(steps, is_record=bool(field.related_model), first=first)
    phone = "wide" if first else "label"
    return Column(header, _value(steps, field), link=link, phone=phone, code=path)


def cell_of(column: Column, row: Any) -> tuple[Any, str]:
    """What a row shows in a column, and the address it opens; empty where it opens none."""
    value = column.value(row) if callable(column.value) else ""
    return value, column.link(row) if column.link else ""


def _value(steps: Sequence[str], field: Field) -> Any:
    def value(row: Any) -> Any:
        owner = _follow(row, steps[:-1])
        if owner is None:
            return "—"
        if field.choices:
            return getattr(owner, f"get_{field.name}_display")()
        return _said(getattr(owner, steps[-1]))

    return value


def _said(value: Any) -> Any:
    if hasattr(value, "upper_inf"):
        return span_days(value)
    if hasattr(value, "toordinal"):
        return day(value)
    return "—" if value in (None, "") else value


def _link(steps: Sequence[str], *, is_record: bool, first: bool) -> Any:
    if not (is_record or first or len(steps) > 1):
        return None

    def link(row: Any) -> str:
        owner = _follow(row, steps if is_record else steps[:-1])
        return owner.get_absolute_url() if hasattr(owner, "get_absolute_url") else ""

    return link


def _follow(row: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        row = getattr(row, step, None)
    return row


def relations_of(indicator: Indicator) -> list[str]:
    """What the columns and their links reach, to be fetched in the same query."""
    found = {_reached(indicator.rows.model, path) for path in indicator.columns}
    return sorted(found - {""})


def _reached(model: Any, path: str) -> str:
    """How much of `path` leads from record to record."""
    reached = []
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
        if model is None:
            break
        reached.append(step)
    return "__".join(reached)
