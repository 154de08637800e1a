"""Puts rows of a sheet aside by COPY, and counts them; the raw row is sealed with the batch's key."""

import json
import struct
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models

from wuli.base.core.models.staging import StagedRow
from wuli.base.core.secrets import open_sealed, seal

COLUMNS = (
    "batch",
    "rowno",
    "subject",
    "state",
    "key",
    "contact",
    "sealed",
    "cells",
    "raw",
    "problems",
    "match",
    "outcome",
)
RAW = "staged.raw"
SEALED_AS = ("person.id_number", "person.phone", "person.bank_account")  # what each place of `sealed` is

# Binary COPY, packed by hand: a roster has 100,000 rows, and asking for each value how to write it took
# longer than the database took to read it. https://www.postgresql.org/docs/current/sql-copy.html
INT4 = struct.Struct(">i").pack
COPY_BEGINS, COPY_ENDS = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
FIELDS = struct.pack(">h", len(COLUMNS))
ABSENT = INT4(-1)
JSONB = b"\x01"  # its version
BYTEAS = struct.pack(">iii", 1, 1, 17)  # an array: one dimension, has NULLs, of bytea
NOTHING = b"{}"
AT_ONCE = 250  # rows to one write


@dataclass(slots=True)
class Staged:
    """A row ready to be put aside; `cells` and `problems` are JSON already, `subject` is a UUID's bytes."""

    rowno: int
    subject: bytes
    state: str
    key: bytes | None
    contact: bytes | None
    sealed: list[bytes | None]
    cells: bytes
    problems: bytes
    raw: bytes | None = None
    match: UUID | None = None


def put_aside(batch: UUID, rows: Iterable[Staged], outcomes: Mapping[int, bytes] | None = None) -> None:
    """COPY rows into staging, in the caller's transaction; `outcomes` are JSON texts by row number."""
    connection.ensure_connection()
    kept = outcomes or {}
    told = f"COPY core_stagedrow ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    with connection.connection.cursor() as cursor, cursor.copy(told) as copy:
        copy.write(COPY_BEGINS)
        rest = iter(rows)
        while some := [_packed(batch, row, kept.get(row.rowno, NOTHING)) for row in islice(rest, AT_ONCE)]:
            copy.write(b"".join(some))
        copy.write(COPY_ENDS)


def _packed(batch: UUID, row: Staged, outcome: bytes) -> bytes:
    """The row as binary COPY wants it, in the order of COLUMNS: each value behind its length."""
    return b"".join(
        (
            FIELDS,
            _sized(batch.bytes),
            _sized(INT4(row.rowno)),
            _sized(row.subject),
            _sized(row.state.encode()),
            _sized(row.key),
            _sized(row.contact),
            _sized(BYTEAS + INT4(len(row.sealed)) + INT4(1) + b"".join(map(_sized, row.sealed))),
            _sized(JSONB + row.cells),
            _sized(row.raw),
            _sized(JSONB + row.problems),
            _sized(row.match and row.match.bytes),
            _sized(JSONB + outcome),
        )
    )


def _sized(value: bytes | None) -> bytes:
    return ABSENT if value is None else INT4(len(value)) + value


def forget(batch: UUID) -> None:
    """Drop every row of a batch."""
    StagedRow.objects.filter(batch=batch).delete()


def seal_raw(batch: UUID, rowno: int, raw: list[Any]) -> bytes:
    """The row as it came, sealed to its place."""
    return seal(json.dumps(raw, ensure_ascii=False), label=RAW, row=f"{batch}:{rowno}")


def open_raw(batch: UUID, rowno: int, raw: bytes) -> list[Any]:
    """The row as it came."""
    return json.loads(open_sealed(raw, label=RAW, row=f"{batch}:{rowno}"))


def counts(batch: UUID) -> Mapping[str, int]:
    """How many rows are in each state."""
    found = StagedRow.objects.filter(batch=batch).values_list("state").annotate(n=models.Count("rowno"))
    return Counter(dict(found.order_by()))
