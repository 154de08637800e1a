"""The reading *as it is now*: which units' trees differ from then, and the cells of today's tree."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from .kept import Place
from .times import TimeRange

# A unit's tree of now differs from that of then when a unit lived in the stretch on a day on which it did
# not stand where it stands now. A closed unit stands where it stood last.
_OTHER = """
    SELECT ancestor_id FROM orgs_orgclosure
     WHERE line = 'territorial' AND NOT standing AND depth > 0 AND valid && daterange(%(start)s, %(end)s)
    UNION
    SELECT c.ancestor_id FROM orgs_orgclosure c
      JOIN orgs_orgclosure s ON s.descendant_id = c.descendant_id AND s.ancestor_id = c.descendant_id
       AND s.line = c.line
     WHERE c.line = 'territorial' AND c.standing AND c.depth > 0
       AND (lower(c.valid) > %(start)s OR upper(c.valid) < %(end)s)
       AND NOT c.valid @> (s.valid * daterange(%(start)s, %(end)s))"""

_CHILDREN = """
    SELECT DISTINCT ancestor_id, descendant_id FROM orgs_orgclosure
     WHERE line = 'territorial' AND standing AND depth = 1 AND ancestor_id = ANY(%s::uuid[])"""


def units_with_other_tree(when: TimeRange, today: date) -> set[UUID]:
    """Units below which others came, left or moved since, as far as `when` goes."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHER, {"start": min(when.start, today), "end": when.end})
        return {org for (org,) in cursor.fetchall()}


def cover(orgs: Sequence[UUID], when: TimeRange, today: date) -> list[Place]:
    """The cells that make up each unit's tree of today.

    A unit whose tree is as it was then gives its subtree; of one whose tree differs its own value is
    taken, and the units that stand below it today are looked at in turn.
    """
    changed = units_with_other_tree(when, today)
    found = [Place(org, org, own=False) for org in orgs if org not in changed]
    open_ones = [(org, org) for org in orgs if org in changed]
    while open_ones:
        found += [Place(root, unit, own=True) for root, unit in open_ones]
        below = _children({unit for _root, unit in open_ones})
        pairs = [(root, child) for root, unit in open_ones for child in below.get(unit, ())]
        found += [Place(root, child, own=False) for root, child in pairs if child not in changed]
        open_ones = [(root, child) for root, child in pairs if child in changed]
    return found


def _children(units: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, [list(units)])
        for parent, child in cursor.fetchall():
            found.setdefault(parent, []).append(child)
    return found
