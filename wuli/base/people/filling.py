"""What a migration makes up for rows from before a column: masks and indexes of sealed accounts.

Set-based, in batches; a second run finds nothing left to do.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection

from wuli.base.core.secrets import Sealed, open_sealed

from . import rules

BATCH = 2000
LABEL = "person.bank_account"

PERSONS = """
SELECT id, bank_account FROM people_person
WHERE bank_account IS NOT NULL AND bank_bidx IS NULL AND id > %s ORDER BY id LIMIT %s
"""
FILL_PERSONS = """
UPDATE people_person p SET bank_bidx = n.bidx, bank_mask = n.mask
FROM unnest(%s::uuid[], %s::bytea[], %s::text[]) AS n(id, bidx, mask) WHERE p.id = n.id
"""
WAITING = """
SELECT s.batch, s.rowno, s.subject, s.sealed[3] FROM core_stagedrow s
WHERE s.sealed[3] IS NOT NULL AND NOT s.cells ? 'bank_bidx' LIMIT %s
"""
FILL_WAITING = """
UPDATE core_stagedrow s
SET cells = s.cells || jsonb_build_object('bank_bidx', encode(n.bidx, 'hex'), 'bank_mask', n.mask)
FROM unnest(%s::uuid[], %s::int[], %s::bytea[], %s::text[]) AS n(batch, rowno, bidx, mask)
WHERE s.batch = n.batch AND s.rowno = n.rowno
"""
KEPT = """
SELECT s.batch, s.rowno, s.match, decode(s.outcome->'before'->>'bank_account', 'base64') FROM core_stagedrow s
WHERE s.outcome->'before'->>'bank_account' IS NOT NULL AND NOT s.outcome->'before' ? 'bank_bidx' LIMIT %s
"""
FILL_KEPT = """
UPDATE core_stagedrow s SET outcome = jsonb_set(s.outcome, '{before}', s.outcome->'before'
    || jsonb_build_object('bank_bidx', encode(n.bidx, 'base64'), 'bank_mask', n.mask))
FROM unnest(%s::uuid[], %s::int[], %s::bytea[], %s::text[]) AS n(batch, rowno, bidx, mask)
WHERE s.batch = n.batch AND s.rowno = n.rowno
"""


def fill_account_masks() -> int:
    """Masks and indexes of accounts in the register and in rosters that wait or can be taken back."""
    with connection.cursor() as cursor:
        return sum(_fill_persons(cursor)) + sum(
            sum(_fill_rows(cursor, left, fill)) for left, fill in ((WAITING, FILL_WAITING), (KEPT, FILL_KEPT))
        )


def _fill_persons(cursor: Any) -> Iterator[int]:
    after = UUID(int=0)
    while True:
        cursor.execute(PERSONS, [after, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return
        told = [_told(blob, key) for key, blob in rows]
        cursor.execute(FILL_PERSONS, [[key for key, _blob in rows], *map(list, zip(*told, strict=True))])
        after = rows[-1][0]
        yield len(rows)


def _fill_rows(cursor: Any, left: str, fill: str) -> Iterator[int]:
    while True:
        cursor.execute(left, [BATCH])
        rows = cursor.fetchall()
        if not rows:
            return
        told = [_told(blob, bound) for _batch, _rowno, bound, blob in rows]
        keys = [[row[0] for row in rows], [row[1] for row in rows]]
        cursor.execute(fill, [*keys, *map(list, zip(*told, strict=True))])
        yield len(rows)


def _told(blob: bytes, row: Any) -> tuple[bytes, str]:
    account = open_sealed(Sealed(blob), label=LABEL, row=row)
    return rules.account_blind(account), rules.mask_account(account)
