"""What the register already says of the people in a sheet: one query for a chunk of rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

# Facts that a sheet may bring up to date, in the order they are read.
FACTS = ("nation", "education", "political", "marital", "skill", "job", "work_started_on", "employer_id")


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the register, with the union of the membership that holds now or later."""

    pk: UUID
    name: str
    merged: bool
    contact: bytes | None
    account: bytes | None
    facts: Mapping[str, Any]
    org_id: UUID | None
    org_name: str
    last_until: date | None
    tags: frozenset[str]


def known_people(keys: Iterable[bytes], today: date) -> dict[bytes, Known]:
    """Persons by the blind index of their ID number; keys are of 16 bytes and travel as one value."""
    wanted = list(keys)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id_bidx, p.id, p.name, p.merged_into_id IS NOT NULL, p.phone_bidx, p.bank_bidx,
                   m.org_id, o.name,
                   (SELECT max(upper(e.valid)) FROM people_membership e WHERE e.person_id = p.id),
                   ARRAY(
                       SELECT t.tag FROM people_persontag t WHERE t.person_id = p.id AND t.valid @> %s::date
                   ),
                   p.nation, p.education, p.political, p.marital, p.skill, p.job, p.work_started_on,
                   p.employer_id
            FROM people_person p
            LEFT JOIN people_membership m ON m.person_id = p.id AND m.valid && daterange(%s, NULL)
            LEFT JOIN orgs_org o ON o.id = m.org_id
            WHERE p.id_bidx = ANY(ARRAY(
                SELECT substring(k.joined FROM n FOR 16)
                FROM (SELECT %s::bytea AS joined) k, generate_series(1, length(k.joined), 16) AS n
            ))
            """,
            [today, today, b"".join(wanted)],
        )
        return {bytes(row[0]): _known(row) for row in cursor.fetchall()}


def _known(row: tuple[Any, ...]) -> Known:
    _key, pk, name, merged, contact, account, org_id, org_name, until, tags, *facts = row
    return Known(
        pk=pk,
        name=name,
        merged=merged,
        contact=None if contact is None else bytes(contact),
        account=None if account is None else bytes(account),
        facts=dict(zip(FACTS, facts, strict=True)),
        org_id=org_id,
        org_name=org_name or "",
        last_until=until,
        tags=frozenset(tags),
    )
