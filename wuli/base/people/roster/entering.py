"""Enters staged rows: set-based, in chunks that commit one by one.

A killed worker loses and doubles nothing: the next one goes on with the rows that still wait.
The membership gets the key that its staged row carries: a row that was entered cannot enter again.
Lock order: the import (shared), existing persons by key, new persons by blind index.
"""

# ruff: noqa: S608 - statements are joined from constants of this file, values are parameters

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from wuli.base.core.secrets import Sealed, open_sealed, seal

from .models import RosterImport

CHUNK = 5_000
CELLS = """jsonb_to_record(s.cells) AS c(
    name text, name_key text, initials text, id_type text, id_mask text, sex text, born_on date,
    phone_mask text, bank_mask text, bank_bidx text, nation text, education text, political text,
    marital text, skill text, job text,
    work_started_on date, employer_id uuid, org_id uuid, joined_on date, card_no text)"""
IN = "(s.state = 'changed' OR (s.state = 'ready' AND s.subject <> ALL(%(late)s::uuid[])))"
CHOSEN = "s.batch = %(batch)s AND s.rowno BETWEEN %(first)s AND %(last)s"


@dataclass(frozen=True)
class Chunk:
    """The rows from `first` to `last` that wait to be entered.

    `strangers` of them speak of nobody the register knew, `joining` of somebody who is no member now.
    """

    first: int
    last: int
    count: int
    strangers: int
    joining: int
    known: int


def next_chunk(roster: RosterImport, limit: int = CHUNK, *, after: int = 0) -> Chunk | None:
    """The next rows to enter behind row `after`, or None when all are in."""
    row = _one(
        """
        SELECT min(rowno), max(rowno), count(*),
            count(*) FILTER (WHERE state = 'ready' AND match IS NULL),
            count(*) FILTER (WHERE state = 'ready' AND match IS NOT NULL), count(match)
        FROM (
            SELECT rowno, state, match FROM core_stagedrow WHERE batch = %(batch)s AND rowno > %(after)s
                AND state IN ('ready', 'changed') ORDER BY rowno LIMIT %(limit)s
        ) AS next
        """,
        {"batch": roster.pk, "limit": limit, "after": after},
    )
    return Chunk(*row) if row[2] else None


def hold(roster: RosterImport) -> None:
    """Let nobody change the import until the transaction ends; several may hold it at once."""
    _one("SELECT id FROM people_rosterimport WHERE id = %(pk)s FOR SHARE", {"pk": roster.pk})


def units_of(roster: RosterImport, chunk: Chunk) -> set[Any]:
    """Keys of the units that the rows go to."""
    return {
        unit
        for (unit,) in _all(
            f"SELECT DISTINCT (s.cells->>'org_id')::uuid FROM core_stagedrow s WHERE {CHOSEN}",
            _told(roster, chunk),
        )
    }


def enter_chunk(roster: RosterImport, chunk: Chunk, *, at: datetime, today: date) -> list[int]:
    """Persons, memberships, facts and tags of one chunk.

    Returns the rows that stay waiting because another import or desk was first: nearly always none, so
    they are looked for only where fewer rows went in than were sent.
    """
    told = _told(roster, chunk) | {"at": at, "today": today, "source": roster.source, "late": []}
    late: list[tuple[int, Any]] = []
    if chunk.known:
        _run(LOCK_KNOWN, told)
    if _run(INSERT_PERSONS, told) < chunk.strangers:
        late += _all(LATE_PERSONS, told)
        told["late"] = [subject for _rowno, subject in late]
    _run(INSERT_FIRST_MEMBERSHIPS, told)
    if chunk.joining and _run(INSERT_MEMBERSHIPS, told) < chunk.joining:
        late += _all(LATE_MEMBERSHIPS, told)
        told["late"] = [subject for _rowno, subject in late]
    if chunk.known:
        _bring_up_to_date(told)
    if "tags" in roster.mapping:
        _run(INSERT_TAGS, told)
    _run(MARK_ENTERED, told)
    return [rowno for rowno, _subject in late]


def _bring_up_to_date(told: Mapping[str, Any]) -> None:
    """Facts of persons the register knows; phones are sealed anew, for a seal is bound to its record."""
    rows = _all(
        f"""
        SELECT s.rowno, s.subject, s.match, s.sealed FROM core_stagedrow s
        WHERE {CHOSEN} AND s.match IS NOT NULL AND {IN}
        """,
        told,
    )
    if not rows:
        return
    again = {
        "rownos": [rowno for rowno, *_rest in rows],
        "phones": [_resealed("person.phone", row, 1) for row in rows],
        "accounts": [_resealed("person.bank_account", row, 2) for row in rows],
    }
    _run(KEEP_BEFORE, {**told, **again})
    _run(UPDATE_PERSONS, {**told, **again})


def _resealed(label: str, row: tuple[Any, ...], place: int) -> bytes | None:
    _rowno, subject, person, sealed = row
    blob = sealed[place] if len(sealed) > place else None
    if blob is None:
        return None
    return seal(open_sealed(Sealed(blob), label=label, row=subject), label=label, row=person)


def _told(roster: RosterImport, chunk: Chunk) -> dict[str, Any]:
    return {"batch": roster.pk, "first": chunk.first, "last": chunk.last}


def _run(sql: str, told: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.rowcount


def _all(sql: str, told: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall()


def _one(sql: str, told: Mapping[str, Any]) -> tuple[Any, ...]:
    return _all(sql, told)[0]


LOCK_KNOWN = f"""
SELECT p.id FROM people_person p JOIN core_stagedrow s ON s.match = p.id
WHERE {CHOSEN} AND s.state IN ('ready', 'changed') ORDER BY p.id FOR NO KEY UPDATE OF p
"""

INSERT_PERSONS = f"""
INSERT INTO people_person (
    id, created_at, version, name, name_key, initials, id_type, id_number, id_bidx, id_mask, sex, born_on,
    phone, phone_bidx, phone_mask, bank_account, bank_bidx, bank_mask, nation, education, political, marital,
    skill, job,
    work_started_on, employer_id, home_id)
SELECT s.subject, %(at)s, 1, c.name, c.name_key, c.initials, c.id_type, s.sealed[1], s.key, c.id_mask, c.sex,
    c.born_on, s.sealed[2], s.contact, coalesce(c.phone_mask, ''), s.sealed[3],
    decode(c.bank_bidx, 'hex'), coalesce(c.bank_mask, ''), coalesce(c.nation, ''),
    coalesce(c.education, ''), coalesce(c.political, ''), coalesce(c.marital, ''), coalesce(c.skill, ''),
    coalesce(c.job, ''), c.work_started_on, c.employer_id, c.org_id
FROM core_stagedrow s, {CELLS}
WHERE {CHOSEN} AND s.state = 'ready' AND s.match IS NULL
ORDER BY s.key
ON CONFLICT (id_bidx) DO NOTHING
"""

MEMBERSHIPS = f"""
INSERT INTO people_membership (
    id, created_at, version, person_id, org_id, valid, card_no, ended, ended_note, source)
SELECT s.subject, %(at)s, 1, coalesce(s.match, s.subject), c.org_id,
    daterange(coalesce(c.joined_on, %(today)s), NULL), coalesce(c.card_no, ''), '', '', %(source)s
FROM core_stagedrow s, {CELLS}
WHERE {CHOSEN} AND s.state = 'ready'
"""
# Nobody else can know a person born in this transaction: looking for a conflict beforehand would be wasted.
INSERT_FIRST_MEMBERSHIPS = f"{MEMBERSHIPS} AND s.match IS NULL AND {IN}"
INSERT_MEMBERSHIPS = f"{MEMBERSHIPS} AND s.match IS NOT NULL ORDER BY s.match ON CONFLICT DO NOTHING"

LATE_PERSONS = f"""
SELECT s.rowno, s.subject FROM core_stagedrow s
WHERE {CHOSEN} AND s.state = 'ready' AND s.match IS NULL
    AND NOT EXISTS (SELECT FROM people_person p WHERE p.id = s.subject)
"""

LATE_MEMBERSHIPS = f"""
SELECT s.rowno, s.subject FROM core_stagedrow s
WHERE {CHOSEN} AND s.state = 'ready' AND s.match IS NOT NULL
    AND NOT EXISTS (SELECT FROM people_membership m WHERE m.id = s.subject)
"""

KEEP_BEFORE = f"""
UPDATE core_stagedrow s SET outcome = s.outcome || jsonb_build_object('before', jsonb_build_object(
    'phone', encode(p.phone, 'base64'), 'phone_bidx', encode(p.phone_bidx, 'base64'),
    'phone_mask', p.phone_mask, 'bank_account', encode(p.bank_account, 'base64'),
    'bank_bidx', encode(p.bank_bidx, 'base64'), 'bank_mask', p.bank_mask,
    'nation', p.nation, 'education', p.education, 'political', p.political, 'marital', p.marital,
    'skill', p.skill, 'job', p.job, 'work_started_on', p.work_started_on, 'employer_id', p.employer_id,
    'home_id', p.home_id, 'version', p.version + 1))
FROM people_person p
WHERE {CHOSEN} AND s.rowno = ANY(%(rownos)s) AND p.id = s.match
"""

UPDATE_PERSONS = f"""
UPDATE people_person p SET
    nation = coalesce(nullif(c.nation, ''), p.nation),
    education = coalesce(nullif(c.education, ''), p.education),
    political = coalesce(nullif(c.political, ''), p.political),
    marital = coalesce(nullif(c.marital, ''), p.marital),
    skill = coalesce(nullif(c.skill, ''), p.skill),
    job = coalesce(nullif(c.job, ''), p.job),
    work_started_on = coalesce(c.work_started_on, p.work_started_on),
    employer_id = coalesce(c.employer_id, p.employer_id),
    phone = coalesce(n.phone, p.phone),
    phone_bidx = CASE WHEN n.phone IS NULL THEN p.phone_bidx ELSE s.contact END,
    phone_mask = CASE WHEN n.phone IS NULL THEN p.phone_mask ELSE c.phone_mask END,
    bank_account = coalesce(n.account, p.bank_account),
    bank_bidx = CASE WHEN n.account IS NULL THEN p.bank_bidx ELSE decode(c.bank_bidx, 'hex') END,
    bank_mask = CASE WHEN n.account IS NULL THEN p.bank_mask ELSE c.bank_mask END,
    home_id = c.org_id,
    version = p.version + 1
FROM unnest(%(rownos)s::int[], %(phones)s::bytea[], %(accounts)s::bytea[]) AS n(rowno, phone, account)
JOIN core_stagedrow s ON s.rowno = n.rowno, {CELLS}
WHERE {CHOSEN} AND p.id = s.match
"""

INSERT_TAGS = f"""
INSERT INTO people_persontag (id, created_at, person_id, tag, valid, source)
SELECT gen_random_uuid(), %(at)s, coalesce(s.match, s.subject), t.tag,
    daterange(coalesce((s.cells->>'joined_on')::date, %(today)s), NULL), %(source)s
FROM core_stagedrow s, jsonb_array_elements_text(s.cells->'tags') AS t(tag)
WHERE {CHOSEN} AND {IN}
ON CONFLICT DO NOTHING
"""

MARK_ENTERED = f"""
UPDATE core_stagedrow s SET state = 'entered', sealed = '{{}}', raw = NULL
WHERE {CHOSEN} AND {IN}
"""
