"""Puts rows of a sheet aside by COPY, and counts them; the raw row is sealed with the batch's key."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg.types.json import set_json_dumps

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
)
RAW = "staged.raw"
SEALED_AS = ("person.id_number", "person.phone", "person.bank_account")  # what each place of `sealed` is
TYPES = ("uuid", "int4", "uuid", "varchar", "bytea", "bytea", "bytea[]", "jsonb", "bytea", "jsonb", "uuid")


@dataclass(slots=True)
class Staged:
    """A row ready to be put aside; `cells` and `problems` are JSON texts already."""

    rowno: int
    subject: UUID
    state: str
    key: bytes | None
    contact: bytes | None
    sealed: list[bytes | None]
    cells: str
    problems: str
    raw: bytes | None = None
    match: UUID | None = None


def put_aside(batch: UUID, rows: Iterable[Staged], outcomes: Mapping[int, str] | None = None) -> None:
    """COPY rows into staging, in the caller's transaction; `outcomes` are JSON texts by row number."""
    connection.ensure_connection()
    kept = outcomes or {}
    told = f"COPY core_stagedrow ({', '.join(COLUMNS)}, outcome) FROM STDIN (FORMAT BINARY)"
    with connection.connection.cursor() as cursor:
        set_json_dumps(_as_it_is, cursor)
        with cursor.copy(told) as copy:
            copy.set_types([*TYPES, "jsonb"])
            for row in rows:
                copy.write_row(
                    (
                        batch,
                        row.rowno,
                        row.subject,
                        row.state,
                        row.key,
                        row.contact,
                        row.sealed,
                        row.cells,
                        row.raw,
                        row.problems,
                        row.match,
                        kept.get(row.rowno, "{}"),
                    )
                )


def _as_it_is(text: Any) -> Any:
    return text


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
