"""Cells as they are kept, read in one statement for many indicators and units.

Written as SQL and not through models: building a query costs more than the database needs to answer it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import connection
from pyroaring import BitMap

from wuli.base.core.figures import Indicator

from .bitmaps import union
from .times import months_asked

if TYPE_CHECKING:
    from .reading import Asked


class Place(NamedTuple):
    """That the cell of `unit` is part of the answer at `root`: its own value, or that of its subtree."""

    root: UUID
    unit: UUID
    own: bool


_CELLS = """
    FROM unnest(%(codes)s::text[], %(first)s::date[], %(last)s::date[]) w (code, first, last)
    JOIN figures_knownindicator k ON k.code = w.code
    CROSS JOIN unnest(%(roots)s::uuid[], %(units)s::uuid[], %(own)s::bool[]) p (root, unit, own)
    JOIN figures_cell c ON c.indicator_id = k.id AND c.org_id = p.unit AND c.dimension = %(dimension)s
     AND c.part = %(part)s AND c.month BETWEEN w.first AND w.last"""
_SUMS = f"SELECT w.code, p.root, sum(CASE WHEN p.own THEN c.own ELSE c.subtree END) {_CELLS} GROUP BY 1, 2"
_SETS = f"SELECT w.code, p.root, CASE WHEN p.own THEN c.own_set ELSE c.subtree_set END {_CELLS}"
_PARTS = """
    SELECT c.part, CASE WHEN p.own THEN c.own ELSE c.subtree END,
           CASE WHEN p.own THEN c.own_set ELSE c.subtree_set END
      FROM figures_knownindicator k
     CROSS JOIN unnest(%(units)s::uuid[], %(own)s::bool[]) p (unit, own)
      JOIN figures_cell c ON c.indicator_id = k.id AND c.org_id = p.unit AND c.dimension = %(dimension)s
       AND c.month BETWEEN %(first)s AND %(last)s
     WHERE k.code = %(code)s"""
# LIMIT keeps the search in the index of each pair: as a plain EXISTS it became a scan of every cell.
_RECORDED = """
    SELECT k.code, o.id FROM figures_knownindicator k CROSS JOIN unnest(%(orgs)s::uuid[]) o (id)
     CROSS JOIN LATERAL (
           SELECT 1 FROM figures_cell c WHERE c.indicator_id = k.id AND c.org_id = o.id
              AND c.dimension = '' AND c.part = '' AND c.month < %(end)s LIMIT 1) any_cell
     WHERE k.code = ANY(%(codes)s)"""


def sums(indicators: Sequence[Indicator], places: Sequence[Place], asked: "Asked") -> dict[Any, Any]:
    """Sums of additive cells by (code, root); what has no cell is left out."""
    return {(code, root): total for code, root, total in _rows(_SUMS, indicators, places, asked)}


def sets(indicators: Sequence[Indicator], places: Sequence[Place], asked: "Asked") -> dict[Any, BitMap]:
    """The persons in the cells of distinct indicators, by (code, root)."""
    blobs: dict[Any, list[bytes]] = defaultdict(list)
    for code, root, blob in _rows(_SETS, indicators, places, asked):
        if blob is not None:
            blobs[code, root].append(blob)
    return {place: union(several) for place, several in blobs.items()}


def parts(
    indicator: Indicator, dimension: str, places: Sequence[Place], asked: "Asked"
) -> dict[str, Any]:  # fmt: skip
    """Of a split at one unit, whose cells are at `places`: the sum of each part, or its persons."""
    first, last = months_asked(indicator.period, asked.when, asked.today)
    told: dict[str, Any] = {
        "code": indicator.code,
        "dimension": dimension,
        "first": first,
        "last": last,
        "units": [place.unit for place in places],
        "own": [place.own for place in places],
    }
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, told)
        rows = cursor.fetchall()
    if not indicator.distinct:
        totals: dict[str, Any] = defaultdict(int)
        for part, value, _blob in rows:
            totals[part] += value
        return totals
    blobs: dict[str, list[bytes]] = defaultdict(list)
    for part, _value, blob in rows:
        if blob is not None:
            blobs[part].append(blob)
    return {part: union(several) for part, several in blobs.items()}


def recorded(indicators: Sequence[Indicator], orgs: Sequence[UUID], end: date) -> set[tuple[str, UUID]]:
    """Where there is any cell from before `end`."""
    codes = [each.code for each in indicators]
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, {"codes": codes, "orgs": list(orgs), "end": end})
        return set(cursor.fetchall())


def _rows(
    sql: str, indicators: Sequence[Indicator], places: Sequence[Place], asked: "Asked"
) -> list[tuple[Any, ...]]:
    if not indicators or not places:
        return []
    months = [months_asked(each.period, asked.when, asked.today) for each in indicators]
    dimension, part = asked.cell_split
    told: dict[str, Any] = {
        "codes": [each.code for each in indicators],
        "first": [first for first, _last in months],
        "last": [last for _first, last in months],
        "roots": [place.root for place in places],
        "units": [place.unit for place in places],
        "own": [place.own for place in places],
        "dimension": dimension,
        "part": part,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall()
