"""Which cells a batch of marks touches: (unit, month), level by level, in temporary tables.

`figures_taken` holds the marks that were taken, `figures_touched` the cells of one indicator, and
`figures_beside` the children of those that are not touched, whose cells stand. Table names are fixed, so
two recomputations never share a transaction; `recompute` holds the named lock.
"""

from datetime import date
from typing import Any

from wuli.base.core.figures import Indicator, Period

from .declared import Compiled, source_table
from .times import first_of_month, horizon

LINE = "territorial"
MONTH = "daterange({t}.month, ({t}.month + interval '1 month')::date)"
HOLDS = {  # whether a dated place counts for a cell: on any day of the month, or on the day of the stock
    Period.WITHIN: f"{{c}}.valid && {MONTH}",
    Period.AS_OF: "{c}.valid @> {t}.day",
}


def holds(period: str, *, c: str, t: str = "t") -> str:
    """SQL: the dated row `c` holds for the touched cell `t`."""
    return HOLDS[Period(period)].format(c=c, t=t)


def take_marks(cursor: Any, limit: int) -> int:
    """Move up to `limit` marks out of the table into `figures_taken`; returns how many."""
    cursor.execute("DROP TABLE IF EXISTS figures_taken")
    cursor.execute(
        "CREATE TEMP TABLE figures_taken (source varchar, org_id uuid, month_from date, month_to date,"
        " tree boolean) ON COMMIT DROP"
    )
    cursor.execute(
        "WITH gone AS (DELETE FROM figures_dirtymark WHERE id IN ("
        "  SELECT id FROM figures_dirtymark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
        " RETURNING source, org_id, month_from, month_to, tree)"
        " INSERT INTO figures_taken SELECT DISTINCT source, org_id, month_from, month_to, tree FROM gone",
        [limit],
    )
    taken = cursor.rowcount
    cursor.execute("ANALYZE figures_taken")
    return taken


def everything(cursor: Any, source: str) -> None:
    """Take a mark for every unit and month of `source`, without touching the marks that wait."""
    cursor.execute("DROP TABLE IF EXISTS figures_taken")
    cursor.execute(
        "CREATE TEMP TABLE figures_taken ON COMMIT DROP AS SELECT %s::varchar AS source,"
        " NULL::uuid AS org_id, NULL::date AS month_from, NULL::date AS month_to, false AS tree",
        [source],
    )


def taken_sources(cursor: Any) -> set[str]:
    """The tables that the taken marks name; an empty name stands for every table."""
    cursor.execute("SELECT DISTINCT source FROM figures_taken")
    return {source for (source,) in cursor.fetchall()}


def name_their_cells(cursor: Any, indicator: Indicator) -> bool:
    """Whether the taken marks alone say which cells are stale: the same for each indicator of this kind.

    Of the kind are those with its source and sort of period; neither rows nor standing cells need be asked.
    """
    told = {"source": source_table(indicator)}
    bounded = _bounded(indicator)
    cursor.execute(
        f"SELECT 1 FROM figures_taken m WHERE m.tree OR {_MINE} AND NOT ({bounded}) LIMIT 1",  # noqa: S608
        told,
    )
    return cursor.fetchone() is None


def spread(cursor: Any, indicator: Indicator, key: int, facts: Compiled, today: date) -> int:
    """Fill `figures_touched` with the cells of `indicator` that the taken marks make stale."""
    cursor.execute("DROP TABLE IF EXISTS figures_hit, figures_touched")
    cursor.execute(
        "CREATE TEMP TABLE figures_hit (org_id uuid, month date, day date, own boolean,"
        " PRIMARY KEY (org_id, month)) ON COMMIT DROP"
    )
    told = {"source": source_table(indicator), "key": key, "today": today}
    told |= {"floor": horizon(today), "top": first_of_month(today)}
    _own_cells(cursor, indicator, facts, told)
    _upper_cells(cursor, told, holds(indicator.period, c="c"))
    return _levels(cursor, indicator)


def note_beside(cursor: Any, indicator: Indicator) -> None:
    """Fill `figures_beside`: below touched units, the children whose cells of the month stand."""
    cursor.execute(
        "DROP TABLE IF EXISTS figures_beside;"  # noqa: S608
        " CREATE TEMP TABLE figures_beside ON COMMIT DROP AS"
        " SELECT t.org_id, t.month, t.level, e.child_id FROM figures_touched t"
        f" JOIN orgs_parentedge e ON e.parent_id = t.org_id AND e.line = '{LINE}'"
        f"  AND {holds(indicator.period, c='e')}"
        " LEFT JOIN figures_touched k ON k.org_id = e.child_id AND k.month = t.month"
        " WHERE k.org_id IS NULL AND NOT t.broken AND NOT t.leaf"
    )
    cursor.execute("ANALYZE figures_beside")


_DAY = "least(({month} + interval '1 month')::date - 1, %(today)s::date)"
_ADD = "INSERT INTO figures_hit (org_id, month, day, own)"
_MINE = "m.source IN (%(source)s, '') AND NOT m.tree"
_WITHIN_MARK = "BETWEEN coalesce(m.month_from, '-infinity') AND coalesce(m.month_to, 'infinity')"
_BOUNDED = {  # marks that name their months one by one; the others ask which cells there are
    Period.WITHIN: "m.source <> '' AND m.month_from = m.month_to",
    Period.AS_OF: "m.source <> ''",
}
_MONTHS_OF_MARK = {
    Period.WITHIN: "(SELECT m.month_from)",
    Period.AS_OF: "generate_series(greatest(coalesce(m.month_from, %(floor)s::date), %(floor)s::date),"
    " least(coalesce(m.month_to, %(top)s::date), %(top)s::date), interval '1 month')",
}
_MONTHS_OF_FACTS = {
    Period.WITHIN: "SELECT fig_org AS org_id, date_trunc('month', fig_day)::date AS month FROM facts f",
    Period.AS_OF: "SELECT f.fig_org AS org_id, g.month::date AS month FROM facts f"
    " CROSS JOIN LATERAL generate_series("
    " greatest(date_trunc('month', lower(f.fig_span))::date, %(floor)s::date),"
    " least(coalesce(upper(f.fig_span) - 1, %(today)s::date), %(today)s::date),"
    " interval '1 month') AS g (month)",
}


def _own_cells(cursor: Any, indicator: Indicator, facts: Compiled, told: dict[str, Any]) -> None:
    """Cells whose own rows changed. Bounded marks name their months; open ones ask rows and cells."""
    bounded = _bounded(indicator)
    cursor.execute(
        f"{_ADD} SELECT DISTINCT m.org_id, g.month::date, {_DAY.format(month='g.month')}, true"  # noqa: S608
        f" FROM figures_taken m CROSS JOIN LATERAL {_MONTHS_OF_MARK[Period(indicator.period)]} AS g (month)"
        f" JOIN orgs_org o ON o.id = m.org_id WHERE {_MINE} AND {bounded} ON CONFLICT DO NOTHING",
        told,
    )
    open_marks = f"{_MINE} AND NOT ({bounded})"
    cursor.execute(
        f"SELECT bool_or(m.org_id IS NULL) FROM figures_taken m WHERE {open_marks}",  # noqa: S608
        told,
    )
    every_unit = cursor.fetchone()[0]
    if every_unit is not None:
        _open_cells(cursor, indicator, facts, told, open_marks, every_unit=every_unit)


def _bounded(indicator: Indicator) -> str:
    """SQL: the mark names its unit, and its months one by one."""
    return f"coalesce({_BOUNDED[Period(indicator.period)]}, false) AND m.org_id IS NOT NULL"


def _open_cells(
    cursor: Any, indicator: Indicator, facts: Compiled, told: dict[str, Any], marks: str, *, every_unit: bool
) -> None:
    """Months of rows and cells that there are, for marks that name no end: nothing is made for empty ones."""
    inner, named = _named(*facts)
    among = "" if every_unit else f" IN (SELECT m.org_id FROM figures_taken m WHERE {marks})"  # noqa: S608
    of_facts, of_cells = (f" WHERE f.fig_org{among}", f" AND org_id{among}") if among else ("", "")
    cursor.execute(
        f"WITH facts AS NOT MATERIALIZED ({inner}), "  # noqa: S608
        f"there AS ({_MONTHS_OF_FACTS[Period(indicator.period)]}{of_facts} UNION"
        f"  SELECT org_id, month FROM figures_cell WHERE indicator_id = %(key)s{of_cells})"
        f" {_ADD} SELECT t.org_id, t.month, {_DAY.format(month='t.month')}, true FROM there t"
        " WHERE t.org_id IS NOT NULL AND t.month IS NOT NULL"
        f" AND EXISTS (SELECT 1 FROM figures_taken m WHERE {marks}"
        f"  AND (m.org_id IS NULL OR m.org_id = t.org_id) AND t.month {_WITHIN_MARK})"
        " ON CONFLICT DO NOTHING",
        told | named,
    )


def _named(sql: str, params: tuple[Any, ...]) -> tuple[str, dict[str, Any]]:
    """Positional parameters under names, so that compiled facts can stand among named ones."""
    names = [f"p{number}" for number in range(len(params))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, params, strict=True))


def _upper_cells(cursor: Any, told: dict[str, Any], when: str) -> None:
    """Every unit above a touched one, and units whose subtree changed its make-up."""
    cursor.execute("ANALYZE figures_hit")
    cursor.execute(
        # The places first and by themselves: the index of the exclusion constraint, which a join on the
        # days would choose, is slow to search by the lower unit alone.
        "WITH c AS MATERIALIZED (SELECT ancestor_id, descendant_id, valid FROM orgs_orgclosure"  # noqa: S608
        f"  WHERE line = '{LINE}' AND depth > 0 AND descendant_id IN (SELECT org_id FROM figures_hit))"
        f" {_ADD} SELECT DISTINCT c.ancestor_id, t.month, t.day, false FROM figures_hit t"
        f" JOIN c ON c.descendant_id = t.org_id AND {when} ON CONFLICT DO NOTHING"
    )
    cursor.execute("SELECT 1 FROM figures_taken WHERE tree LIMIT 1")
    if not cursor.fetchone():
        return
    cursor.execute(
        f"{_ADD} SELECT DISTINCT m.org_id, g.month, {_DAY.format(month='g.month')}, false"  # noqa: S608
        " FROM figures_taken m JOIN (SELECT month FROM figures_cell WHERE indicator_id = %(key)s"
        f" UNION SELECT month FROM figures_hit) g ON g.month {_WITHIN_MARK}"
        " JOIN orgs_org o ON o.id = m.org_id WHERE m.tree ON CONFLICT DO NOTHING",
        told,
    )


# A unit's deepest places: with hardly a move one row a unit, where the closure has one an ancestor.
_DEEPEST = f"""
    SELECT c.descendant_id, c.depth, c.valid FROM orgs_orgclosure c
     WHERE c.line = '{LINE}' AND c.descendant_id IN (SELECT org_id FROM figures_hit) AND NOT EXISTS (
           SELECT 1 FROM orgs_orgclosure d WHERE d.descendant_id = c.descendant_id AND d.line = c.line
              AND d.depth > c.depth AND d.valid @> c.valid)"""  # noqa: S608


def _levels(cursor: Any, indicator: Indicator) -> int:
    """How deep each touched unit stands; and which months of flows must be counted from rows.

    A month in which a child joined or left its upper unit is broken: the upper cell cannot be the sum of
    its children's, for theirs hold days on which they stood elsewhere.
    """
    whole = MONTH.format(t="t")
    broken = (
        "EXISTS (SELECT 1 FROM orgs_parentedge e WHERE e.parent_id = t.org_id"  # noqa: S608
        f" AND e.line = '{LINE}' AND e.valid && {whole} AND NOT e.valid @> {whole})"
        if indicator.period == Period.WITHIN
        else "false"
    )
    cursor.execute("ANALYZE figures_hit")
    cursor.execute(
        f"CREATE TEMP TABLE figures_touched ON COMMIT DROP AS WITH places AS MATERIALIZED ({_DEEPEST}),"  # noqa: S608
        " deep AS (SELECT t.org_id, t.month, max(c.depth) AS level FROM figures_hit t JOIN places c"
        f"  ON c.descendant_id = t.org_id AND {holds(indicator.period, c='c')} GROUP BY 1, 2)"
        f" SELECT t.org_id, t.month, t.day, t.own, coalesce(d.level, 0) AS level, {broken} AS broken,"
        f" NOT EXISTS (SELECT 1 FROM orgs_parentedge e WHERE e.parent_id = t.org_id AND e.line = '{LINE}')"
        " AS leaf"
        " FROM figures_hit t LEFT JOIN deep d ON d.org_id = t.org_id AND d.month = t.month"
    )
    count = cursor.rowcount
    cursor.execute("CREATE UNIQUE INDEX ON figures_touched (org_id, month)")
    cursor.execute("ANALYZE figures_touched")
    return count
