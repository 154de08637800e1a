"""How days, times and numbers are said, in one form for pages, messages and refusals."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .figures import Unit

THIN = "\u2009"
WEEKDAYS = [_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日")]


def day(value: date | datetime | None) -> str:
    """A day: 2025年7月16日, or 16 Jul 2025."""
    if value is None:
        return "—"
    value = _local(value)
    if _english():
        return f"{value.day} {value:%b} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: date | datetime) -> str:
    """A month: 2025年7月, or Jul 2025."""
    value = _local(value)
    return f"{value:%b} {value.year}" if _english() else f"{value.year}年{value.month}月"


def short_day(value: date | datetime | None) -> str:
    """A day of this year without the year: 7月16日, or 16 Jul; another year's day in full."""
    if value is None:
        return "—"
    value = _local(value)
    if value.year != timezone.localdate().year:
        return day(value)
    return f"{value.day} {value:%b}" if _english() else f"{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """An instant: 7月16日 09:24, or 16 Jul 09:24."""
    return "—" if value is None else f"{short_day(value)} {_local(value):%H:%M}"


def clock_time(value: datetime | None) -> str:
    """The time of day: 09:24."""
    return "" if value is None else f"{_local(value):%H:%M}"


def heading_day(value: date | datetime) -> str:
    """The day as a heading: 7月16日，星期三, or Wednesday, 16 July."""
    value = _local(value)
    if _english():
        return f"{value:%A}, {value.day} {value:%B}"
    return f"{value.month}月{value.day}日，{WEEKDAYS[value.weekday()]}"


def span_days(value: Any) -> str:
    """A half-open range of days in words: from the first to the last day, or 至今 while it runs."""
    if value is None or value.isempty:
        return "—"
    start = day(value.lower) if value.lower else "…"
    if value.upper is None:
        return gettext("%(start)s至今") % {"start": start}
    last = date.fromordinal(value.upper.toordinal() - 1)
    return gettext("%(start)s至%(last)s") % {"start": start, "last": day(last)}


def number(value: Any) -> str:
    """A number with thousands separated: 13204 -> 13,204. What is no number stays as it is."""
    if value is None or value == "":
        return "—" if value is None else ""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}"


def with_unit(value: Any, unit: str) -> str:
    """A number and its unit with a thin space: 13,204 人次. `unit` is a code of figures.Unit or a word."""
    word = Unit(unit).label if unit in Unit.values else unit
    if value is None:
        return "—"
    return f"{number(value)}{word}" if unit == Unit.PERCENT else f"{number(value)}{THIN}{word}"


def percentage(value: Any, places: int = 1) -> str:
    """A share of one as a percentage: 0.902 -> 90.2%. None, when there is no whole, is a dash."""
    return "—" if value is None else f"{float(value) * 100:.{places}f}%"


def yuan(fen: int | None) -> str:
    """An amount in fen as yuan: 486000 -> 4,860 元."""
    if fen is None:
        return "—"
    amount = f"{fen / 100:,.2f}".removesuffix(".00")
    return f"{amount}{THIN}{gettext('元')}"


def listed(words: Iterable[Any]) -> str:
    """Words one after another: 甲、乙, or A, B."""
    return gettext("、").join(str(word) for word in words)


def in_words(params: Mapping[str, Any]) -> dict[str, Any]:
    """What a message is filled with, its days and instants said as people say them."""
    return {name: _said(value) for name, value in params.items()}


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _english() -> bool:
    return (get_language() or "").startswith("en")
