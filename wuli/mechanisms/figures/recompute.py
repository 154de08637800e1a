"""Recomputing exactly the cells that marks name: own values from rows, upper ones from children.

The marks are deleted and the cells written in one transaction that reads the rows after the marks: a
writer who commits meanwhile leaves a mark of his own, a worker that dies gives the marks back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from wuli.base.core.figures import Indicator, Period

from . import bitmaps
from .declared import Compiled, counted, facts_sql, source_table
from .known import keys
from .rolling import roll_forward
from .touched import LINE, everything, holds, name_their_cells, note_beside, spread, take_marks, taken_sources

RECOMPUTE_LOCK = 0x0F19  # one recomputation at a time: an older reading must not overwrite a newer one
BATCH = 50_000


@dataclass
class Work:
    """One indicator in one batch: what it counts, and whether cells that stand may be built upon."""

    cursor: Any
    indicator: Indicator
    key: int
    facts: Compiled
    from_nothing: bool = False


def recompute(today: date, *, limit: int = BATCH) -> int:
    """Take up to `limit` marks and bring their cells up to date; returns the marks taken."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock(cursor)
        taken = take_marks(cursor, limit)
        if not taken:
            return 0
        sources = taken_sources(cursor)
        known = keys()
        stale = [
            each
            for each in counted()
            if each.code in known and ("" in sources or source_table(each) in sources)
        ]
        for _of, alike in groupby(sorted(stale, key=_kind), key=_kind):
            _bring_up_to_date(cursor, [(each, known[each.code]) for each in alike], today)
        return taken


def _kind(indicator: Indicator) -> tuple[str, str]:
    """What indicators share whose cells are touched by the same marks."""
    return source_table(indicator), str(indicator.period)


def _bring_up_to_date(cursor: Any, indicators: Sequence[tuple[Indicator, int]], today: date) -> None:
    """Recompute what the taken marks touch of indicators of one kind."""
    touched, shared = 0, name_their_cells(cursor, indicators[0][0])
    for place, (indicator, key) in enumerate(indicators):
        work = Work(cursor, indicator, key, facts_sql(indicator))
        if place == 0 or not shared:
            touched = spread(cursor, indicator, key, work.facts, today)
            note_beside(cursor, indicator)
        if touched:
            count(work)
            keep(work)


def lock(cursor: Any) -> None:
    """Take the one place at which cells are counted, with room to do it in memory."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [RECOMPUTE_LOCK])
    cursor.execute("SET LOCAL work_mem = '96MB'")


def recompute_all(today: date) -> int:
    """Let the stocks move to `today` and recompute until no mark waits; returns how many were taken."""
    roll_forward(today)
    total = 0
    while taken := recompute(today):
        total += taken
    return total


def from_nothing(cursor: Any, indicator: Indicator, key: int, today: date) -> None:
    """Fill `figures_fresh` with every cell of `indicator`, counted from rows without looking at cells."""
    everything(cursor, source_table(indicator))
    work = Work(cursor, indicator, key, facts_sql(indicator), from_nothing=True)
    _fresh_table(cursor)
    if spread(cursor, indicator, key, work.facts, today):
        count(work)


def count(work: Work) -> None:
    """Fill `figures_fresh` with the touched cells."""
    _fresh_table(work.cursor)
    if work.indicator.distinct:
        bitmaps.count(work)
        return
    for dimension, part in splits(work.indicator):
        _own_values(work, dimension, part)
    if not work.from_nothing:
        _own_values_that_stand(work)
    work.cursor.execute("ANALYZE figures_fresh")
    work.cursor.execute(
        "SELECT DISTINCT level, broken FROM figures_touched WHERE NOT leaf ORDER BY level DESC"
    )
    for level, broken in work.cursor.fetchall():
        _sums_from_rows(work, level) if broken else _sums_from_children(work, level)


def splits(indicator: Indicator) -> list[tuple[str, str]]:
    """The whole and each dimension, with the SQL of the part."""
    return [("", "''"), *((each.code, f'f."fig_by_{each.code}"') for each in indicator.dimensions)]


def in_cell(indicator: Indicator) -> str:
    """SQL: the fact `f` belongs to the month or day of the touched cell `t`."""
    if indicator.period == Period.AS_OF:
        return "f.fig_span @> t.day"
    return (
        "f.fig_day >= t.month AND f.fig_day < (t.month + interval '1 month')::date"
        " AND date_trunc('month', f.fig_day)::date = t.month"
    )


def on_day(indicator: Indicator, c: str) -> str:
    """SQL: the place `c` held on the day of the fact, or of the stock."""
    return f"{c}.valid @> t.day" if indicator.period == Period.AS_OF else f"{c}.valid @> f.fig_day"


def _fresh_table(cursor: Any) -> None:
    cursor.execute("DROP TABLE IF EXISTS figures_fresh")
    cursor.execute(
        "CREATE TEMP TABLE figures_fresh (org_id uuid, month date, dimension varchar, part varchar,"
        " own numeric DEFAULT 0, subtree numeric DEFAULT 0, own_set bytea, subtree_set bytea,"
        " PRIMARY KEY (org_id, month, dimension, part)) ON COMMIT DROP"
    )


def _own_values(work: Work, dimension: str, part: str) -> None:
    sql, params = work.facts
    work.cursor.execute(
        "INSERT INTO figures_fresh (org_id, month, dimension, part, own, subtree)"  # noqa: S608
        f" SELECT t.org_id, t.month, %s, left({part}, 80), sum(f.fig_value),"
        " CASE WHEN bool_and(t.leaf) THEN sum(f.fig_value) ELSE 0 END"
        f" FROM figures_touched t JOIN ({sql}) f ON f.fig_org = t.org_id AND {in_cell(work.indicator)}"
        f" JOIN orgs_orgclosure s ON s.descendant_id = t.org_id AND s.ancestor_id = t.org_id"
        f"  AND s.line = '{LINE}' AND {on_day(work.indicator, 's')}"
        " WHERE t.own GROUP BY 1, 2, 4",
        [dimension, *params],
    )


def _own_values_that_stand(work: Work) -> None:
    work.cursor.execute(
        "INSERT INTO figures_fresh (org_id, month, dimension, part, own, subtree)"
        " SELECT c.org_id, c.month, c.dimension, c.part, c.own,"
        " CASE WHEN t.leaf THEN c.own ELSE 0 END FROM figures_touched t JOIN figures_cell c"
        "  ON c.indicator_id = %s AND c.org_id = t.org_id AND c.month = t.month"
        " WHERE NOT t.own AND c.own <> 0",
        [work.key],
    )


_ADD_UP = (
    "INSERT INTO figures_fresh (org_id, month, dimension, part, subtree)"
    " SELECT org_id, month, dimension, part, sum(value) FROM ({values}) v GROUP BY 1, 2, 3, 4"
    " ON CONFLICT (org_id, month, dimension, part) DO UPDATE SET subtree = excluded.subtree"
)


def _sums_from_children(work: Work, level: int) -> None:
    """Own value plus the children's sums: fresh ones where the child is touched, standing ones elsewhere."""
    edge = (
        f"JOIN orgs_parentedge e ON e.parent_id = t.org_id AND e.line = '{LINE}'"
        f" AND {holds(work.indicator.period, c='e')}"
    )
    cells = "FROM figures_touched t"
    here = "t.level = %(level)s AND NOT t.broken AND NOT t.leaf"
    values = (
        f"SELECT t.org_id, t.month, f.dimension, f.part, f.own AS value {cells}"
        f" JOIN figures_fresh f ON f.org_id = t.org_id AND f.month = t.month WHERE {here}"
        f" UNION ALL SELECT t.org_id, t.month, f.dimension, f.part, f.subtree {cells} {edge}"
        f" JOIN figures_fresh f ON f.org_id = e.child_id AND f.month = t.month WHERE {here}"
    )
    if not work.from_nothing:
        values += (
            " UNION ALL SELECT b.org_id, b.month, f.dimension, f.part, f.subtree FROM figures_beside b"
            " JOIN figures_cell f ON f.indicator_id = %(key)s AND f.org_id = b.child_id"
            " AND f.month = b.month WHERE b.level = %(level)s"
        )
    work.cursor.execute(_ADD_UP.format(values=values), {"level": level, "key": work.key})


def _sums_from_rows(work: Work, level: int) -> None:
    """The sums of a broken month: rows through the dated closure, each on its own day."""
    sql, params = work.facts
    for dimension, part in splits(work.indicator):
        values = (
            f"SELECT t.org_id, t.month, %s::varchar AS dimension, left({part}, 80) AS part,"  # noqa: S608
            f" f.fig_value AS value FROM figures_touched t"
            f" JOIN orgs_orgclosure c ON c.ancestor_id = t.org_id AND c.line = '{LINE}'"
            f"  AND {holds(work.indicator.period, c='c')}"
            f" JOIN ({sql}) f ON f.fig_org = c.descendant_id AND {in_cell(work.indicator)}"
            f"  AND {on_day(work.indicator, 'c')}"
            " WHERE t.broken AND t.level = %s"
        )
        work.cursor.execute(_ADD_UP.format(values=values), [dimension, *params, level])


def keep(work: Work) -> None:
    """Write the fresh cells over the touched ones; a cell that became nought goes."""
    same = "f.org_id = c.org_id AND f.month = c.month AND f.dimension = c.dimension AND f.part = c.part"
    work.cursor.execute("ANALYZE figures_fresh")
    work.cursor.execute(
        "DELETE FROM figures_cell c USING figures_touched t"  # noqa: S608
        " WHERE c.indicator_id = %s AND c.org_id = t.org_id AND c.month = t.month AND NOT EXISTS"
        f" (SELECT 1 FROM figures_fresh f WHERE {same} AND (f.own <> 0 OR f.subtree <> 0))",
        [work.key],
    )
    work.cursor.execute(
        "INSERT INTO figures_cell AS c (indicator_id, org_id, month, dimension, part, own, subtree, own_set,"
        " subtree_set) SELECT %s, org_id, month, dimension, part, own, subtree, own_set, subtree_set"
        " FROM figures_fresh WHERE own <> 0 OR subtree <> 0 ORDER BY org_id, dimension, part, month"
        " ON CONFLICT (indicator_id, org_id, dimension, part, month) DO UPDATE SET own = excluded.own,"
        " subtree = excluded.subtree, own_set = excluded.own_set, subtree_set = excluded.subtree_set"
        " WHERE (c.own, c.subtree, c.own_set, c.subtree_set) IS DISTINCT FROM"
        " (excluded.own, excluded.subtree, excluded.own_set, excluded.subtree_set)",
        [work.key],
    )
