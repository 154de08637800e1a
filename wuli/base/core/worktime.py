"""Working time 工作时间 as plain arithmetic: which days are worked, and minutes within office hours.

No database. Days are what their weekday says unless an exception says otherwise; spans of a day are in
order and apart; instants are judged by the wall clock of their own time zone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

Spans = Sequence[tuple[time, time]]
ONE_DAY = timedelta(days=1)
SATURDAY = 5
LONGEST = 366 * 30  # days searched for a workday or minute before the calendar is called empty


@dataclass(frozen=True)
class WorkDays:
    """A working calendar: `exceptions` maps a day to whether it is worked; `published` years are settled."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Whether `day` is a workday 工作日, make-up workdays 调休 included."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_provisional(self, day: date) -> bool:
        """True while nobody has published the holidays of that year: only weekends are known."""
        return day.year not in self.published

    def worked_from(self, first: date) -> Iterator[date]:
        """Workdays from `first` on, itself included."""
        for offset in range(LONGEST):
            day = first + offset * ONE_DAY
            if self.is_worked(day):
                yield day
        raise ValueError("no workday to be found")

    def add_days(self, day: date, count: int) -> date:
        """The `count`-th workday after `day`, which is not counted itself 当日不计入; 0 gives `day`."""
        if count < 0:
            raise ValueError("count is negative")
        if count == 0:
            return day
        following = self.worked_from(day + ONE_DAY)
        for _skipped in range(count - 1):
            next(following)
        return next(following)

    def days_between(self, first: date, end: date) -> int:
        """Workdays from `first` (counted) to `end` (not counted); 0 when `end` is not later."""
        return sum(self.is_worked(first + offset * ONE_DAY) for offset in range((end - first).days))


@dataclass(frozen=True)
class WorkClock:
    """Office hours on workdays: counts minutes that are worked."""

    days: WorkDays
    hours: Spans

    def add(self, start: datetime, minutes: int) -> datetime:
        """The instant at which `minutes` of working time have passed since `start`; 0 gives `start`."""
        if minutes < 0:
            raise ValueError("minutes are negative")
        if minutes == 0:
            return start
        if not self.hours:
            raise ValueError("no office hours")
        left = timedelta(minutes=minutes)
        for opens, closes in self._spans_from(start):
            begin = max(opens, start)
            if closes - begin >= left:
                return begin + left
            left -= max(closes - begin, timedelta())
        raise ValueError("no working time to be found")

    def between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of working time from `start` to `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        end = end.astimezone(start.tzinfo)
        worked = timedelta()
        day = start.date()
        while day <= end.date():
            if (end.date() - day).days > 1 and day != start.date() and self.days.is_worked(day):
                worked += self._whole_day
            else:
                worked += self._worked_on(day, start, end)
            day += ONE_DAY
        return worked // timedelta(minutes=1)

    @cached_property
    def _whole_day(self) -> timedelta:
        some = date(2000, 1, 3)
        return sum(
            (datetime.combine(some, b) - datetime.combine(some, a) for a, b in self.hours), timedelta()
        )

    def _worked_on(self, day: date, start: datetime, end: datetime) -> timedelta:
        if not self.days.is_worked(day):
            return timedelta()
        spans = [(max(opens, start), min(closes, end)) for opens, closes in self._spans_of(day, start)]
        return sum((b - a for a, b in spans if b > a), timedelta())

    def _spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        for day in self.days.worked_from(start.date()):
            for opens, closes in self._spans_of(day, start):
                if closes > start:
                    yield opens, closes

    def _spans_of(self, day: date, like: datetime) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self.hours:
            yield (
                datetime.combine(day, opens, tzinfo=like.tzinfo),
                datetime.combine(day, closes, tzinfo=like.tzinfo),
            )
