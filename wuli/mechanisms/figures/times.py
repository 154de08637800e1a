"""Stretches of time as people ask for them, and the months that cells are kept for."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from wuli.base.core.errors import Invalid

STOCK_YEARS = 2  # month ends of stocks are kept since January of so many years ago; earlier ones ask rows


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def horizon(today: date) -> date:
    """The first month for which stocks have cells."""
    return date(today.year - STOCK_YEARS, 1, 1)


@dataclass(frozen=True)
class TimeRange:
    """A stretch of days, half-open: a year, a quarter, a month, any days. Its `code` stands in addresses."""

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> "TimeRange":
        """A calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def quarter(cls, day: date) -> "TimeRange":
        """The quarter in which `day` lies."""
        start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return cls(start, next_month(next_month(next_month(start))))

    @classmethod
    def month(cls, day: date) -> "TimeRange":
        """The month in which `day` lies."""
        return cls(first_of_month(day), next_month(day))

    @classmethod
    def days(cls, first: date, last: date) -> "TimeRange":
        """From `first` to `last`, both counted."""
        return cls(first, last + timedelta(days=1))

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.end - timedelta(days=1)

    @property
    def whole_months(self) -> tuple[date, date] | None:
        """First and last month that lie wholly inside, or None."""
        first = self.start if self.start.day == 1 else next_month(self.start)
        after = first_of_month(self.end)
        return (first, first_of_month(after - timedelta(days=1))) if first < after else None

    @property
    def broken_ends(self) -> list[tuple[date, date]]:
        """The half-open stretches at either end that are no whole month."""
        whole = self.whole_months
        if whole is None:
            return [(self.start, self.end)]
        ends = [(self.start, whole[0]), (next_month(whole[1]), self.end)]
        return [(a, b) for a, b in ends if a < b]

    @property
    def months(self) -> list[date]:
        """The first day of every month that it touches."""
        found, month = [], first_of_month(self.start)
        while month < self.end:
            found.append(month)
            month = next_month(month)
        return found

    @property
    def code(self) -> str:
        """How it stands in an address: 2025, 2025-Q4, 2025-11 or 2025-01-05..2025-02-03."""
        if self == TimeRange.year(self.start.year):
            return str(self.start.year)
        if self == TimeRange.quarter(self.start):
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        if self == TimeRange.month(self.start):
            return f"{self.start:%Y-%m}"
        return f"{self.start}..{self.last}"

    @property
    def words(self) -> str:
        """How it is said: 2025 年, 2025 年第四季度."""
        told = {"year": self.start.year, "month": self.start.month, "quarter": (self.start.month + 2) // 3}
        if self == TimeRange.year(self.start.year):
            return _("%(year)s 年") % told
        if self == TimeRange.quarter(self.start):
            return _("%(year)s 年第 %(quarter)s 季度") % told
        if self == TimeRange.month(self.start):
            return _("%(year)s 年 %(month)s 月") % told
        return _("%(first)s 至 %(last)s") % {"first": self.start, "last": self.last}


def parse_range(code: str, today: date) -> TimeRange:
    """The stretch that an address or a caller names; an empty one is this year. Raises Invalid otherwise."""
    try:
        return _parsed(code.strip(), today)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            {"period": [_("时间写成 2025、2025-Q4、2025-11 或 2025-01-05..2025-02-03。")]}
        ) from error


def _parsed(code: str, today: date) -> TimeRange:
    if not code:
        return TimeRange.year(today.year)
    if re.fullmatch(r"\d{4}", code):
        return TimeRange.year(int(code))
    if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", code):
        return TimeRange.quarter(date(int(quarter[1]), int(quarter[2]) * 3, 1))
    if re.fullmatch(r"\d{4}-\d{2}", code):
        return TimeRange.month(date.fromisoformat(f"{code}-01"))
    first, _dots, last = code.partition("..")
    found = TimeRange.days(date.fromisoformat(first), date.fromisoformat(last or first))
    if found.start >= found.end:
        raise ValueError(code)
    return found
