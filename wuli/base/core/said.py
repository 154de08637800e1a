"""How days and times are said, in one form for pages, messages and refusals: 2025年7月16日, 16 Jul 2025."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

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
