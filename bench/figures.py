"""Figures over 10,000 units in six levels: marks, recomputation, reading, distinct persons.

All of it happens in one transaction that is rolled back, so that groups leave each other alone.
"""

from collections.abc import Iterable
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench import Measured
from bench.subtree import CLOSURE, PEOPLE, TREE, timed, unit
from wuli.base.core.actions import SYSTEM
from wuli.mechanisms.figures.declared import facts_sql
from wuli.mechanisms.figures.known import keys
from wuli.mechanisms.figures.models import Cell, DirtyMark
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import Work, from_nothing, keep, recompute_all
from wuli.mechanisms.figures.rows import rows_of, total_of
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.activities.figures import ATTENDEES, LECTURES
from wuli.programmes.activities.models import Session

UNITS, MEMBERS, DIRTY = 10_000, 20_000, 100_000
ROUNDS = 15

# One lecture a unit and month, until there are enough different (unit, month).
SESSIONS = """
INSERT INTO activities_session (id, created_at, version, org_id, kind, title, topic, speaker, speaker_unit,
    place, starts_at, ends_at, occurred_on, summary, state, cancelled_because)
SELECT ('01920000-0000-7000-8000-' || lpad(to_hex(s), 12, '0'))::uuid, now(), 1, tree.id,
    'technology_lecture',
    '讲座', '', '', '', '职工之家', day + interval '9 hours', day + interval '11 hours', day, '', 'held',
    ''
FROM generate_series(0, {dirty} - 1) s JOIN tree ON tree.n = s % {units}
    CROSS JOIN LATERAL (
        SELECT (date_trunc('year', now()) + (s / {units}) * interval '1 month')::date AS day) d
"""
# Ten people at a lecture.
ATTENDANCES = """
INSERT INTO activities_attendance (id, created_at, session_id, org_id, person_id, occurred_on, method, state,
    recorded_at)
SELECT gen_random_uuid(), now(), s.id, s.org_id, p.id, s.occurred_on, 'list', 'attended', now()
FROM generate_series({first}, {last}) a
    JOIN activities_session s
      ON s.id = ('01920000-0000-7000-8000-' || lpad(to_hex(a / 10), 12, '0'))::uuid
    JOIN people_person p
      ON p.id = ('01910000-0000-7000-8000-'
        || lpad(to_hex(1 + a % {members} * 7919 % {members}), 12, '0'))::uuid
"""


def run() -> Iterable[Measured]:
    """Generate, measure, roll back."""
    with transaction.atomic():
        generate()
        yield from marks()
        yield from recomputation()
        yield from reading()
        transaction.set_rollback(True)


def sql(text: str, **more: int) -> None:
    """Run the statements of `text` with the sizes filled in."""
    sizes = {"units": UNITS, "members": MEMBERS, "dirty": DIRTY} | more
    with connection.cursor() as cursor:
        for statement in filter(str.strip, text.format(**sizes).split(";\n")):
            cursor.execute(statement.replace("%", "%%"), [])


def generate() -> None:
    """Units, closure and people, set-based, with triggers asleep; then every mark is worked off."""
    for text in (TREE, CLOSURE, PEOPLE):
        sql(text)
    sql("ANALYZE")
    sql("CREATE INDEX ON tree (id)")


def marks() -> Iterable[Measured]:
    """The price of the marks: the same rows into the same tables, with and without their triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        sql(SESSIONS)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE activities_session")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        sql(ATTENDANCES, first=0, last=DIRTY - 1)  # warm
        cursor.execute("ALTER TABLE activities_attendance DISABLE TRIGGER figures_mark_insert")
        bare = timed(lambda: sql(ATTENDANCES, first=DIRTY, last=2 * DIRTY - 1))
        cursor.execute("ALTER TABLE activities_attendance ENABLE TRIGGER figures_mark_insert")
        marked = timed(lambda: sql(ATTENDANCES, first=2 * DIRTY, last=3 * DIRTY - 1))
    yield Measured("bulk_insert_with_marks", marked / bare, "x", 1.4)
    yield Measured("bulk_insert_bare", DIRTY / bare, "rows/s")


def recomputation() -> Iterable[Measured]:
    """100,000 dirty cells of one indicator, then the same indicator counted from nothing."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        took = timed(lambda: recompute_all(today))
        yield Measured("all_marks_worked_off", took, "s")
        cursor.execute(
            "INSERT INTO figures_dirtymark (source, org_id, month_from, month_to)"
            " SELECT 'activities_session', org_id, occurred_on, occurred_on FROM activities_session"
        )
        dirty = timed(lambda: recompute_all(today))
        key = keys()[LECTURES.code]
        work = Work(cursor, LECTURES, key, facts_sql(LECTURES))
        whole = timed(lambda: (from_nothing(cursor, LECTURES, key, today), keep(work)))  # type: ignore[func-returns-value]
    cells = Cell.objects.filter(indicator__code=LECTURES.code, dimension="").count()
    yield Measured("recompute_dirty_cells", cells / dirty, "cells/s")
    yield Measured("recompute_against_rebuild", dirty / whole, "x", 1.25)
    yield Measured("one_record_to_the_root", one_record(today), "s", 2)
    if DirtyMark.objects.exists():
        raise RuntimeError("marks are left")


def one_record(today: Any) -> float:
    """Seconds from a changed record to its figure at the root, the worker idle."""
    county, year = unit(0), TimeRange.year(today.year)
    before = figure_at(LECTURES, county, year, SYSTEM).value

    def change() -> None:
        session = Session.objects.filter(org=unit(UNITS - 1)).first() or Session.objects.first()
        Session.objects.filter(pk=session.pk).update(kind="other")  # type: ignore[union-attr]
        recompute_all(today)

    took = timed(change)
    after = figure_at(LECTURES, county, year, SYSTEM).value
    if (before or 0) - (after or 0) != 1:
        raise RuntimeError(f"the root says {after}, and said {before}")
    return took


def reading() -> Iterable[Measured]:
    """A figure of a year at the root, a town and a leaf against the bare look-up of one cell by its key."""
    today = timezone.localdate()
    year = TimeRange.year(today.year)
    cell = Cell.objects.filter(indicator__code=LECTURES.code, dimension="").first()
    bare = median(timed(lambda: Cell.objects.get(pk=cell.pk)) for _ in range(ROUNDS))  # type: ignore[union-attr]
    for name, number in (("root", 0), ("town", 3), ("leaf", UNITS - 1)):
        org = unit(number)
        whole = median(timed(lambda org=org: figure_at(LECTURES, org, year, SYSTEM)) for _ in range(ROUNDS))  # type: ignore[misc]
        yield Measured(f"figure_at_{name}_against_look_up", whole / bare, "x", 5)
    yield Measured("bare_look_up", bare * 1000, "ms")
    root = unit(0)
    cells = median(timed(lambda: figure_at(ATTENDEES, root, year, SYSTEM)) for _ in range(ROUNDS))
    live: list[Any] = []
    took = timed(lambda: live.append(total_of(ATTENDEES, rows_of(ATTENDEES, root.pk, year, today=today))))
    if figure_at(ATTENDEES, root, year, SYSTEM).value != live[0]:
        raise RuntimeError("distinct persons differ between cells and rows")
    yield Measured("distinct_persons_of_the_root_against_live_sql", took / cells, "x faster")
