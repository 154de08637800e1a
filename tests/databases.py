"""The databases of a test run: one throw-away cluster, one migrated template, one copy a worker."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from wuli.config.embedded import THROW_AWAY, Cluster

URL = "WULI_TEST_CLUSTER"
FOLDER = "WULI_TEST_FOLDER"
TEMPLATE = "wuli_template"


def start_cluster() -> Cluster:
    """A cluster in a temporary folder, without any care for power cuts; its address goes to the workers."""
    folder = Path(tempfile.mkdtemp(prefix="wuli-test-pg-"))
    folder.chmod(0o755)
    # Two connections of one test that wait for each other end in an error, not in a run that hangs.
    options = {"shared_buffers": "256MB", "max_connections": "200", "lock_timeout": "120s"}
    cluster = Cluster(folder, THROW_AWAY | options)
    os.environ[URL] = cluster.start()
    os.environ[FOLDER] = str(folder)
    return cluster


def stop_cluster(cluster: Cluster) -> None:
    """Stop the cluster and leave nothing behind."""
    cluster.stop()
    where = cluster.folder / "where.txt"
    if where.exists():
        shutil.rmtree(where.read_text().strip(), ignore_errors=True)
    shutil.rmtree(cluster.folder, ignore_errors=True)


def use_cluster() -> None:
    """Point this process's settings at the cluster of the run."""
    url = urlsplit(os.environ[URL])
    settings.DATABASES["default"].update(
        HOST=url.hostname, PORT=str(url.port), USER=url.username, PASSWORD=url.password, NAME="wuli"
    )


def own_copy(name: str) -> None:
    """Make the database `name` from the migrated template, which the first to come builds."""
    with open(Path(os.environ[FOLDER]) / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _maintenance() as db:
            known = {row[0] for row in db.execute("SELECT datname FROM pg_database")}
            if TEMPLATE not in known:
                db.execute(f'CREATE DATABASE "{TEMPLATE}_draft"')
                _use_database(f"{TEMPLATE}_draft")
                call_command("migrate", verbosity=0, interactive=False)
                connection.close()
                db.execute(f'ALTER DATABASE "{TEMPLATE}_draft" RENAME TO "{TEMPLATE}"')
            db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
    _use_database(name)


@contextmanager
def _maintenance() -> "Iterator[psycopg.Connection[Any]]":
    base = os.environ[URL].rsplit("/", 1)[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as db:
        yield db


def _use_database(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


# After a test with real transactions Django empties every table. Guards against TRUNCATE stand in the
# way, and rows that migrations wrote would be gone for the next test. So: delete only what is there,
# with triggers asleep, then put the migrations' rows back from copies in the schema `kept`.

KEEP = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    CREATE SCHEMA IF NOT EXISTS kept;
    FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'django_migrations' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
        IF filled AND to_regclass(format('kept.%I', name)) IS NULL THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', name, name);
        END IF;
    END LOOP;
END $$
"""

EMPTY = """
DO $$
DECLARE name text; filled boolean; columns text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = 'public' AND tablename <> 'django_migrations' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
    END LOOP;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
        SELECT string_agg(quote_ident(attname), ',') INTO columns FROM pg_attribute
            WHERE attrelid = to_regclass(format('public.%I', name)) AND attnum > 0
                AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM kept.%1$I',
                       name, columns);
    END LOOP;
END $$
"""


def keep_rows_of_migrations() -> None:
    """Remember what a freshly migrated database holds."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP)


def _sql_flush(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
    return [EMPTY] if tables else []


def cure_flush() -> None:
    """Let Django's flush empty the tables in the way described above."""
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]


def empty_now() -> None:
    """Empty every table at once, for a test that must change the schema back before it ends."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
