"""Reading figures: from cells where whole months are asked, from rows for what is left, always exact.

`figure_at` for one, `figures_at` for a page: a handful of queries whatever the number of units.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from pyroaring import BitMap

from wuli.base.core.errors import Missing
from wuli.base.core.figures import INDICATORS, Indicator, Period, Ratio, Unit
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org

from . import kept, live, moved
from .actions import may_see
from .declared import source_table
from .models.frozen import plain
from .rows import NOW, THEN, not_begun, stock_day
from .times import BEGINNING, TimeRange, first_of_month, horizon, month_end

Number = int | Decimal
Split = tuple[str, str]
Declared = Indicator | Ratio


@dataclass(frozen=True)
class Figure:
    """A number with all that makes it one: what, where, when, how read, whether it is still moving.

    `value` is None where nothing can be said: nobody below has ever recorded such work (`missing`), or a
    rate has no whole. A rate carries its two sums.
    """

    indicator: Declared
    org: Any
    when: TimeRange
    reading: str
    value: Number | None
    as_of: date | None = None
    pending: bool = False
    missing: bool = False
    part: "Figure | None" = None
    whole: "Figure | None" = None

    @property
    def impossible(self) -> bool:
        """A rate above the whole, or without one: shown with a flag, never hidden."""
        if self.whole is None or self.missing:
            return False
        above = self.indicator.unit == Unit.PERCENT and (self.value or 0) > 100
        return not self.whole.value or above

    @property
    def is_odd(self) -> bool:
        """A number that stands there and cannot be right."""
        return self.impossible and self.value is not None


@dataclass(frozen=True)
class Asked:
    """One question for many units: the stretch of time, the reading, the line, a part of a split."""

    when: TimeRange
    today: date
    reading: str = THEN
    line: str = Line.TERRITORIAL
    split: Split | None = None
    own: bool = False
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def not_begun(self) -> bool:
        """Whether all of it lies ahead: nothing can be on record yet, so every figure is missing."""
        return not_begun(self.when, self.today)

    @property
    def cell_split(self) -> Split:
        """The split as cells name it."""
        return self.split or ("", "")


Found = dict[tuple[str, UUID], Number]


def figure_at(
    indicator: Declared,
    org: Org,
    when: TimeRange,
    viewer: Any,
    *,
    dimension: Split | None = None,
    reading: str = THEN,
    line: str = Line.TERRITORIAL,
    own: bool = False,
    today: date | None = None,
) -> Figure:
    """The figure of `indicator` at `org` for `when`. Missing when `viewer` may not see it there.

    `dimension` is (dimension, part), `own` leaves the units below out. `reading` "then" counts each row
    where its unit stood on its day, "now" where it stands today.
    """
    if not may_see(viewer, indicator, org):
        raise Missing()
    asked = Asked(when, today or timezone.localdate(), reading, line, dimension, own)
    return figures_at([indicator], [org], asked)[indicator.code, org.pk]


def figures_at(
    indicators: Sequence[Declared], orgs: Sequence[Org], asked: Asked
) -> dict[tuple[str, UUID], Figure]:
    """Figures of many indicators at many units. The caller has made sure that the units may be seen."""
    bare = _bare(indicators)
    keys = [org.pk for org in orgs]
    if asked.not_begun:
        values, waiting = {}, set()
        silent = {(each.code, org) for each in bare for org in keys}
    else:
        values = values_at(bare, keys, asked)
        waiting = pending(bare, keys, asked)
        silent = _silent(bare, keys, asked, values)
    found: dict[tuple[str, UUID], Figure] = {}
    for org in orgs:
        for each in bare:
            found[each.code, org.pk] = _figure(each, org, asked, values, waiting, silent)
        for ratio in indicators:
            if isinstance(ratio, Ratio):
                found[ratio.code, org.pk] = _rate(ratio, org, asked, found)
    return found


def _bare(indicators: Iterable[Declared]) -> list[Indicator]:
    found: dict[str, Indicator] = {}
    for each in indicators:
        for one in (each.part, each.whole) if isinstance(each, Ratio) else (each,):
            found[one.code] = one
    return list(found.values())


def _silent(
    bare: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked, values: Found
) -> set[tuple[str, UUID]]:
    """(indicator, unit) of which there is no record up to the end of what is asked: missing, not nought."""
    noughts = [each for each in bare if not each.complete and any(not values[each.code, org] for org in orgs)]
    if not noughts:
        return set()
    if asked.line == Line.TERRITORIAL:
        recorded = kept.recorded(noughts, orgs, asked.when.end)
    else:
        ever = TimeRange(BEGINNING, asked.when.end)
        recorded = {(each.code, org) for each in noughts for org in live.by_unit(each, orgs, ever, asked)}
    places = {(each.code, org) for each in noughts for org in orgs}
    return {place for place in places - recorded if not values[place]}


def _figure(
    each: Indicator,
    org: Org,
    asked: Asked,
    values: Found,
    waiting: set[tuple[str, UUID]],
    silent: set[tuple[str, UUID]],
) -> Figure:
    missing = (each.code, org.pk) in silent
    return Figure(
        indicator=each,
        org=org,
        when=asked.when,
        reading=asked.reading,
        value=None if missing else plain(values[each.code, org.pk]),
        as_of=_read_on(each, asked),
        pending=(source_table(each), org.pk) in waiting,
        missing=missing,
    )


def _read_on(each: Indicator, asked: Asked) -> date | None:
    if each.period != Period.AS_OF or asked.not_begun:
        return None
    return stock_day(asked.when, asked.today)


def _rate(ratio: Ratio, org: Org, asked: Asked, found: dict[tuple[str, UUID], Figure]) -> Figure:
    """Sum over sum: the parent's rate is never a mean of its children's, nor its average one of averages."""
    part, whole = found[ratio.part.code, org.pk], found[ratio.whole.code, org.pk]
    missing = part.missing or whole.missing
    value = None
    if whole.value and not missing:
        value = Decimal(part.value or 0) * (100 if ratio.unit == Unit.PERCENT else 1) / Decimal(whole.value)
    return Figure(
        indicator=ratio,
        org=org,
        when=asked.when,
        reading=asked.reading,
        value=value.quantize(Decimal("0.1")) if value is not None else None,
        as_of=part.as_of,
        pending=part.pending or whole.pending,
        missing=missing,
        part=part,
        whole=whole,
    )


def values_at(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked) -> Found:
    """Values alone, nought where there is nothing: two statements for cells, one an indicator for rows."""
    found: Found = dict.fromkeys([(each.code, org) for each in indicators for org in orgs], 0)
    by_cells = [each for each in indicators if has_cells(each, asked)]
    places = places_at(orgs, asked) if by_cells else []
    found |= kept.sums([each for each in by_cells if not each.distinct], places, asked)
    for each in indicators:
        for when in [] if each.distinct else stretches_of(each, asked):
            for org, value in live.by_unit(each, orgs, when, asked).items():
                found[each.code, org] += value
    persons = persons_at([each for each in indicators if each.distinct], orgs, asked, places)
    return found | {place: len(numbers) for place, numbers in persons.items()}


def persons_at(
    indicators: Sequence[Indicator],
    orgs: Sequence[UUID],
    asked: Asked,
    places: Sequence[kept.Place] | None = None,
) -> dict[tuple[str, UUID], BitMap]:
    """The persons whom distinct figures count, by (code, unit); a unit without any may be left out."""
    if asked.not_begun:
        return {}
    by_cells = [each for each in indicators if has_cells(each, asked)]
    if by_cells and places is None:
        places = places_at(orgs, asked)
    persons = kept.sets(by_cells, places or [], asked)
    for each in indicators:
        for when in stretches_of(each, asked):
            for org, value in live.by_unit(each, orgs, when, asked).items():
                persons[each.code, org] = persons.get((each.code, org), BitMap()) | value
    return persons


def places_at(orgs: Sequence[UUID], asked: Asked) -> list[kept.Place]:
    """Which cells make up the answer at each unit: its own, or for *now* those of its tree of today."""
    if asked.reading == NOW and not asked.own:
        return moved.cover(orgs, asked.when, asked.today)
    return [kept.Place(org, org, asked.own) for org in orgs]


def stretches_of(each: Indicator, asked: Asked) -> list[TimeRange]:
    """What is counted from rows: all where there are no cells, else the ends that are no whole month."""
    if not has_cells(each, asked):
        return [asked.when]
    return asked.when.broken_ends if each.period == Period.WITHIN else []


def has_cells(each: Indicator, asked: Asked) -> bool:
    """Whether cells hold an answer: the territorial line, and for stocks a month's last day or today."""
    if asked.line != Line.TERRITORIAL:
        return False
    if each.period == Period.WITHIN:
        return asked.when.whole_months is not None
    day = stock_day(asked.when, asked.today)
    return day >= horizon(asked.today) and day in (asked.today, month_end(day))


_WAITING = """
    SELECT DISTINCT m.source, a.id FROM figures_dirtymark m JOIN unnest(%(orgs)s::uuid[]) a (id)
      ON m.org_id IS NULL OR m.org_id = a.id OR (NOT m.tree AND EXISTS (
         SELECT 1 FROM orgs_orgclosure c WHERE c.ancestor_id = a.id AND c.descendant_id = m.org_id))
     WHERE m.source = ANY(%(sources)s)
       AND coalesce(m.month_from, '-infinity') < %(end)s AND coalesce(m.month_to, 'infinity') >= %(start)s"""


def pending(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked) -> set[tuple[str, UUID]]:
    """(table, unit) whose figures are still being recomputed for the stretch that is asked."""
    tables = {source_table(each) for each in indicators}
    told: dict[str, Any] = {"orgs": list(orgs), "sources": [*tables, ""], "end": asked.when.end}
    told["start"] = first_of_month(min(asked.when.start, asked.today))
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, told)
        waiting = set(cursor.fetchall())
    waiting |= {(table, org) for source, org in waiting if source == "" for table in tables}
    stocks = {source_table(each) for each in indicators if each.period == Period.AS_OF}
    if stocks and stock_day(asked.when, asked.today) == asked.today and not _rolled(asked.today):
        waiting |= {(table, org) for table in stocks for org in orgs}
    return waiting


def _rolled(today: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolled_to >= %s FROM figures_stockday", [today])
        return bool((cursor.fetchone() or [False])[0])


def known_indicator(code: str) -> Declared:
    """The declared indicator of that code; Missing when there is none."""
    if code not in INDICATORS:
        raise Missing()
    return INDICATORS[code]
