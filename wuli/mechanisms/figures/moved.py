"""The reading *as it is now*: which units' trees differ from then, and their values in today's tree."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from pyroaring import BitMap

from wuli.base.core.figures import Indicator, Period

from .times import TimeRange

if TYPE_CHECKING:
    from .reading import Asked, Found

# A unit's tree of now differs from that of then when a unit lived in the stretch on a day on which it did
# not stand where it stands now. A closed unit stands where it stood last.
_OTHER = """
    WITH places AS (
        SELECT ancestor_id, descendant_id, range_agg(valid) AS valid, bool_or(standing) AS standing
          FROM orgs_orgclosure WHERE line = 'territorial' AND ancestor_id = ANY(%(orgs)s::uuid[])
         GROUP BY 1, 2)
    SELECT DISTINCT p.ancestor_id FROM places p
      JOIN orgs_orgclosure s ON s.descendant_id = p.descendant_id AND s.ancestor_id = p.descendant_id
       AND s.line = 'territorial'
     WHERE CASE WHEN p.standing THEN NOT p.valid @> (s.valid * daterange(%(start)s, %(end)s))
                ELSE p.valid && daterange(%(start)s, %(end)s) END"""

_IN_TREE_NOW = """
    SELECT c.ancestor_id, c.descendant_id FROM orgs_orgclosure c
     WHERE c.line = 'territorial' AND c.standing AND c.ancestor_id = ANY(%s::uuid[])"""


def units_with_other_tree(orgs: Sequence[UUID], when: TimeRange, today: date) -> set[UUID]:
    """Those of `orgs` below which units came, left or moved since, as far as `when` goes."""
    with connection.cursor() as cursor:
        told: dict[str, Any] = {"orgs": list(orgs), "start": min(when.start, today), "end": when.end}
        cursor.execute(_OTHER, told)
        return {org for (org,) in cursor.fetchall()}


def values_now(indicators: Sequence[Indicator], orgs: Sequence[UUID], asked: "Asked") -> "Found":
    """Values over the units that stand below each of `orgs` today, from their own cells: exact."""
    found: Any = {}
    for org in orgs:
        below = _below_now(org)
        for each in indicators:
            found[each.code, org] = _value(each, org, below, asked)
    return found


def _below_now(org: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_IN_TREE_NOW, [[org]])
        return [descendant for _, descendant in cursor.fetchall()]


def _value(each: Indicator, org: UUID, below: list[UUID], asked: "Asked") -> Any:
    from django.db.models import Sum

    from .bitmaps import union
    from .reading import cells_of
    from .rows import persons_of, rows_of, total_of

    cells = cells_of([each], asked).filter(org__in=[org] if asked.own else below)
    ends = [
        rows_of(
            each, org, TimeRange(*end),
            today=asked.today, reading=asked.reading, split=asked.split, own=asked.own,
        )
        for end in (asked.when.broken_ends if each.period == Period.WITHIN else [])
    ]  # fmt: skip
    if not each.distinct:
        return (cells.aggregate(n=Sum("own"))["n"] or 0) + sum(total_of(each, rows) for rows in ends)
    persons = union(cells.exclude(own_set=None).values_list("own_set", flat=True))
    return len(BitMap.union(persons, *(BitMap(persons_of(rows)) for rows in ends)))
