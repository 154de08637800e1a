"""The audit chain 审计链: every night the new rows of the audit are closed under a hash that holds the last.

A block covers the rows of one table that came since its block before, at most BLOCK of them. It keeps the
number and a short hash of each row, so that `verify` names the row that was changed, is missing, or was
put in between. The hash of a block is keyed from the key file, which is not in the database: who owns
the database cannot re-write the chain. Rows removed on the day they were written, before the night, and a
chain cut off at its end, show only against the head that `seal_audit` prints: keep it elsewhere.
"""

import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from .audit import event_models
from .models.audit import AuditSeal, Reveal

BLOCK = 2000
MARK = struct.Struct(">q8s")
START = bytes(32)
LOWEST = -(2**63)
NIGHTLY_LOCK = 7_305_113  # two sealers at once would fork the chain


@dataclass(frozen=True)
class Table:
    """A table of the audit and the column that numbers its rows."""

    name: str
    number: str


@dataclass(frozen=True)
class Finding:
    """What verification found wrong: changed, missing, inserted, or a broken block."""

    what: str
    table: str
    row: int | None
    block: int

    def __str__(self) -> str:
        where = f"{self.table} row {self.row}" if self.row is not None else self.table
        return f"{self.what}: {where} (block {self.block})"


def audit_tables() -> list[Table]:
    """What the chain covers, in fixed order: the entries, the readings, every event table."""
    events = sorted(model._meta.db_table for model in event_models().values())
    fixed = [Table("pghistory_context", "number"), Table(Reveal._meta.db_table, "id")]
    return [*fixed, *(Table(name, "pgh_id") for name in events)]


def seal_new_rows() -> Iterator[AuditSeal]:
    """Close all rows that no block covers yet. Waits for writers under way, one table at a time."""
    for table in audit_tables():
        until = _settled(table)
        while block := _seal_block(table, until):
            yield block


def head() -> bytes:
    """The hash of the last block: the whole chain in 32 bytes."""
    last = AuditSeal.objects.order_by("-id").values_list("hash", flat=True).first()
    return bytes(last) if last is not None else START


def _settled(table: Table) -> int:
    """The highest number after which no lower one can appear: taken while no writer is under way."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {quote(table.name)} IN SHARE MODE")
        cursor.execute(f"SELECT coalesce(max({quote(table.number)}), 0) FROM {quote(table.name)}")  # noqa: S608
        return cursor.fetchone()[0]


def _seal_block(table: Table, until: int) -> AuditSeal | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NIGHTLY_LOCK])
        before = AuditSeal.objects.filter(table=table.name).order_by("-id").first()
        after = before.last if before else 0
        columns = _columns(table)
        marks = _marks(table, columns, after=after, until=until, limit=BLOCK)
        if not marks:
            return None
        block = AuditSeal(
            table=table.name,
            columns=",".join(columns),
            first=after + 1,
            last=marks[-1][0] if len(marks) == BLOCK else until,
            rows=len(marks),
            marks=b"".join(MARK.pack(*mark) for mark in marks),
            previous=head(),
        )
        block.hash = block_hash(block)
        block.save()
        return block


def block_hash(block: AuditSeal) -> bytes:
    """The keyed hash that closes `block` over its content and the block before it."""
    told = f"{block.table}|{block.columns}|{block.first}|{block.last}|{block.rows}|".encode()
    key = hmac.new(settings.KEYS.blind_index, b"wuli audit chain", hashlib.sha256).digest()
    return hmac.new(key, bytes(block.previous) + told + bytes(block.marks), hashlib.sha256).digest()


def _columns(table: Table) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped ORDER BY attname",
            [table.name],
        )
        return [row[0] for row in cursor.fetchall()]


def _marks(
    table: Table, columns: list[str], *, after: int, until: int, limit: int | None = None
) -> list[tuple[int, bytes]]:
    quote = connection.ops.quote_name
    number = quote(table.number)
    text = (
        f"SELECT {number}, substring(sha256(convert_to(jsonb_build_array("  # noqa: S608 - names from the catalogue
        f"{', '.join(quote(column) for column in columns)})::text, 'UTF8')) for 8)"
        f" FROM {quote(table.name)} WHERE {number} > %s AND {number} <= %s ORDER BY {number} LIMIT %s"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute(text, [after, until, limit])
        return [(row, bytes(short)) for row, short in cursor.fetchall()]


def verify() -> Iterator[Finding]:
    """Compute the chain again from the first block, and every row against its mark."""
    for table in audit_tables():  # numbers begin at 1: below it no block would ever look
        for row, _mark in _marks(table, [table.number], after=LOWEST, until=0):
            yield Finding("inserted", table.name, row, 0)
    previous = START
    reached: dict[str, int] = {}
    for block in AuditSeal.objects.order_by("id").iterator(chunk_size=20):
        if bytes(block.previous) != previous or block_hash(block) != bytes(block.hash):
            yield Finding("chain broken", block.table, None, block.pk)
        if block.first != reached.get(block.table, 0) + 1:
            yield Finding("block missing before", block.table, None, block.pk)
        reached[block.table] = block.last
        previous = bytes(block.hash)
        yield from _verify_rows(block)


def _verify_rows(block: AuditSeal) -> Iterator[Finding]:
    table = next((each for each in audit_tables() if each.name == block.table), None)
    columns = block.columns.split(",")
    if table is None or not set(columns) <= set(_columns(table)):
        yield Finding("table or column gone", block.table, None, block.pk)
        return
    sealed = dict(MARK.iter_unpack(bytes(block.marks)))
    present = dict(_marks(table, columns, after=block.first - 1, until=block.last))
    for row in sorted(sealed.keys() | present.keys()):
        if row not in present:
            yield Finding("missing", block.table, row, block.pk)
        elif row not in sealed:
            yield Finding("inserted", block.table, row, block.pk)
        elif sealed[row] != present[row]:
            yield Finding("changed", block.table, row, block.pk)
