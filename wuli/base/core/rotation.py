"""Moving sealed values to a new key while people go on working; may be killed and started again.

Each batch is one compare-and-swap: a row that somebody rewrote meanwhile is left alone, for its new
value carries the active key already. Nothing is remembered between runs: what is left is what still
names another key.

The key of the blind indexes is not changed: every index in every table would have to be known twice while
it lasts. Should that key become known, the indexes must be made anew with the service stopped.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from .resealing import STORES
from .secrets import CannotOpen, SealedField, open_sealed, seal

BATCH = 2000

# Filled only with the names of our own tables and columns.
LEFT = """
SELECT {pk}, {col} FROM {table} WHERE {col} IS NOT NULL AND substring({col} from 3 for 2) <> %s
    AND (%s::uuid IS NULL OR {pk} > %s::uuid) ORDER BY {pk} LIMIT %s
"""
SWAP = """
UPDATE {table} AS t SET {col} = n.new FROM unnest(%s::uuid[], %s::bytea[], %s::bytea[]) AS n(id, old, new)
    WHERE t.{pk} = n.id AND t.{col} = n.old
"""
IN_USE = """
SELECT substring({col} from 3 for 2), count(*) FROM {table} WHERE {col} IS NOT NULL GROUP BY 1
"""


@dataclass(frozen=True)
class Step:
    """One batch done: how many values were looked at, moved, and which rows could not be opened."""

    field: Any  # a sealed field, or a store beside the fields; has a label
    moved: int
    left_alone: int
    broken: tuple[Any, ...]


def sealed_fields() -> list[SealedField]:
    """Every sealed field of every table."""
    found = [
        field
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_fields
        if isinstance(field, SealedField)
    ]
    return sorted(found, key=lambda field: field.label)


def rotate(*, batch: int = BATCH) -> Iterator[Step]:
    """Seal every value again that is not under the active key, batch by batch, each its own transaction."""
    for field in sealed_fields():
        yield from _rotate_field(field, batch)
    for store in STORES:
        for done in store.rotate(batch):
            yield Step(store, done.moved, done.left_alone, done.broken)


def _rotate_field(field: SealedField, batch: int) -> Iterator[Step]:
    after: Any = None
    while rows := _rows_to_move(field, after, batch):
        after = rows[-1][0]
        yield _move(field, rows)


def _fill(text: str, field: SealedField) -> str:
    quote = connection.ops.quote_name
    meta = field.model._meta
    names = {"table": meta.db_table, "pk": meta.pk.column, "col": field.column}
    return text.format(**{key: quote(str(name)) for key, name in names.items()})


def _rows_to_move(field: SealedField, after: Any, batch: int) -> list[tuple[Any, bytes]]:
    active = settings.KEYS.active_sealing.to_bytes(2)
    with connection.cursor() as cursor:
        cursor.execute(_fill(LEFT, field), [active, after, after, batch])
        return [(pk, bytes(blob)) for pk, blob in cursor.fetchall()]


def _move(field: SealedField, rows: list[tuple[Any, bytes]]) -> Step:
    new: list[tuple[Any, bytes, bytes]] = []
    broken: list[Any] = []
    for pk, blob in rows:
        try:
            clear = open_sealed(blob, label=field.label, row=pk)
        except CannotOpen:
            broken.append(pk)
        else:
            new.append((pk, blob, bytes(seal(clear, label=field.label, row=pk))))
    moved = swap(field, new)
    return Step(field, moved, len(new) - moved, tuple(broken))


def swap(field: SealedField, new: list[tuple[Any, bytes, bytes]]) -> int:
    """Put each (key, old blob, new blob) in place where the old blob still lies there; says how many did."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _fill(SWAP, field), [[row[0] for row in new], [row[1] for row in new], [row[2] for row in new]]
        )
        return cursor.rowcount


def keys_in_use(field: SealedField) -> Counter[int]:
    """How many values of `field` lie under each key."""
    with connection.cursor() as cursor:
        cursor.execute(_fill(IN_USE, field))
        return Counter({int.from_bytes(bytes(key)): count for key, count in cursor.fetchall()})


def retire_unused() -> tuple[list[int], list[int]]:
    """Drop every key but the active one that nothing lies under; returns (dropped, still in use).

    Waits for writers that are under way, so that none commits a value under a key just dropped.
    """
    keys = settings.KEYS
    with transaction.atomic():
        in_use: Counter[int] = Counter()
        for field in sealed_fields():
            _wait_for_writers(field.model)
            in_use += keys_in_use(field)
        for store in STORES:
            _wait_for_writers(store.model)
            in_use += store.keys_in_use()
        old = [number for number in sorted(keys.sealing) if number != keys.active_sealing]
        dropped = [number for number in old if not in_use[number]]
        for number in dropped:
            keys.retire_sealing_key(number)
    return dropped, [number for number in old if in_use[number]]


def _wait_for_writers(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN SHARE MODE")
