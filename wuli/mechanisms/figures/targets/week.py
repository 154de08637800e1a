"""What changed within the last seven days; what stood a week ago is the figure minus this.

Where cells hold both ends, from them: a flow whose period began within the week, a stock when the day a
week ago was the last of its month. Else from the rows of those days that came, went or whose unit moved,
in one query an indicator for any number of units.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from wuli.base.core.figures import Indicator, Period, Ratio, Unit
from wuli.base.orgs.models import Org

from ..declared import facts_sql
from ..reading import Asked, Declared, Figure, has_cells, values_at
from ..times import TimeRange

Changes = dict[tuple[str, UUID], Decimal]
DAYS = 7

_PLACES = """
      JOIN orgs_orgclosure c ON c.descendant_id = f.fig_org AND c.line = 'territorial'
       AND c.ancestor_id = ANY(%s::uuid[])"""

# Rows of the week; of persons only those who were not there earlier in the period.
_FLOW = """
    SELECT c.ancestor_id, sum(f.fig_value) FROM ({facts}) f {places} AND c.valid @> f.fig_day
     WHERE f.fig_day > %s AND f.fig_day <= %s GROUP BY 1"""
_FLOW_PERSONS = """
    WITH f AS ({facts}), w AS (SELECT DISTINCT fig_person FROM f WHERE fig_day > %s AND fig_day <= %s)
    SELECT c.ancestor_id,
           count(DISTINCT f.fig_person) - count(DISTINCT f.fig_person) FILTER (WHERE f.fig_day <= %s)
      FROM f JOIN w USING (fig_person) {places} AND c.valid @> f.fig_day
     WHERE f.fig_day >= %s AND f.fig_day <= %s GROUP BY 1"""

# Rows that stand on one of the two days only, or whose unit changed its place between them.
_MOVED = """
    SELECT descendant_id FROM orgs_orgclosure WHERE line = 'territorial' AND ancestor_id = ANY(%s::uuid[])
       AND (lower(valid) > %s AND lower(valid) <= %s OR upper(valid) > %s AND upper(valid) <= %s)"""
_CHANGED = """
    (f.fig_span @> %s <> f.fig_span @> %s OR f.fig_org IN ({moved}))"""
_STOCK = """
    SELECT c.ancestor_id, sum(CASE WHEN d.late THEN f.fig_value ELSE -f.fig_value END)
      FROM ({facts}) f CROSS JOIN (VALUES (%s, true), (%s, false)) d (day, late)
      {places} AND c.valid @> d.day
     WHERE f.fig_span @> d.day AND {changed} GROUP BY 1"""
_STOCK_PERSONS = """
    WITH f AS ({facts}), w AS (SELECT DISTINCT f.fig_person FROM f WHERE {changed})
    SELECT c.ancestor_id, count(DISTINCT f.fig_person) FILTER (WHERE d.late)
                        - count(DISTINCT f.fig_person) FILTER (WHERE NOT d.late)
      FROM f JOIN w USING (fig_person) CROSS JOIN (VALUES (%s, true), (%s, false)) d (day, late)
      {places} AND c.valid @> d.day
     WHERE f.fig_span @> d.day GROUP BY 1"""


def changes(
    indicators: Sequence[Declared],
    orgs: Sequence[Org],
    when: TimeRange,
    today: date,
    values: Mapping[Any, Figure],
) -> Changes:
    """By how much each figure differs from seven days before, by (code, unit); a rate in points.

    Nothing for a period that ended more than a week ago or has not begun.
    """
    late = min(today, when.last)
    early = today - timedelta(days=DAYS)
    if late < when.start or early > when.last or not orgs:
        return {}
    bare = {one.code: one for each in indicators for one in _bare(each)}
    keys = [org.pk for org in orgs]
    found = _from_cells(list(bare.values()), keys, when, today, values)
    for code, one in bare.items():
        if (code, keys[0]) in found:
            continue
        counted = _count(one, keys, when, early, late)
        found |= {(code, key): Decimal(counted.get(key, 0)) for key in keys}
    for each in indicators:
        if isinstance(each, Ratio):
            found |= {
                (each.code, key): change
                for key in keys
                if (change := _points(each, key, values, found)) is not None
            }
    return found


def _bare(each: Declared) -> tuple[Indicator, ...]:
    return (each.part, each.whole) if isinstance(each, Ratio) else (each,)


def _from_cells(
    bare: Sequence[Indicator],
    keys: Sequence[UUID],
    when: TimeRange,
    today: date,
    values: Mapping[Any, Figure],
) -> Changes:
    """The changes of those indicators of which no row needs to be looked at."""
    early = today - timedelta(days=DAYS)
    asked = Asked(TimeRange.days(early, early), today)
    flows = [one for one in bare if one.period == Period.WITHIN and early < when.start]
    stocks = [one for one in bare if one.period == Period.AS_OF and has_cells(one, asked)]
    was = values_at(stocks, keys, asked) if stocks else {}
    return {
        (one.code, key): Decimal(values[one.code, key].value or 0) - Decimal(was.get((one.code, key), 0))
        for one in [*flows, *stocks]
        for key in keys
    }


def _points(ratio: Ratio, key: UUID, values: Mapping[Any, Figure], found: Changes) -> Decimal | None:
    part, whole = values[ratio.part.code, key], values[ratio.whole.code, key]
    was_part = Decimal(part.value or 0) - found[ratio.part.code, key]
    was_whole = Decimal(whole.value or 0) - found[ratio.whole.code, key]
    now = values[ratio.code, key].value
    if now is None or not was_whole:
        return None
    return Decimal(now) - (was_part * (100 if ratio.unit == Unit.PERCENT else 1) / was_whole).quantize(
        Decimal("0.1")
    )


def _count(each: Indicator, orgs: list[UUID], when: TimeRange, early: date, late: date) -> dict[UUID, Any]:
    facts, params = facts_sql(each)
    flow = each.period == Period.WITHIN
    since = max(early, when.start - timedelta(days=1)) if flow else early
    moved = _MOVED
    asked: list[Any]
    changed = _CHANGED.format(moved=moved)
    between = [late, since, orgs, since, late, since, late]
    if flow and each.distinct:
        sql = _FLOW_PERSONS
        asked = [*params, since, late, since, orgs, when.start, late]
    elif flow:
        sql, asked = _FLOW, [*params, orgs, since, late]
    elif each.distinct:
        sql, asked = _STOCK_PERSONS, [*params, *between, late, since, orgs]
    else:
        sql, asked = _STOCK, [*params, late, since, orgs, *between]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(facts=facts, places=_PLACES, changed=changed), asked)
        return dict(cursor.fetchall())
