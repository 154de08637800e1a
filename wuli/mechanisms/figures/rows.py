"""The rows behind a figure: one queryset gives the count and the drill-down, so they cannot differ."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Sum

from wuli.base.core.figures import Indicator, Period
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import OrgClosure

from .declared import facts
from .times import TimeRange

THEN, NOW = "then", "now"  # the tree as it was on the day of each row, or as it stands today


def rows_of(
    indicator: Indicator,
    org: Any,
    when: TimeRange,
    *,
    today: date,
    line: str = Line.TERRITORIAL,
    reading: str = THEN,
    split: tuple[str, str] | None = None,
    own: bool = False,
) -> models.QuerySet:
    """Every row that makes the figure of `org` within `when` (a stock: on its last day, at most today).

    `split` is (dimension, part); `own` leaves the units below out. A closed unit stands, for the reading
    *now*, where it stood last.
    """
    rows = facts(indicator)
    if not_begun(when, today):
        return rows.none()
    day: Any = stock_day(when, today)
    if indicator.period == Period.AS_OF:
        rows = rows.filter(fig_span__contains=day)
    else:
        rows = rows.filter(fig_day__gte=when.start, fig_day__lt=when.end)
        day = OuterRef("fig_day")
    places = OrgClosure.objects.filter(ancestor=org, descendant=OuterRef("fig_org"), line=line)
    if own:
        places = places.filter(depth=0)
    if reading == THEN:
        rows = rows.filter(Exists(places.filter(valid__contains=day)))
    else:
        lived = OrgClosure.objects.filter(ancestor=F("descendant"), descendant=OuterRef("fig_org"), line=line)
        rows = rows.filter(Exists(places.filter(standing=True)), Exists(lived.filter(valid__contains=day)))
    if split:
        rows = rows.filter(**{f"fig_by_{split[0]}": split[1]})
    return rows


def stock_day(when: TimeRange, today: date) -> date:
    """The day on which a stock is read for `when`."""
    return min(when.last, today)


def not_begun(when: TimeRange, today: date) -> bool:
    """Whether all of `when` still lies ahead: there is no figure of it yet."""
    return when.start > today


def total_of(indicator: Indicator, rows: models.QuerySet) -> Any:
    """The figure of these rows: their number, their sum, or the persons in them counted once."""
    if indicator.distinct:
        return rows.aggregate(n=Count("fig_person", distinct=True))["n"]
    return rows.aggregate(n=Sum("fig_value"))["n"] or 0


def persons_of(rows: models.QuerySet) -> set[int]:
    """The numbers of the persons in these rows."""
    return set(rows.exclude(fig_person=None).values_list("fig_person", flat=True))
