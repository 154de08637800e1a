"""Proof that the cells are right: each is compared with a count from nothing."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from pyroaring import BitMap

from .declared import counted
from .known import keys, mark_tables, sync_known
from .models import Cell, KnownIndicator
from .recompute import from_nothing, lock, recompute_all


@dataclass(frozen=True)
class Difference:
    """A cell that does not hold what its rows say."""

    code: str
    org: str
    month: str
    dimension: str
    part: str
    kept: str
    counted: str

    def __str__(self) -> str:
        split = f" {self.dimension}={self.part}" if self.dimension else ""
        return f"{self.code} {self.org} {self.month}{split}: cell {self.kept}, rows {self.counted}"


_COMPARE = """
    SELECT coalesce(f.org_id, c.org_id), coalesce(f.month, c.month), coalesce(f.dimension, c.dimension),
           coalesce(f.part, c.part), c.own, c.subtree, f.own, f.subtree,
           c.own_set, c.subtree_set, f.own_set, f.subtree_set
      FROM (SELECT * FROM figures_fresh WHERE own <> 0 OR subtree <> 0) f
      FULL JOIN (SELECT * FROM figures_cell WHERE indicator_id = %s) c
        ON c.org_id = f.org_id AND c.month = f.month AND c.dimension = f.dimension AND c.part = f.part
     WHERE (c.own, c.subtree, c.own_set, c.subtree_set)
           IS DISTINCT FROM (f.own, f.subtree, f.own_set, f.subtree_set)"""


def differences(today: date) -> list[Difference]:
    """Every cell that differs from a count from nothing, marks that still wait left out of account."""
    found: list[Difference] = []
    known = keys()
    for indicator in counted():
        with transaction.atomic(), connection.cursor() as cursor:
            lock(cursor)
            from_nothing(cursor, indicator, known[indicator.code], today)
            cursor.execute(_COMPARE, [known[indicator.code]])
            for org, month, dimension, part, *values in cursor.fetchall():
                if not _same(values):
                    place = (str(org), str(month), dimension, part)
                    kept, rows = f"{values[0]}/{values[1]}", f"{values[2]}/{values[3]}"
                    found.append(Difference(indicator.code, *place, kept, rows))
    return found


def _same(values: list) -> bool:
    """Equal numbers and equal sets, however the sets are packed."""
    if values[0:2] != values[2:4]:
        return False
    kept, fresh = values[4:6], values[6:8]
    return all(
        (a is None and b is None)
        or (a and b and BitMap.deserialize(bytes(a)) == BitMap.deserialize(bytes(b)))
        for a, b in zip(kept, fresh, strict=True)
    )


def rebuild(today: date) -> int:
    """Throw every cell away and count all of them from rows; returns how many there are now."""
    sync_known()
    with transaction.atomic(), connection.cursor() as cursor:
        lock(cursor)
        cursor.execute("DELETE FROM figures_cell")
        mark_tables({each.rows.model._meta.db_table for each in counted()})
    recompute_all(today)
    return Cell.objects.count() if KnownIndicator.objects.exists() else 0
