"""Stretches of time as people ask for them, and the months that cells are kept for."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from wuli.base.core.errors import Invalid
from wuli.base.core.figures import Period
from wuli.base.core.said import day, month

BEGINNING = date(1900, 1, 1)  # before any record: where a stretch "since opening" begins
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
    """A stretch of days, half-open: a year, half of one, a quarter, months, any days, all since opening.

    Its `code` stands in addresses and is read back by `parse_range`.
    """

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> "TimeRange":
        """A calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def half(cls, day: date) -> "TimeRange":
        """The half-year in which `day` lies."""
        first = day.month <= 6
        return cls(
            date(day.year, 1 if first else 7, 1), date(day.year, 7, 1) if first else date(day.year + 1, 1, 1)
        )

    @classmethod
    def to_date(cls, today: date) -> "TimeRange":
        """The year to date 今年以来: from its first day to `today`, both counted."""
        return cls(date(today.year, 1, 1), today + timedelta(days=1))

    @classmethod
    def last_months(cls, today: date, count: int = 12) -> "TimeRange":
        """The month of `today` and those before it, `count` in all."""
        back = today.year * 12 + today.month - count
        return cls(date(back // 12, back % 12 + 1, 1), next_month(today))

    @classmethod
    def since_opening(cls, today: date) -> "TimeRange":
        """Everything up to `today` 开办以来."""
        return cls(BEGINNING, today + timedelta(days=1))

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
    def broken_ends(self) -> list["TimeRange"]:
        """The stretches at either end that are no whole month."""
        whole = self.whole_months
        if whole is None:
            return [self]
        ends = [TimeRange(self.start, whole[0]), TimeRange(next_month(whole[1]), self.end)]
        return [each for each in ends if each.start < each.end]

    @property
    def months(self) -> list[date]:
        """The first day of every month that it touches."""
        found, month = [], first_of_month(self.start)
        while month < self.end:
            found.append(month)
            month = next_month(month)
        return found

    @property
    def year_before(self) -> "TimeRange":
        """The same stretch a year earlier 上年同期; what began before all records stays as it is."""
        if self.start == BEGINNING:
            return TimeRange(BEGINNING, _year_earlier(self.last) + timedelta(days=1))
        return TimeRange(_year_earlier(self.start), _year_earlier(self.last) + timedelta(days=1))

    @property
    def code(self) -> str:
        """How it stands in an address; the forms are those of `FORMS`."""
        if self.start == BEGINNING:
            return f"..{self.last}"
        if self == TimeRange.year(self.start.year):
            return str(self.start.year)
        if self == TimeRange.half(self.start):
            return f"{self.start.year}-H{(self.start.month + 5) // 6}"
        if self == TimeRange.quarter(self.start):
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        if self == TimeRange.month(self.start):
            return f"{self.start:%Y-%m}"
        if self.start.day == self.end.day == 1:
            return f"{self.start:%Y-%m}..{self.last:%Y-%m}"
        return f"{self.start}..{self.last}"

    @property
    def words(self) -> str:
        """How it is said: 2025 年, 2025 年第四季度."""
        told = {"year": self.start.year, "month": self.start.month, "quarter": (self.start.month + 2) // 3}
        if self.start == BEGINNING:
            return _("开办以来，到 %(last)s") % {"last": day(self.last)}
        if self == TimeRange.year(self.start.year):
            return _("%(year)s 年") % told
        if self == TimeRange.half(self.start):
            return (_("%(year)s 年上半年") if self.start.month == 1 else _("%(year)s 年下半年")) % told
        if self == TimeRange.quarter(self.start):
            return _("%(year)s 年第 %(quarter)s 季度") % told
        if self == TimeRange.month(self.start):
            return _("%(year)s 年 %(month)s 月") % told
        if self.start.day == self.end.day == 1:
            return _("%(first)s 至 %(last)s") % {"first": month(self.start), "last": month(self.last)}
        return _("%(first)s 至 %(last)s") % {"first": day(self.start), "last": day(self.last)}


def months_asked(period: str, when: TimeRange, today: date) -> tuple[date, date]:
    """First and last month of the cells that answer: of a stock the one month of its day."""
    if period == Period.AS_OF:
        month = first_of_month(min(when.last, today))
        return month, month
    return when.whole_months or (when.start, when.start)


def _year_earlier(day: date) -> date:
    """The same day of the year before; the end of February stays the end of February."""
    if day == month_end(day):
        return month_end(day.replace(year=day.year - 1, day=1))
    return day.replace(year=day.year - 1)


FORMS = "2025, 2025-H1, 2025-Q4, 2025-11, 2025-03..2025-08, 2025-01-05..2025-02-03, ..2025-02-03"
RELATIVE = {
    "": lambda today: TimeRange.year(today.year),
    "ytd": TimeRange.to_date,
    "12m": TimeRange.last_months,
    "open": TimeRange.since_opening,
}


def parse_range(code: str, today: date) -> TimeRange:
    """The stretch that an address or a caller names, seen from `today`; an empty one is this year.

    Besides `FORMS` there are `ytd`, `12m` and `open`, which move with the days. Raises Invalid otherwise.
    """
    try:
        found = _parsed(code.strip(), today)
    except (ValueError, OverflowError) as error:
        raise Invalid({"period": [_("时间写成这些样子之一：%(forms)s。") % {"forms": FORMS}]}) from error
    if found.start < BEGINNING:
        raise Invalid({"period": [_("时间从 1900 年写起，再早的没有记录。")]})
    return found


def _parsed(code: str, today: date) -> TimeRange:
    if code in RELATIVE:
        return RELATIVE[code](today)
    if re.fullmatch(r"\d{4}", code):
        return TimeRange.year(int(code))
    if half := re.fullmatch(r"(\d{4})-H([12])", code):
        return TimeRange.half(date(int(half[1]), int(half[2]) * 6, 1))
    if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", code):
        return TimeRange.quarter(date(int(quarter[1]), int(quarter[2]) * 3, 1))
    first, _dots, last = code.partition("..")
    if code.startswith("..") and last:
        found = TimeRange(BEGINNING, date.fromisoformat(last) + timedelta(days=1))
    elif re.fullmatch(r"\d{4}-\d{2}", first):
        last = last or first
        if not re.fullmatch(r"\d{4}-\d{2}", last):
            raise ValueError(code)
        found = TimeRange(date.fromisoformat(f"{first}-01"), next_month(date.fromisoformat(f"{last}-01")))
    else:
        found = TimeRange.days(date.fromisoformat(first), date.fromisoformat(last or first))
    if found.start >= found.end:
        raise ValueError(code)
    return found
