"""Keys are changed while people work; killed half-way, it goes on; nothing written meanwhile is lost."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from wuli.base.core.audit import event_models
from wuli.base.core.models import Job
from wuli.base.core.rotation import keys_in_use, rotate, sealed_fields, swap
from wuli.base.core.secrets import key_of
from wuli.config.keys import KeyRing, new_keys, save_keys

PRIVATE = Job._meta.get_field("private")


@pytest.fixture
def ring(settings: Any, tmp_path: Path) -> KeyRing:
    """A key file of its own, and a vault without files under other keys."""
    path = str(tmp_path / "keys.json")
    save_keys(new_keys(), path)
    settings.KEYS = KeyRing(path)
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return settings.KEYS


@pytest.fixture
def jobs(db: None, ring: KeyRing) -> list[Job]:
    """Ten sealed values."""
    return Job.objects.bulk_create([Job(kind="tests", private=f"secret {n}") for n in range(10)])


def run(*words: Any, **options: Any) -> str:
    out = StringIO()
    call_command("rotate_keys", *words, stdout=out, **options)
    return out.getvalue()


def in_clear() -> list[str]:
    return [job.private for job in Job.objects.order_by("id")]


def test_every_sealed_field_of_every_app_is_rotated() -> None:
    labels = {field.label for field in sealed_fields()}
    assert {"person.id_number", "person.phone", "user.phone", "job.private"} <= labels


def test_all_values_move_to_the_new_key_and_stay_what_they_are(jobs: list[Job], ring: KeyRing) -> None:
    assert "job.private: 10 sealed again" in run()
    assert ring.active_sealing == 2
    assert keys_in_use(PRIVATE) == {2: 10}
    assert in_clear() == [f"secret {n}" for n in range(10)]


def test_killed_half_way_it_goes_on_where_it_stopped(jobs: list[Job], ring: KeyRing) -> None:
    ring.add_sealing_key()
    batches: Iterator[Any] = (step for step in rotate(batch=3) if step.field is PRIVATE)
    next(batches)
    next(batches)
    batches.close()
    assert keys_in_use(PRIVATE) == {1: 4, 2: 6}
    assert "job.private: 4 sealed again" in run("--resume")
    assert keys_in_use(PRIVATE) == {2: 10}


def test_what_is_written_meanwhile_is_not_lost(jobs: list[Job], ring: KeyRing) -> None:
    job = jobs[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM core_job WHERE id = %s", [job.pk])
        old = bytes(cursor.fetchone()[0])
    job.private = "rewritten"
    job.save()
    assert swap(PRIVATE, [(job.pk, old, b"stale")]) == 0
    assert Job.objects.get(pk=job.pk).private == "rewritten"


def test_a_record_loaded_before_brings_no_old_key_back(jobs: list[Job], ring: KeyRing) -> None:
    loaded = Job.objects.get(pk=jobs[0].pk)
    run()
    loaded.save()
    assert keys_in_use(PRIVATE) == {2: 10}


def test_an_old_key_is_dropped_only_when_nothing_lies_under_it(jobs: list[Job], ring: KeyRing) -> None:
    ring.add_sealing_key()
    next(step for step in rotate(batch=3) if step.field is PRIVATE)
    from wuli.base.core.rotation import retire_unused

    assert retire_unused() == ([], [1])
    assert sorted(ring.sealing) == [1, 2]
    assert "keys dropped: [1]" in run("--resume", "--retire")
    assert sorted(ring.sealing) == [2]
    assert in_clear()[0] == "secret 0"


def test_another_process_learns_of_the_new_key_from_the_file(ring: KeyRing) -> None:
    other = KeyRing(ring.path)
    assert other.active_sealing == 1
    ring.add_sealing_key()
    assert other.active_sealing == 2


def test_a_key_can_be_copied_to_other_servers_before_it_is_used(jobs: list[Job], ring: KeyRing) -> None:
    assert "--activate 2" in run("--add-only")
    assert ring.active_sealing == 1
    run("--activate", "2")
    assert keys_in_use(PRIVATE) == {2: 10}
    with pytest.raises(CommandError, match="no key 7"):
        run("--activate", "7")


def test_status_counts_values_by_key_and_changes_nothing(jobs: list[Job], ring: KeyRing) -> None:
    told = run("--status")
    assert "keys: [1], active: 1" in told
    assert "job.private: key 1: 10" in told
    assert ring.active_sealing == 1


def test_what_cannot_be_opened_is_named_and_left(jobs: list[Job], ring: KeyRing) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_job SET private = overlay(private placing 'x'::bytea from 20) WHERE id = %s",
            [jobs[3].pk],
        )
    with pytest.raises(CommandError, match=f"job.private {jobs[3].pk}"):
        run()
    assert keys_in_use(PRIVATE) == {1: 1, 2: 9}


def test_throw_away_keys_are_not_rotated(db: None, settings: Any, tmp_path: Path) -> None:
    settings.KEYS = KeyRing(str(tmp_path / "none.json"))
    with pytest.raises(CommandError, match="no key file"):
        run()


def test_the_key_file_is_readable_by_its_owner_only(ring: KeyRing) -> None:
    ring.add_sealing_key()
    assert Path(ring.path).stat().st_mode & 0o077 == 0


def test_rotation_writes_no_audit_events(db: None, ring: KeyRing, officer: Any) -> None:
    officer.phone, officer.phone_bidx, officer.phone_mask = "13905110000", b"index of a phone", "139****0000"
    officer.save()
    events = event_models()[officer._meta.label_lower].objects
    before = events.count()
    run()
    assert events.count() == before
    sealed = type(officer).objects.values_list("phone", flat=True).get(pk=officer.pk)
    assert key_of(sealed) == 2
