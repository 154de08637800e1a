"""How targets are said: a value with its unit, the periods that a target can have."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.errors import Invalid
from wuli.base.core.figures import Indicator, Ratio, Unit
from wuli.base.core.said import with_unit

from ..times import TimeRange, next_month, parse_range

Declared = Indicator | Ratio
MONTHS = (1, 3, 6, 12)  # a month, a quarter, half a year, a year


def said(value: Decimal | int | None, declared: Declared | None) -> str:
    """A value with its unit: 50 家, 90%."""
    return with_unit(value, declared.unit if declared else "")


def is_whole(declared: Declared) -> bool:
    """Whether the indicator is counted in whole numbers: all but rates and money."""
    return not isinstance(declared, Ratio) and declared.unit != Unit.YUAN


def target_range(code: str, today: date) -> TimeRange:
    """The year, half-year, quarter or month that an address names; Invalid for any other stretch."""
    when = parse_range(code, today)
    must_be_target_range(when)
    return when


def must_be_target_range(when: TimeRange) -> None:
    """Refuse what is no whole year, half-year, quarter or month of the calendar."""
    length = len(when.months)
    whole = when.start.day == when.end.day == 1 and length in MONTHS
    if not whole or (when.start.month - 1) % length:
        raise Invalid({"period": [_("目标按年、半年、季度或者月来定。")]})


def offered_ranges(today: date) -> list[tuple[str, str]]:
    """Periods to choose from: this year and the next, their halves and quarters, the months to come."""
    found: list[TimeRange] = []
    for year in (today.year, today.year + 1):
        found.append(TimeRange.year(year))
        found += [
            TimeRange(date(year, 1, 1), date(year, 7, 1)),
            TimeRange(date(year, 7, 1), date(year + 1, 1, 1)),
        ]
        found += [TimeRange.quarter(date(year, month, 1)) for month in (1, 4, 7, 10)]
    month = today
    for _n in range(3):
        found.append(TimeRange.month(month))
        month = next_month(month)
    return [(when.code, when.words) for when in found]


def a_year_earlier(when: TimeRange) -> TimeRange:
    """The same months of the year before."""
    return TimeRange(when.start.replace(year=when.start.year - 1), when.end.replace(year=when.end.year - 1))


def value_faults(value: Decimal, declared: Declared) -> list[Any]:
    """What is wrong with a target value for this indicator, in words."""
    if value < 0:
        return [_("目标不能小于 0。")]
    if isinstance(declared, Ratio) and value > 100:
        return [_("比率最多 100%。")]
    if is_whole(declared) and value != value.to_integral_value():
        return [_("“%(name)s”按整数计，写整数。") % {"name": declared.name}]
    if value != value.quantize(Decimal("0.01")):
        return [_("最多写两位小数。")]
    return []
