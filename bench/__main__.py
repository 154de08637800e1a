"""Run groups of benchmarks in a scratch database and print one line a number."""

import os
import pkgutil
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import psycopg

import bench
from bench import Measured
from wuli.config.embedded import Cluster

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
NO_GROUPS = {"serving", "settings"}
SCRATCH = f"wuli_bench_{os.getpid()}"


def main() -> None:
    """Run the groups that are named, or all; write docs/benchmarks.md when all of them ran."""
    wanted = sys.argv[1:]
    known = sorted(
        m.name
        for m in pkgutil.iter_modules(bench.__path__)
        if m.name not in NO_GROUPS and not m.name.startswith("_")
    )
    if unknown := set(wanted) - set(known):
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    cluster = None
    if not os.environ.get("DATABASE_URL"):
        folder = Path(tempfile.mkdtemp(prefix="wuli-bench-"))
        folder.chmod(0o755)
        cluster = Cluster(folder, {"fsync": "off", "synchronous_commit": "off"})
        os.environ["DATABASE_URL"] = cluster.start()
    try:
        use_scratch_database()
        found = {name: list(tell(name)) for name in wanted or known}
    finally:
        drop_scratch_database()
        if cluster is not None:
            cluster.stop()
            shutil.rmtree(cluster.folder, ignore_errors=True)
    if not wanted:
        write(found)
    raise SystemExit(0 if all(each.is_ok for group in found.values() for each in group) else 1)


def use_scratch_database() -> None:
    """A fresh, migrated database beside the one of DATABASE_URL."""
    base = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{SCRATCH}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{SCRATCH}"')
    os.environ["DATABASE_URL"] = f"{base}/{SCRATCH}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    with psycopg.connect(f"{base}/postgres", autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{SCRATCH}_empty" TEMPLATE "{SCRATCH}"')


def drop_scratch_database() -> None:
    """Leave nothing behind."""
    from django.db import connections

    connections.close_all()
    base = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as db:
        for name in (SCRATCH, f"{SCRATCH}_empty"):
            db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def tell(name: str) -> "list[Measured]":
    """Run one group in a database of its own, printing each number as it comes."""
    measured = []
    bench.fresh_database()
    for each in import_module(f"bench.{name}").run():
        sys.stdout.write(f"{name}: {each}\n")
        sys.stdout.flush()
        measured.append(each)
    return measured


def write(found: "dict[str, list[Measured]]") -> None:
    """Keep the numbers with the day and the machine."""
    cores = os.cpu_count()
    text = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Ratios are against a baseline of the same run; they carry over to other",
        "machines, seconds do not.",
        "",
        f"{datetime.now(tz=UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {cores} cores, "
        f"Python {platform.python_version()}.",
    ]
    for name, group in found.items():
        text += ["", f"## {name}", "", "| what | value | unit | bar | |", "| --- | ---: | --- | ---: | --- |"]
        for each in group:
            bar = "" if each.bar is None else f"{'≥' if each.at_least else '≤'} {each.bar:g}"
            told = "ok" if each.is_ok else "short"
            text.append(f"| {each.name} | {each.value:.4g} | {each.unit} | {bar} | {told} |")
    RESULTS.write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
