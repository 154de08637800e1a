"""Figures counted from rows at once for many units: days inside a month, days for which no cell is kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from pyroaring import BitMap

from wuli.base.core.figures import Indicator, Period

from .declared import facts_sql
from .rows import THEN, stock_day
from .times import TimeRange

if TYPE_CHECKING:
    from .reading import Asked

# The same condition as rows.rows_of, the other way round: grouped by the upper unit.
_STANDS = {
    True: "c.valid @> {day}",
    False: "c.standing AND EXISTS (SELECT 1 FROM orgs_orgclosure s WHERE s.descendant_id = f.fig_org"
    " AND s.ancestor_id = f.fig_org AND s.line = c.line AND s.valid @> {day})",
}


def by_unit(indicator: Indicator, orgs: Sequence[UUID], when: TimeRange, asked: "Asked") -> dict[UUID, Any]:
    """The value within `when` at each of `orgs` that has one, or, of a distinct indicator, the persons."""
    sql, params = facts_sql(indicator)
    if indicator.period == Period.AS_OF:
        inside, days, day = "f.fig_span @> %s::date", [stock_day(when, asked.today)], "%s::date"
    else:
        inside, days, day = "f.fig_day >= %s AND f.fig_day < %s", [when.start, when.end], "f.fig_day"
    stands = _STANDS[asked.reading == THEN].format(day=day)
    counted = "array_agg(DISTINCT f.fig_person)" if indicator.distinct else "sum(f.fig_value)"
    split = f' AND f."fig_by_{asked.split[0]}" = %s' if asked.split else ""
    query = (
        f"SELECT c.ancestor_id, {counted} FROM ({sql}) f JOIN orgs_orgclosure c"  # noqa: S608
        f" ON c.descendant_id = f.fig_org AND c.line = %s AND c.ancestor_id = ANY(%s) AND {stands}"
        f"{' AND c.depth = 0' if asked.own else ''} WHERE {inside}{split}"
        f"{' AND f.fig_person IS NOT NULL' if indicator.distinct else ''} GROUP BY 1"
    )
    told = [*params, asked.line, list(orgs), *(days if day != "f.fig_day" else []), *days]
    with connection.cursor() as cursor:
        cursor.execute(query, [*told, asked.split[1]] if asked.split else told)
        return {org: BitMap(value) if indicator.distinct else value for org, value in cursor.fetchall()}
