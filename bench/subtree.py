"""The members of a subtree at 40,000 units and 250,000 members, and moving 5,000 units.

A page of the register against hand-written SQL for the same rows and the same count.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import Measured
from tests.people import client_for
from tests.race import drop_constraint, restore_constraints
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import move_org
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.tests import build

UNITS, MEMBERS, BRANCHES, PAGE = 40_000, 250_000, 8, 30
ROUNDS = 7

# Unit n stands under unit (n - 1) / 8: six levels; each of the eight towns has about 5,000 units below it.
TREE = """
SET session_replication_role = replica;
CREATE TEMP TABLE tree AS
    SELECT n, (n - 1) / 8 AS up, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id
    FROM generate_series(0, {units} - 1) n;
CREATE UNIQUE INDEX ON tree (n);
INSERT INTO orgs_org (id, created_at, version, name, short_name, name_key, initials, kind, form, rank,
    lifetime, approval_no, address, contact_phone, women_committee, audit_committee, supervision_committee,
    legal_person, closed_ground, closed_note)
SELECT id, now(), 1, '第' || n || '工会', '', 'gonghui' || lpad(n::text, 6, '0'), 'dgh',
    CASE WHEN n = 0 THEN 'X' WHEN n <= 8 THEN 'T' ELSE '1' END, CASE WHEN n <= 8 THEN '1' ELSE '4' END, 100,
    daterange('2015-01-01', NULL), '', '', '', false, false, false, false, '', ''
FROM tree;
INSERT INTO orgs_orgname (id, created_at, name, short_name, valid, reason, org_id)
SELECT gen_random_uuid(), now(), name, '', lifetime, '', id FROM orgs_org;
INSERT INTO orgs_parentedge (id, created_at, line, valid, reason, document_no, child_id, parent_id)
SELECT gen_random_uuid(), now(), 'territorial', daterange('2015-01-01', NULL), '', '', c.id, p.id
FROM tree c JOIN tree p ON p.n = c.up WHERE c.n > 0;
"""
CLOSURE = """
WITH RECURSIVE up AS (
    SELECT n, n AS above, 0 AS depth FROM tree
    UNION ALL SELECT up.n, (above - 1) / 8, depth + 1 FROM up WHERE above > 0
)
INSERT INTO orgs_orgclosure (ancestor_id, descendant_id, line, valid, depth, standing)
SELECT a.id, d.id, line, daterange('2015-01-01', NULL), depth, true
FROM up JOIN tree a ON a.n = above JOIN tree d ON d.n = up.n
    CROSS JOIN (VALUES ('territorial'), ('industrial')) lines (line)
WHERE line = 'territorial' OR depth = 0;
"""
PEOPLE = """
INSERT INTO people_person (id, created_at, version, number, name, name_key, initials, id_type, id_mask, sex,
    phone_mask, bank_mask, nation, education, political, marital, skill, job, home_id)
SELECT ('01910000-0000-7000-8000-' || lpad(to_hex(m), 12, '0'))::uuid, now(), 1,
    nextval('people_person_number_seq'), '会员' || m, md5(m::text), 'hy', 'resident',
    '320990********' || lpad((m % 10000)::text, 4, '0'), '1', '139****' || lpad((m % 10000)::text, 4, '0'),
    '', '', '', '', '', '', '', tree.id
FROM generate_series(1, {members}) m JOIN tree ON tree.n = 9 + m * 7919 % ({units} - 9);
INSERT INTO people_membership (id, created_at, version, valid, card_no, ended, ended_note, source, org_id,
    person_id)
SELECT gen_random_uuid(), now(), 1, daterange('2020-05-01', NULL), '', '', '', '', home_id, id
FROM people_person WHERE name LIKE '会员%';
SET session_replication_role = origin;
"""
BY_HAND_ROWS = """
SELECT p.id, p.name, p.id_mask, p.phone_mask, p.sex, o.name, m.valid
FROM people_person p
JOIN orgs_org o ON o.id = p.home_id
JOIN people_membership m ON m.person_id = p.id
WHERE p.merged_into_id IS NULL AND p.home_id IN (
    SELECT descendant_id FROM orgs_orgclosure WHERE ancestor_id = %s AND standing)
ORDER BY p.name_key, p.id LIMIT %s
"""
BY_HAND_COUNT = """
SELECT count(*) FROM people_person p
WHERE p.merged_into_id IS NULL AND p.home_id IN (
    SELECT descendant_id FROM orgs_orgclosure WHERE ancestor_id = %s AND standing)
"""


def run() -> Iterable[Measured]:
    """Generate, then measure the whole county, one town, and the move of a town."""
    generate()
    county, town = unit(0), unit(2)
    for name, org in (("county", county), ("town", town)):
        yield from page_of(name, org)
    yield from move(unit(1))


def generate() -> None:
    """Units, closure and people, set-based, with triggers asleep."""
    sizes = {"units": UNITS, "members": MEMBERS}
    drop_constraint("org_closure_once")  # built once over all rows it takes seconds, row by row minutes
    with connection.cursor() as cursor:
        for text in (TREE, CLOSURE, PEOPLE):
            for statement in filter(str.strip, text.format(**sizes).split(";\n")):
                cursor.execute(statement.replace("%", "%%"), [])
    restore_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orgs_org, orgs_orgclosure, orgs_parentedge, people_person, people_membership")


def unit(number: int) -> Org:
    """Unit `number` of the tree."""
    return Org.objects.get(pk=unit_key(number))


def unit_key(number: int) -> str:
    """The key of unit `number`."""
    return f"01900000-0000-7000-8000-{number:012x}"


def page_of(name: str, org: Org) -> Iterable[Measured]:
    """The first page of the register for an officer of `org`."""
    client = client_for(build.officer_at(org))
    client.get("/people/")
    spent, counted, whole = [], 0, []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            answer = client.get("/people/")
        whole.append(time.perf_counter() - began)
        spent.append(sum(float(query["time"]) for query in seen))
        counted = len(seen)
    if answer.status_code != 200:
        raise RuntimeError(f"/people/ answers {answer.status_code}")
    by_hand = median(timed(lambda: asked_by_hand(org)) for _ in range(ROUNDS))
    yield Measured(f"{name}_page_queries", counted, "queries", 12)
    yield Measured(f"{name}_page_against_sql", median(spent) / by_hand, "x", 3)
    yield Measured(f"{name}_page_whole", median(whole) * 1000, "ms")
    yield Measured(f"{name}_by_hand", by_hand * 1000, "ms")


def asked_by_hand(org: Org) -> None:
    """The same rows and the same count in plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND_ROWS, [org.pk, PAGE])
        cursor.fetchall()
        cursor.execute(BY_HAND_COUNT, [org.pk])
        cursor.fetchone()


def move(town: Org) -> Iterable[Measured]:
    """A town with all that stands below it goes to another county, in one transaction."""
    other = build.county("射阳县总工会", founded_on=date(2015, 1, 1))
    below = OrgClosure.objects.filter(ancestor=town, line="territorial", standing=True).count()
    today = timezone.localdate()
    took = timed(lambda: move_org(actor=SYSTEM, org=town, to=other, on=today, reason="区划调整"))
    now = OrgClosure.objects.filter(ancestor=other, line="territorial", standing=True, depth__gt=0).count()
    if now != below:
        raise RuntimeError(f"{now} units stand below the new county, not {below}")
    yield Measured("moved_units", below, "units", 4_500, at_least=True)
    yield Measured("move", took, "s", 10)


def timed(what: Callable[[], Any]) -> float:
    """Seconds that `what` takes."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
