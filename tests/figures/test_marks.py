"""Marks: whatever writes a counted row leaves one, in the writer's own transaction."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.people import Federation
from wuli.base.people.models import Membership, Person
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures import triggers
from wuli.mechanisms.figures.declared import counted, source_table
from wuli.mechanisms.figures.models import Cell, DirtyMark
from wuli.mechanisms.figures.reading import Asked, figures_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.activities.figures import ATTENDANCES, LECTURES
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.tests import build

from .world import TODAY, copy_rows


def marks(source: str) -> int:
    return DirtyMark.objects.filter(source=source).count()


def clear() -> None:
    recompute_all(TODAY)
    assert not DirtyMark.objects.exists()


def test_every_declared_table_has_its_triggers() -> None:
    assert triggers.missing() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'figures_mark%'"
        )
        have = {table for (table,) in cursor.fetchall()}
    assert {source_table(each) for each in counted()} | {"orgs_orgclosure"} <= have


def test_a_trigger_that_was_dropped_is_found_and_written_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER figures_mark_insert ON activities_session")
    assert triggers.missing() == ["activities_session"]
    assert triggers.sync() == ["activities_session"]
    assert triggers.missing() == []


def test_rows_loaded_by_bare_copy_are_counted(federation: Federation) -> None:
    held = build.held_lecture(federation.union)
    members = [people.member(federation.union, name) for name in ("陈志强", "欧阳堃", "李芳")]
    clear()
    copy_rows(held, members)
    assert marks("activities_attendance") == 1
    recompute_all(TODAY)
    asked = Asked(TimeRange.month(held.occurred_on), TODAY)
    assert (
        figures_at([ATTENDANCES], [federation.county], asked)[ATTENDANCES.code, federation.county.pk].value
        == 3
    )


def test_a_change_that_counts_nothing_leaves_no_mark(federation: Federation) -> None:
    held = build.held_lecture(federation.union)
    someone = people.member(federation.union)
    clear()
    Session.objects.filter(pk=held.pk).update(title="改了题目")
    Person.objects.filter(pk=someone.pk).update(name="改名")
    assert not DirtyMark.objects.exists()
    Person.objects.filter(pk=someone.pk).update(sex="2")
    assert marks("people_membership") == 1


def test_a_membership_marks_only_its_own_months(federation: Federation) -> None:
    someone = people.member(federation.union)
    clear()
    Membership.objects.filter(person=someone).update(valid=("2026-02-10", "2026-04-01"))
    bounds = DirtyMark.objects.filter(source="people_membership").values_list("month_from", "month_to")
    assert list(bounds) == [(date(2020, 5, 1), None)]  # what it was and what it is
    clear()
    Membership.objects.filter(person=someone).delete()
    bounds = DirtyMark.objects.filter(source="people_membership").values_list("month_from", "month_to")
    assert list(bounds) == [(date(2026, 2, 1), date(2026, 3, 1))]


def test_marks_are_neither_changed_nor_truncated(federation: Federation) -> None:
    build.held_lecture(federation.union)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        DirtyMark.objects.update(source="x")
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE figures_dirtymark")


def test_a_recomputation_that_fails_keeps_its_marks(federation: Federation) -> None:
    build.held_lecture(federation.union)
    before = DirtyMark.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        recompute_all(TODAY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
    assert DirtyMark.objects.count() == before > 0


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_commits_during_a_recomputation_is_not_lost(federation: Federation) -> None:
    """The mark of a write that was not yet visible stays, and the next recomputation finds it."""
    first, second = build.lecture(federation.union), build.lecture(federation.union, title="第二场")
    recompute_all(TODAY)
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                Session.objects.filter(pk=second.pk).update(state="open")
                Session.objects.filter(pk=second.pk).update(state="held")
                written.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(30)
    Session.objects.filter(pk=first.pk).update(state="open")
    Session.objects.filter(pk=first.pk).update(state="held")
    recompute_all(TODAY)
    assert _lectures(federation) == 1
    may_commit.set()
    writer.join()
    assert DirtyMark.objects.exists()
    recompute_all(TODAY)
    assert _lectures(federation) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_end_in_the_same_cells(federation: Federation) -> None:
    for _ in range(3):
        build.held_lecture(federation.union)

    def work() -> None:
        try:
            recompute_all(TODAY)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert _lectures(federation) == 3
    assert not DirtyMark.objects.exists()


def _lectures(federation: Federation) -> Any:
    cells = Cell.objects.filter(indicator__code=LECTURES.code, org=federation.county, dimension="")
    return sum(cells.values_list("subtree", flat=True))
