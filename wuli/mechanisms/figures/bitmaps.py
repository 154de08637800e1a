"""Counting persons distinct: own and subtree sets as Roaring bitmaps of person numbers, exact."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pyroaring import BitMap

from .touched import LINE, holds

Place = tuple[UUID, Any]  # unit, month
Split = tuple[str, str]  # dimension, part
Sets = dict[Place, dict[Split, BitMap]]
CHUNK = 40_000  # cells held in memory at once


def count(work: Any) -> None:
    """Fill `figures_fresh` for a distinct indicator, some months at a time."""
    work.cursor.execute("SELECT month, count(*) FROM figures_touched GROUP BY month ORDER BY month")
    months: list[Any] = []
    held = 0
    for month, cells in work.cursor.fetchall():
        if months and held + cells > CHUNK:
            _count_months(work, months)
            months, held = [], 0
        months.append(month)
        held += cells
    if months:
        _count_months(work, months)


def union(blobs: Iterable[bytes]) -> BitMap:
    """The persons that are in any of several stored sets."""
    sets = [BitMap.deserialize(bytes(blob)) for blob in blobs]
    return BitMap.union(*sets) if sets else BitMap()


def stored(persons: BitMap) -> bytes | None:
    """A set as it is kept; an empty one is not."""
    if not persons:
        return None
    persons.run_optimize()
    return persons.serialize()


def _count_months(work: Any, months: list[Any]) -> None:
    own = _own(work, months)
    below: Sets = defaultdict(dict)
    children = _children(work, months)
    standing = {} if work.from_nothing else _standing(work, months)
    broken = _broken(work, months)
    work.cursor.execute(
        "SELECT org_id, month, broken FROM figures_touched WHERE month = ANY(%s) ORDER BY level DESC",
        [months],
    )
    for org, month, from_rows in work.cursor.fetchall():
        place = (org, month)
        below[place] = (
            broken.get(place, {})
            if from_rows
            else _joined(
                own.get(place, {}), *(_of(below, standing, c, month) for c in children.get(place, ()))
            )
        )
    _write(work, own, below)


def _of(below: Sets, standing: Sets, child: UUID, month: Any) -> dict[Split, BitMap]:
    place = (child, month)
    return below[place] if place in below else standing.get(place, {})


def _joined(*several: dict[Split, BitMap]) -> dict[Split, BitMap]:
    parts: dict[Split, list[BitMap]] = defaultdict(list)
    for one in several:
        for split, persons in one.items():
            parts[split].append(persons)
    return {split: BitMap.union(*sets) for split, sets in parts.items()}


def _own(work: Any, months: list[Any]) -> Sets:
    """Own sets: from rows where they changed, from the cell where they did not."""
    found: Sets = defaultdict(dict)
    if not work.from_nothing:
        work.cursor.execute(
            "SELECT c.org_id, c.month, c.dimension, c.part, c.own_set FROM figures_touched t"
            " JOIN figures_cell c ON c.indicator_id = %s AND c.org_id = t.org_id AND c.month = t.month"
            " WHERE NOT t.own AND c.own_set IS NOT NULL AND t.month = ANY(%s)",
            [work.key, months],
        )
        for org, month, dimension, part, blob in work.cursor.fetchall():
            found[org, month][dimension, part] = BitMap.deserialize(bytes(blob))
    place = f"c.descendant_id = t.org_id AND c.ancestor_id = t.org_id AND c.line = '{LINE}'"
    _from_rows(work, months, found, place=place, which="t.own")
    return found


def _broken(work: Any, months: list[Any]) -> Sets:
    found: Sets = defaultdict(dict)
    place = f"c.ancestor_id = t.org_id AND c.line = '{LINE}' AND {holds(work.indicator.period, c='c')}"
    _from_rows(work, months, found, place=place, which="t.broken")
    return found


def _from_rows(work: Any, months: list[Any], found: Sets, *, place: str, which: str) -> None:
    from .recompute import in_cell, on_day, splits  # the two halves of one computation

    sql, params = work.facts
    for dimension, part in splits(work.indicator):
        work.cursor.execute(
            f"SELECT t.org_id, t.month, left({part}, 80), array_agg(DISTINCT f.fig_person)"  # noqa: S608
            f" FROM figures_touched t JOIN orgs_orgclosure c ON {place}"
            f" JOIN ({sql}) f ON f.fig_org = c.descendant_id AND {in_cell(work.indicator)}"
            f"  AND {on_day(work.indicator, 'c')}"
            f" WHERE {which} AND t.month = ANY(%s) AND f.fig_person IS NOT NULL GROUP BY 1, 2, 3",
            [*params, months],
        )
        for org, month, value, numbers in work.cursor.fetchall():
            found[org, month][dimension, value] = BitMap(numbers)


def _children(work: Any, months: list[Any]) -> dict[Place, list[UUID]]:
    found: dict[Place, list[UUID]] = defaultdict(list)
    work.cursor.execute(
        "SELECT t.org_id, t.month, e.child_id FROM figures_touched t JOIN orgs_parentedge e"  # noqa: S608
        f" ON e.parent_id = t.org_id AND e.line = '{LINE}' AND {holds(work.indicator.period, c='e')}"
        " WHERE NOT t.broken AND t.month = ANY(%s)",
        [months],
    )
    for org, month, child in work.cursor.fetchall():
        found[org, month].append(child)
    return found


def _standing(work: Any, months: list[Any]) -> Sets:
    """Sets of children that are not touched, as their cells hold them."""
    found: Sets = defaultdict(dict)
    work.cursor.execute(
        "SELECT DISTINCT c.org_id, c.month, c.dimension, c.part, c.subtree_set FROM figures_beside b"
        " JOIN figures_cell c ON c.indicator_id = %s AND c.org_id = b.child_id AND c.month = b.month"
        " WHERE b.month = ANY(%s) AND c.subtree_set IS NOT NULL",
        [work.key, months],
    )
    for org, month, dimension, part, blob in work.cursor.fetchall():
        found[org, month][dimension, part] = BitMap.deserialize(bytes(blob))
    return found


def _write(work: Any, own: Sets, below: Sets) -> None:
    none: BitMap = BitMap()
    into = (
        "COPY figures_fresh (org_id, month, dimension, part, own, subtree, own_set, subtree_set) FROM STDIN"
    )
    with work.cursor.copy(into) as copy:
        for place in own.keys() | below.keys():
            mine, under = own.get(place, {}), below.get(place, {})
            for split in mine.keys() | under.keys():
                a, b = mine.get(split, none), under.get(split, none)
                copy.write_row((*place, *split, len(a), len(b), stored(a), stored(b)))
