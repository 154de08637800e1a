"""What lies sealed outside the sealed fields, and moves to a new key with them.

Rows of a sheet that wait (`core.StagedRow`), what they keep for taking an import back, and the files of
the vault. Rows that somebody is at work on are passed over: a second round, or a second run, finds them.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction

from .excel import vault
from .excel.staging import RAW, SEALED_AS
from .models.jobs import Job
from .models.staging import StagedRow
from .secrets import CannotOpen, key_of, open_sealed_bytes, seal_bytes

KEPT_BEFORE = {"phone": "person.phone", "bank_account": "person.bank_account"}
FOREIGN = "substring({} from 3 for 2) <> %(active)s"
LEFT = f"""
SELECT batch, rowno, subject, match, sealed, raw, outcome FROM core_stagedrow
WHERE (batch, rowno) > (%(batch)s, %(rowno)s) AND (
    (raw IS NOT NULL AND {FOREIGN.format("raw")})
    OR EXISTS (SELECT FROM unnest(sealed) AS each(blob) WHERE {FOREIGN.format("blob")})
    OR EXISTS (
        SELECT FROM jsonb_each_text(outcome->'before') AS kept(name, blob)
        WHERE name = ANY(%(names)s) AND blob IS NOT NULL AND {FOREIGN.format("decode(blob, 'base64')")}
    ))
ORDER BY batch, rowno LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""  # noqa: S608 - joined from constants of this file
PUT = """
UPDATE core_stagedrow SET sealed = %s::bytea[], raw = %s, outcome = %s::jsonb
WHERE batch = %s AND rowno = %s
"""
IN_USE = """
SELECT substring(blob from 3 for 2), count(*) FROM (
    SELECT raw AS blob FROM core_stagedrow WHERE raw IS NOT NULL
    UNION ALL SELECT unnest(sealed) FROM core_stagedrow
    UNION ALL SELECT decode(kept.blob, 'base64') FROM core_stagedrow,
        jsonb_each_text(outcome->'before') AS kept(name, blob) WHERE name = ANY(%s)
) AS every WHERE blob IS NOT NULL GROUP BY 1
"""


@dataclass(frozen=True)
class Moved:
    """A batch done, told like a step of the fields."""

    moved: int
    left_alone: int
    broken: tuple[Any, ...]


class StagedRows:
    """Sealed values of rows that wait."""

    label = "staged rows"
    model: type[models.Model] = StagedRow

    def rotate(self, batch: int) -> Iterator[Moved]:
        """Seal again what is not under the active key, batch by batch, each its own transaction."""
        after: tuple[Any, int] = (UUID(int=0), 0)
        while True:
            with transaction.atomic():
                rows = self._left(after, batch)
                if not rows:
                    return
                broken = [f"{row[0]}:{row[1]}" for row in rows if not self._move(row)]
            after = (rows[-1][0], rows[-1][1])
            yield Moved(len(rows) - len(broken), 0, tuple(broken))

    def keys_in_use(self) -> Counter[int]:
        """How many values lie under each key."""
        with connection.cursor() as cursor:
            cursor.execute(IN_USE, [list(KEPT_BEFORE)])
            return Counter({int.from_bytes(bytes(key)): count for key, count in cursor.fetchall()})

    def _left(self, after: tuple[Any, int], limit: int) -> list[tuple[Any, ...]]:
        told = {"batch": after[0], "rowno": after[1], "limit": limit, "names": list(KEPT_BEFORE)}
        with connection.cursor() as cursor:
            cursor.execute(LEFT, told | {"active": settings.KEYS.active_sealing.to_bytes(2)})
            return cursor.fetchall()

    def _move(self, row: tuple[Any, ...]) -> bool:
        batch, rowno, subject, match, sealed, raw, outcome = row
        try:
            blobs = [_again(blob, label, subject) for blob, label in zip(sealed, SEALED_AS, strict=False)]
            raw = _again(raw, RAW, f"{batch}:{rowno}")
            outcome = _outcome_again(json.loads(outcome) if isinstance(outcome, str) else outcome, match)
        except CannotOpen:
            return False
        with connection.cursor() as cursor:
            cursor.execute(PUT, [blobs, raw, json.dumps(outcome, ensure_ascii=False), batch, rowno])
        return True


class VaultFiles:
    """Files of the vault; their age stays, so they are thrown away on their day."""

    label = "vault"
    model: type[models.Model] = Job  # uploads and exports are put there by who writes a job

    def rotate(self, batch: int) -> Iterator[Moved]:
        """Seal each file again that is not under the active key."""
        del batch  # a file is a batch
        for place in vault.places():
            if _key_of_file(place) in (None, settings.KEYS.active_sealing):
                continue
            moved = vault.seal_again(place)
            yield Moved(int(moved), 0, () if moved else (place.name,))

    def keys_in_use(self) -> Counter[int]:
        """How many files lie under each key."""
        return Counter(key for place in vault.places() if (key := _key_of_file(place)) is not None)


STORES = (StagedRows(), VaultFiles())


def _again(blob: Any, label: str, row: Any) -> bytes | None:
    if blob is None or key_of(blob) == settings.KEYS.active_sealing:
        return blob
    return bytes(seal_bytes(open_sealed_bytes(blob, label=label, row=row), label=label, row=row))


def _outcome_again(outcome: Mapping[str, Any], match: Any) -> Mapping[str, Any]:
    before = dict(outcome.get("before") or {})
    for name, label in KEPT_BEFORE.items():
        if before.get(name):
            blob = _again(base64.b64decode(before[name]), label, match)
            before[name] = base64.b64encode(blob or b"").decode()
    return {**outcome, "before": before} if before else outcome


def _key_of_file(place: Path) -> int | None:
    try:
        with place.open("rb") as file:
            return key_of(file.read(4))
    except FileNotFoundError:
        return None  # thrown away meanwhile
