"""Plain questions about duties: which periods a cycle has, and by when each is due."""

from collections.abc import Iterator
from datetime import date, timedelta

from wuli.base.core.worktime import WorkDays

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ONE_DAY = timedelta(days=1)
Stretch = tuple[date, date]  # first and last day


def periods(cycle: str, every: int | None, begin: date, until: date, days: WorkDays) -> Iterator[Stretch]:
    """Periods of a cycle from the one that `begin` lies in to the last that starts on or before `until`.

    A cycle of workdays counts `every` of them from `begin`, make-up workdays included.
    """
    first = begin if cycle == "workdays" else _start_of(begin, MONTHS[cycle])
    while first <= until:
        if cycle == "workdays":
            last = days.add_days(first - ONE_DAY, every or 1)
        else:
            last = _months_on(first, MONTHS[cycle]) - ONE_DAY
        yield first, last
        first = last + ONE_DAY


def due_on(last: date, within: int, days: WorkDays) -> date:
    """By when what a period asks is to be done: `within` workdays after its `last` day."""
    return days.add_days(last, within)


def _start_of(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _months_on(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
