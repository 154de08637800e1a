"""Reading figures: from cells where whole months are asked, from rows for what is left, always exact.

`figure_at` for one, `figures_at` for a page: a handful of queries whatever the number of units.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone
from pyroaring import BitMap

from wuli.base.core.errors import Missing
from wuli.base.core.figures import INDICATORS, Indicator, Period, Ratio
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org

from . import moved
from .actions import may_see
from .bitmaps import union
from .declared import source_table
from .models import Cell, StockDay
from .rows import NOW, THEN, persons_of, rows_of, stock_day, total_of
from .times import TimeRange, first_of_month, horizon, month_end

Number = int | Decimal
Split = tuple[str, str]
Declared = Indicator | Ratio


@dataclass(frozen=True)
class Figure:
    """A number with all that makes it one: what, where, when, how read, whether it is still moving.

    `value` is None where nothing can be said (a rate without a whole). A rate carries its two sums.
    """

    indicator: Declared
    org: Any
    when: TimeRange
    reading: str
    value: Number | None
    as_of: date | None = None
    pending: bool = False
    part: "Figure | None" = None
    whole: "Figure | None" = None

    @property
    def impossible(self) -> bool:
        """A rate above the whole, or without one: shown with a flag, never hidden."""
        return self.whole is not None and (not self.whole.value or (self.value or 0) > 100)


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
    values = values_at(bare, [org.pk for org in orgs], asked)
    waiting = pending(bare, [org.pk for org in orgs], asked)
    found: dict[tuple[str, UUID], Figure] = {}
    for org in orgs:
        for each in bare:
            found[each.code, org.pk] = _figure(each, org, asked, values, waiting)
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


def _figure(each: Indicator, org: Org, asked: Asked, values: Found, waiting: set[tuple[str, UUID]]) -> Figure:
    return Figure(
        indicator=each,
        org=org,
        when=asked.when,
        reading=asked.reading,
        value=_plain(values.get((each.code, org.pk), 0)),
        as_of=stock_day(asked.when, asked.today) if each.period == Period.AS_OF else None,
        pending=(source_table(each), org.pk) in waiting,
    )


def _rate(ratio: Ratio, org: Org, asked: Asked, found: dict[tuple[str, UUID], Figure]) -> Figure:
    """Sum over sum: the parent's rate is never a mean of its children's."""
    part, whole = found[ratio.part.code, org.pk], found[ratio.whole.code, org.pk]
    value = Decimal(100) * Decimal(part.value or 0) / Decimal(whole.value) if whole.value else None
    return Figure(
        indicator=ratio,
        org=org,
        when=asked.when,
        reading=asked.reading,
        value=value.quantize(Decimal("0.1")) if value is not None else None,
        as_of=part.as_of,
        pending=part.pending or whole.pending,
        part=part,
        whole=whole,
    )


def _plain(value: Number) -> Number:
    return int(value) if value == int(value) else value


def values_at(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked) -> Found:
    """Values alone: additive ones in one query, distinct ones in one more, the rest from rows."""
    by_rows = [each for each in indicators if not _has_cells(each, asked)]
    by_cells = [each for each in indicators if each not in by_rows]
    found: Found = {}
    standing = [*orgs]
    if asked.reading == NOW and by_cells:
        changed = moved.units_with_other_tree(orgs, asked.when, asked.today)
        standing = [org for org in orgs if org not in changed]
        found |= moved.values_now(by_cells, sorted(changed), asked)
    _from_cells(by_cells, standing, asked, found)
    for each in by_rows:
        for org in orgs:
            found[each.code, org] = total_of(each, _rows(each, org, asked, asked.when))
    return found


def _rows(each: Indicator, org: UUID, asked: Asked, when: TimeRange) -> Any:
    return rows_of(
        each, org, when,
        today=asked.today, line=asked.line, reading=asked.reading, split=asked.split, own=asked.own,
    )  # fmt: skip


def _has_cells(each: Indicator, asked: Asked) -> bool:
    """Whether cells hold an answer: the territorial line, and for stocks a month's last day or today."""
    if asked.line != Line.TERRITORIAL:
        return False
    if each.period == Period.WITHIN:
        return asked.when.whole_months is not None
    day = stock_day(asked.when, asked.today)
    return day >= horizon(asked.today) and day in (asked.today, month_end(day))


def months_asked(each: Indicator, asked: Asked) -> tuple[date, date]:
    """First and last month of the cells that answer."""
    if each.period == Period.AS_OF:
        month = first_of_month(stock_day(asked.when, asked.today))
        return month, month
    return asked.when.whole_months or (asked.when.start, asked.when.start)


def _from_cells(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked, found: Found) -> None:
    additive = [each for each in indicators if not each.distinct]
    distinct = [each for each in indicators if each.distinct]
    found |= _sums(additive, orgs, asked)
    persons = _sets(distinct, orgs, asked)
    for each in indicators:
        for first, after in asked.when.broken_ends if each.period == Period.WITHIN else []:
            for org in orgs:
                rows = _rows(each, org, asked, TimeRange(first, after))
                if each.distinct:
                    persons[each.code, org] |= BitMap(persons_of(rows))
                else:
                    found[each.code, org] = found.get((each.code, org), 0) + total_of(each, rows)
    found |= {place: len(numbers) for place, numbers in persons.items()}


def cells_of(indicators: Sequence[Indicator], asked: Asked) -> Any:
    """The cells of several indicators for what is asked, at whatever unit."""
    wanted = Q(pk__in=[])
    for each in indicators:
        wanted |= Q(indicator__code=each.code, month__range=months_asked(each, asked))
    dimension, part = asked.cell_split
    return Cell.objects.filter(wanted, dimension=dimension, part=part)


def _sums(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked) -> Found:
    if not indicators:
        return {}
    column = "own" if asked.own else "subtree"
    cells = cells_of(indicators, asked).filter(org__in=orgs)
    sums = cells.values_list("indicator__code", "org").annotate(n=Sum(column))
    return {(code, org): total for code, org, total in sums}


def _sets(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: Asked) -> dict[Any, BitMap]:
    if not indicators:
        return {}
    blobs: dict[Any, list[bytes]] = {(each.code, org): [] for each in indicators for org in orgs}
    column = "own_set" if asked.own else "subtree_set"
    cells = cells_of(indicators, asked).filter(org__in=orgs).exclude(**{column: None})
    for code, org, blob in cells.values_list("indicator__code", "org", column):
        blobs[code, org].append(blob)
    return {place: union(several) for place, several in blobs.items()}


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
    return StockDay.objects.filter(rolled_to__gte=today).exists()


def known_indicator(code: str) -> Declared:
    """The declared indicator of that code; Missing when there is none."""
    if code not in INDICATORS:
        raise Missing()
    return INDICATORS[code]


def by_month(each: Indicator, org: UUID, months: Sequence[date], asked: Asked) -> dict[date, Number]:
    """The value of each month for a line over time, a stock on the month's last day; as it was then.

    One query; only stocks from before their cells begin are counted from rows, month by month.
    """
    dimension, part = asked.cell_split
    cells = Cell.objects.filter(
        indicator__code=each.code, org=org, month__in=months, dimension=dimension, part=part
    )
    found = {month: _plain(value) for month, value in cells.values_list("month", "subtree")}
    past = [month for month in months if month <= asked.today]
    if each.period == Period.AS_OF:
        for month in [month for month in past if month < horizon(asked.today)]:
            rows = rows_of(each, org, TimeRange.month(month), today=asked.today, split=asked.split)
            found[month] = total_of(each, rows)
    return {month: found.get(month, 0) for month in past}


def by_part(each: Indicator, org: UUID, dimension: str, asked: Asked) -> dict[str, Number]:
    """The parts of a split, the largest first; those of an additive indicator add up to the whole."""
    cells = Cell.objects.filter(
        indicator__code=each.code, org=org, dimension=dimension, month__range=months_asked(each, asked)
    )
    if each.distinct:
        blobs: dict[str, list[bytes]] = defaultdict(list)
        for part, blob in cells.exclude(subtree_set=None).values_list("part", "subtree_set"):
            blobs[part].append(bytes(blob or b""))
        parts: dict[str, Number] = {part: len(union(several)) for part, several in blobs.items()}
    else:
        parts = {part: _plain(n) for part, n in cells.values_list("part").annotate(n=Sum("subtree"))}
    return dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))
