"""A new sealing key reaches what waits: staged rows, what an import keeps for its way back, and its file."""

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from wuli.base.core.excel import vault
from wuli.base.core.models.staging import StagedRow
from wuli.base.core.resealing import STORES
from wuli.base.people.models import Person
from wuli.base.people.roster.actions import SHELF, file_of
from wuli.base.people.roster.mending import raw_of
from wuli.base.people.rules import id_blind
from wuli.config.keys import KeyRing, new_keys, save_keys

from .rosters import checked, entered, step
from .sheets import id_of, row_of

# Dropping a key locks the table of jobs until its transaction ends, and a job tells its progress on a
# connection of its own: inside one transaction the two would wait for each other.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ring(settings: Any, tmp_path: Path) -> KeyRing:
    """A key file and a vault of its own."""
    path = str(tmp_path / "keys.json")
    save_keys(new_keys(), path)
    settings.KEYS = KeyRing(path)
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return settings.KEYS


@pytest.fixture
def desk(ring: KeyRing, client_for: Any, officer: Any) -> Any:
    return client_for(officer)


def rotate(*words: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *words, stdout=out)
    return out.getvalue()


def test_rows_that_wait_and_their_file_outlive_the_old_key(desk: Any, federation: Any, ring: KeyRing) -> None:
    bad = row_of(2, 手机号="138")
    roster = checked(desk, federation.union, [row_of(1), bad])
    place = vault.places()[0]
    os.utime(place, (1_000_000, 1_000_000))
    rotate()
    assert "keys dropped: [1]" in rotate("--retire")
    assert [set(store.keys_in_use()) for store in STORES] == [{2}, {2}]
    assert place.stat().st_mtime == 1_000_000
    assert file_of(roster)
    rows = StagedRow.objects.filter(batch=roster.pk).order_by("rowno")
    assert [str(raw_of(roster, row)[3]) for row in rows] == ["13800000001", "138"]
    step(desk, roster, "enter")
    person = Person.objects.get(id_bidx=id_blind(id_of(1)))
    assert (person.id_number, person.phone) == (id_of(1), "13800000001")


def test_an_import_can_be_taken_back_after_the_old_key_is_gone(
    desk: Any, federation: Any, ring: KeyRing
) -> None:
    entered(desk, federation.union, [row_of(1)])
    second = entered(desk, federation.union, [row_of(1, 手机号="13911112222")])
    rotate()
    rotate("--retire")
    step(desk, second, "undo")
    assert Person.objects.get(id_bidx=id_blind(id_of(1))).phone == "13800000001"


def test_a_key_that_a_row_or_a_file_lies_under_is_not_dropped(
    desk: Any, federation: Any, ring: KeyRing
) -> None:
    from wuli.base.core.rotation import retire_unused

    roster = checked(desk, federation.union, [row_of(1)])
    ring.add_sealing_key()
    assert 1 in retire_unused()[1]
    StagedRow.objects.filter(batch=roster.pk).delete()
    assert 1 in retire_unused()[1]
    vault.throw_away(SHELF, roster.pk)


def test_the_status_counts_them(desk: Any, federation: Any, ring: KeyRing) -> None:
    checked(desk, federation.union, [row_of(1)])
    told = rotate("--status")
    assert "staged rows: key 1: 2" in told
    assert "vault: key 1: 1" in told
