"""What the calendar pages show: months of days, each with what it is and why."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .calendar import load_days
from .forms import ActionForm, EditForm
from .models import Holiday

ONE_DAY = timedelta(days=1)
FIRST_YEAR = 2004  # the oldest published arrangement we keep


class DayForm(ActionForm):
    """A day off or a day worked, by a notice."""

    day = forms.DateField(label=_("哪一天"))
    kind = forms.ChoiceField(label=_("安排"), choices=Holiday.Kind, widget=forms.RadioSelect)
    name = forms.CharField(label=_("事由"), max_length=40, help_text=_("例如：国庆节"))
    source = forms.CharField(label=_("依据"), max_length=120, help_text=_("通知的名称和文号"))
    provisional = forms.BooleanField(label=_("还没核实"), required=False)


class EditDayForm(EditForm):
    """The same for a day that is in the calendar already."""

    kind = forms.ChoiceField(label=_("安排"), choices=Holiday.Kind, widget=forms.RadioSelect)
    name = forms.CharField(label=_("事由"), max_length=40)
    source = forms.CharField(label=_("依据"), max_length=120, help_text=_("通知的名称和文号"))
    provisional = forms.BooleanField(label=_("还没核实"), required=False)


@dataclass(frozen=True)
class DayTold:
    """A day of the month grid: its number, whether it is worked, and what the calendar says of it."""

    day: date
    worked: bool
    entry: Holiday | None

    @property
    def css(self) -> str:
        """off, worked to make up, weekend or plain."""
        if self.entry:
            return "off" if self.entry.kind == Holiday.Kind.HOLIDAY else "makeup"
        return "plain" if self.worked else "weekend"

    @property
    def mark(self) -> Any:
        """The one character that tells it without colour."""
        return {"off": _("休"), "makeup": _("班")}.get(self.css, "")


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday; days of other months are None."""

    first: date
    weeks: list[list[DayTold | None]]
    workdays: int


@dataclass(frozen=True)
class Stretch:
    """Days in a row that are one arrangement: the first, the last, and what the first says."""

    first: Holiday
    last: Holiday

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last.day - self.first.day).days + 1


def stretches(entries: list[Holiday]) -> list[Stretch]:
    """Put days in a row with one kind, reason and source together."""
    found: list[Stretch] = []
    for entry in entries:
        before = found[-1] if found else None
        if before and entry.day - before.last.day == ONE_DAY and _says(entry) == _says(before.last):
            found[-1] = Stretch(before.first, entry)
        else:
            found.append(Stretch(entry, entry))
    return found


def _says(entry: Holiday) -> tuple[Any, ...]:
    return entry.kind, entry.name, entry.source, entry.provisional


@dataclass(frozen=True)
class Year:
    """A year of the working calendar."""

    year: int
    months: list[Month]
    stretches: list[Stretch]
    provisional: bool

    @property
    def workdays(self) -> int:
        """Days worked in the year."""
        return sum(month.workdays for month in self.months)

    @property
    def before(self) -> int | None:
        """The year before, where there is one to show."""
        return self.year - 1 if self.year > FIRST_YEAR else None

    @property
    def after(self) -> int:
        """The year after."""
        return self.year + 1


def year_of_days(year: int) -> Year:
    """The calendar of `year`: two queries."""
    days = load_days()
    entries = list(Holiday.objects.filter(day__year=year))
    by_day = {entry.day: entry for entry in entries}

    def told(day: date, month: int) -> DayTold | None:
        return DayTold(day, days.is_worked(day), by_day.get(day)) if day.month == month else None

    made = []
    for month in range(1, 13):
        weeks = [
            [told(day, month) for day in week]
            for week in months_of.Calendar().monthdatescalendar(year, month)
        ]
        worked = sum(bool(day and day.worked) for week in weeks for day in week)
        made.append(Month(date(year, month, 1), weeks, worked))
    return Year(year, made, stretches(entries), days.is_provisional(date(year, 1, 1)))
