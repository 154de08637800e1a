"""Backup and restore: what went in comes out, a damaged archive changes nothing, keys stay apart."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from wuli.base.core import backups
from wuli.config.keys import KeyRing, new_keys, save_keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_database(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A small database of this test's own, because a restore replaces everything."""
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "files", tmp_path
    save_keys(new_keys(), str(tmp_path / "keys.json"))
    settings.KEYS = KeyRing(str(tmp_path / "keys.json"))
    before = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{before}_backup" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{before}_backup"')
    connection.close()
    connection.settings_dict["NAME"] = f"{before}_backup"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{before}_backup" WITH (FORCE)')


def run(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.usefixtures("own_database")
def test_what_was_backed_up_comes_back_and_nothing_else(tmp_path: Path) -> None:
    run("CREATE TABLE unit (name text); INSERT INTO unit VALUES ('滨海县总工会')")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a1").write_bytes(b"photo")
    archive = tmp_path / "b.tar"
    call_command("backup", to=str(archive))
    run("INSERT INTO unit VALUES ('later'); CREATE TABLE later (n int)")
    (tmp_path / "files" / "later").write_bytes(b"x")
    call_command("restore", str(archive))
    assert run("SELECT name FROM unit") == [("滨海县总工会",)]
    assert run("SELECT to_regclass('later')") == [(None,)]
    assert [file.name for file in (tmp_path / "files").iterdir()] == ["a1"]


@pytest.mark.usefixtures("own_database")
def test_a_damaged_archive_changes_nothing(tmp_path: Path) -> None:
    run("CREATE TABLE unit (name text)")
    archive, bad = tmp_path / "b.tar", tmp_path / "bad.tar"
    call_command("backup", to=str(archive))
    (tmp_path / "database.dump").write_bytes(b"other")
    with tarfile.open(archive) as whole, tarfile.open(bad, "w") as damaged:
        damaged.addfile(whole.getmember(backups.LIST), whole.extractfile(backups.LIST))
        damaged.add(tmp_path / "database.dump", backups.DUMP)
    with pytest.raises(CommandError, match=r"database\.dump"):
        call_command("restore", str(bad))
    assert run("SELECT to_regclass('unit')") == [("unit",)]


@pytest.mark.usefixtures("own_database")
def test_keys_are_inside_only_when_asked_for(tmp_path: Path) -> None:
    for with_keys in (False, True):
        call_command("backup", to=str(tmp_path / "b.tar"), with_keys=with_keys)
        with tarfile.open(tmp_path / "b.tar") as archive:
            assert (backups.KEYS in archive.getnames()) == with_keys
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("own_database")
def test_a_restore_waits_for_the_server_to_be_stopped(tmp_path: Path) -> None:
    run("CREATE TABLE unit (name text)")
    call_command("backup", to=str(tmp_path / "b.tar"))
    known = connection.get_connection_params() | {"cursor_factory": None, "context": None}
    address = {
        name: known[name] for name in ("dbname", "host", "port", "user", "password") if known.get(name)
    }
    with psycopg.connect(**address), pytest.raises(CommandError, match="Ctrl-C"):
        call_command("restore", str(tmp_path / "b.tar"))
    assert run("SELECT to_regclass('unit')") == [("unit",)]


@pytest.mark.usefixtures("own_database")
def test_a_dump_that_breaks_half_way_leaves_what_was_there(tmp_path: Path, settings: Any) -> None:
    run("CREATE TABLE unit (name text); INSERT INTO unit VALUES ('滨海县总工会')")
    call_command("backup", to=str(tmp_path / "b.tar"))
    with tarfile.open(tmp_path / "b.tar") as whole:
        whole.extractall(tmp_path / "open")  # noqa: S202 - our own
    dump = tmp_path / "open" / backups.DUMP
    dump.write_bytes(dump.read_bytes()[:-40])
    listing = tmp_path / "open" / backups.LIST
    told = json.loads(listing.read_text())
    told["sums"][backups.DUMP] = hashlib.sha256(dump.read_bytes()).hexdigest()
    listing.write_text(json.dumps(told))
    with tarfile.open(tmp_path / "cut.tar", "w") as cut:
        for name in (backups.LIST, backups.DUMP):
            cut.add(tmp_path / "open" / name, name)
    with pytest.raises(CommandError):
        call_command("restore", str(tmp_path / "cut.tar"))
    assert run("SELECT name FROM unit") == [("滨海县总工会",)]


@pytest.mark.usefixtures("own_database")
def test_a_backup_of_other_keys_is_refused_until_they_are_there(tmp_path: Path, settings: Any) -> None:
    run("CREATE TABLE unit (name text)")
    call_command("backup", to=str(tmp_path / "b.tar"))
    call_command("backup", to=str(tmp_path / "whole.tar"), with_keys=True)
    then = (tmp_path / "keys.json").read_text()
    save_keys(new_keys(), str(tmp_path / "keys.json"))
    run("CREATE TABLE since (n int)")
    with pytest.raises(CommandError, match=r"keys\.json"):
        call_command("restore", str(tmp_path / "b.tar"))
    assert run("SELECT to_regclass('since')") == [("since",)]
    call_command("restore", str(tmp_path / "whole.tar"))
    assert (tmp_path / "keys.json").read_text() == then


@pytest.mark.usefixtures("own_database")
def test_an_archive_that_would_write_elsewhere_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "bad.tar", "w") as bad:
        bad.add(tmp_path / "x", "../../outside")
    with pytest.raises(CommandError, match=r"bad\.tar"):
        call_command("restore", str(tmp_path / "bad.tar"))
    assert not (tmp_path.parent / "outside").exists()
