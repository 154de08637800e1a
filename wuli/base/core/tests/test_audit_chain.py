"""The chain names every audit row that was changed, removed or put in after the night it was closed."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from wuli.base.core import sealing
from wuli.base.core.models import AuditSeal
from wuli.base.core.tasks import seal_audit

from . import build

pytestmark = pytest.mark.django_db


def run(command: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def findings() -> list[str]:
    out = StringIO()
    try:
        call_command("verify_audit", stdout=out)
    except CommandError:
        return out.getvalue().splitlines()
    return []


def by_owner(statement: str, *values: Any) -> None:
    """What somebody can do who owns the database: triggers do not stop them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount != 0
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture
def closed(db: None) -> int:
    """Three days in the calendar, closed under the chain; the number of the second one's event."""
    for n in (6, 7, 8):
        build.day(build.date(2030, 5, n))
    run("seal_audit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pgh_id) - 1 FROM core_holidayevent")
        return cursor.fetchone()[0]


def test_what_nobody_touched_is_in_order(closed: int) -> None:
    assert run("verify_audit").startswith("ok: ")


def test_a_changed_row_is_named(closed: int) -> None:
    by_owner("UPDATE core_holidayevent SET name = '假的' WHERE pgh_id = %s", closed)
    [finding] = findings()
    assert finding.startswith(f"changed: core_holidayevent row {closed} ")


def test_a_missing_row_is_named(closed: int) -> None:
    by_owner("DELETE FROM core_holidayevent WHERE pgh_id = %s", closed)
    [finding] = findings()
    assert finding.startswith(f"missing: core_holidayevent row {closed} ")


def test_an_inserted_row_is_named(closed: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('core_holidayevent', 'pgh_id'))")
        gap = cursor.fetchone()[0]
    build.day(build.date(2030, 5, 9))
    run("seal_audit")
    by_owner("CREATE TEMP TABLE twin AS SELECT * FROM core_holidayevent WHERE pgh_id = %s", closed)
    by_owner("UPDATE twin SET pgh_id = %s", gap)
    by_owner("INSERT INTO core_holidayevent SELECT * FROM twin")
    [finding] = findings()
    assert finding.startswith(f"inserted: core_holidayevent row {gap} ")


def test_a_row_put_in_before_the_first_is_named(closed: int) -> None:
    by_owner("CREATE TEMP TABLE twin AS SELECT * FROM core_holidayevent WHERE pgh_id = %s", closed)
    by_owner("UPDATE twin SET pgh_id = -3")
    by_owner("INSERT INTO core_holidayevent SELECT * FROM twin")
    [finding] = findings()
    assert finding.startswith("inserted: core_holidayevent row -3 ")


def test_who_and_why_are_covered_too(closed: int) -> None:
    by_owner("""UPDATE pghistory_context SET metadata = metadata || '{"user": "x"}'""")
    told = findings()
    assert len(told) >= 3
    assert all(line.startswith("changed: pghistory_context row") for line in told)


def test_a_block_that_was_rewritten_breaks_the_chain(closed: int) -> None:
    block = AuditSeal.objects.filter(table="core_holidayevent").last()
    by_owner("UPDATE core_auditseal SET marks = marks || marks WHERE id = %s", block.pk)
    assert any(line.startswith("chain broken") for line in findings())


def test_a_block_that_was_taken_out_breaks_the_chain(closed: int) -> None:
    by_owner("DELETE FROM core_auditseal WHERE id = (SELECT min(id) FROM core_auditseal)")
    assert any("chain broken" in line for line in findings())


def test_a_chain_cut_off_at_its_end_does_not_hold_the_kept_head(closed: int) -> None:
    kept = run("seal_audit").split()[-1]
    assert run("verify_audit", head=kept)
    by_owner("DELETE FROM core_auditseal WHERE id = (SELECT max(id) FROM core_auditseal)")
    assert findings() == []
    with pytest.raises(CommandError, match="1 findings"):
        run("verify_audit", head=kept)
    with pytest.raises(CommandError, match="not a head"):
        run("verify_audit", head="xyz")


def test_who_owns_the_database_but_not_the_keys_cannot_rewrite_the_chain(closed: int, settings: Any) -> None:
    by_owner("UPDATE core_holidayevent SET name = '假的' WHERE pgh_id = %s", closed)
    from dataclasses import replace

    real = settings.KEYS
    settings.KEYS = replace(real, blind_index=b"a key that the owner has guessed")
    by_owner("DELETE FROM core_auditseal")
    run("seal_audit")
    settings.KEYS = real
    assert any(line.startswith("chain broken") for line in findings())


def test_the_night_after_goes_on_from_the_night_before(closed: int) -> None:
    blocks = AuditSeal.objects.count()
    assert "0 rows closed" in run("seal_audit")
    build.day(build.date(2030, 5, 10))
    seal_audit(0)
    assert AuditSeal.objects.count() == blocks + 2
    assert findings() == []


def test_a_table_larger_than_a_block_makes_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BLOCK", 2)
    for n in range(5):
        build.day(build.date(2030, 6, 3 + n))
    before = AuditSeal.objects.filter(table="core_holidayevent").count()
    run("seal_audit")
    assert AuditSeal.objects.filter(table="core_holidayevent").count() >= before + 3
    assert findings() == []


def test_a_column_added_later_changes_nothing(closed: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_holidayevent ADD COLUMN added_later text NOT NULL DEFAULT ''")
    assert findings() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_holidayevent DROP COLUMN name")
    assert all(line.startswith("table or column gone: core_holidayevent") for line in findings())


def test_every_tracked_table_is_covered() -> None:
    names = {table.name for table in sealing.audit_tables()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_obj_id'")
        assert {row[0] for row in cursor.fetchall()} <= names
    assert {"pghistory_context", "core_reveal"} <= names


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_do_not_fork_the_chain(race: Any) -> None:
    for n in range(4):
        build.day(build.date(2030, 6, 3 + n))
    race(lambda: list(sealing.seal_new_rows()), takers=3)
    assert findings() == []
