"""Roster import of 100,000 rows against a plain calamine + COPY of the same file with no checks.

The import reads, judges every row against file and register, seals, stages, and enters persons and
memberships with their audit events; the plain way puts 20 columns of text into a bare table.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any

from bench import Measured

ROWS = 100_000
WORK = """
import json, resource, sys, time, django
django.setup()
from wuli.base.core.jobs import run_job
begun = time.perf_counter()
run_job(sys.argv[1])
took = time.perf_counter() - begun
mine, child = (resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
if sys.platform == "linux":  # there ru_maxrss begins with what the process that started this one had
    with open("/proc/self/status") as told:
        mine = next(int(line.split()[1]) for line in told if line.startswith("VmHWM"))
print(json.dumps([took, (mine + child) / (1024 if sys.platform == "linux" else 1 << 20)]))
"""
MAKE = """
import sys, django
django.setup()
from wuli.base.people.tests.sheets import wide_book
sys.stdout.buffer.write(wide_book(int(sys.argv[1])))
"""


def run() -> Iterable[Measured]:
    """Time against the plain way, memory of the worker with its reader, and the second import."""
    data = _in_a_process(MAKE, str(ROWS))
    before = _plain(data)
    officer, union = _office()
    check, memory = _work(_checking(officer, union, data))
    enter, more = _work(_entering(officer))
    plain = (before + _plain(data)) / 2
    yield Measured("plain calamine and COPY", plain, "s")
    yield Measured("check", check, "s")
    yield Measured("enter", enter, "s")
    yield Measured("import against plain", (check + enter) / plain, "x", 4)
    yield Measured("memory of worker and reader", max(memory, more), "MB", 600)
    again, _memory = _work(_checking(officer, union, data))
    yield Measured("same file again against plain", again / plain, "x")
    yield Measured("members after importing twice", _members(), "rows", ROWS, at_least=True)


def _plain(data: bytes) -> float:
    from django.db import connection
    from python_calamine import CalamineWorkbook

    begun = time.perf_counter()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).iter_rows()
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        columns = ", ".join(f"c{n} text" for n in range(20))
        cursor.execute(f"CREATE UNLOGGED TABLE bench_plain ({columns})")
        with cursor.copy("COPY bench_plain FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
        taken = time.perf_counter() - begun
        cursor.execute("DROP TABLE bench_plain")
    return taken


def _office() -> tuple[Any, Any]:
    from tests import people

    federation = people.build_federation()
    return people.officer(federation.town, "陈明"), federation.union


def _checking(officer: Any, union: Any, data: bytes) -> str:
    from django.utils import timezone

    from wuli.base.people.roster.actions import start_checking, upload_roster

    at = timezone.now()
    roster = upload_roster(actor=officer, org=union, file_name="roster.xlsx", data=data, at=at)
    return str(start_checking(actor=officer, roster=roster, mapping=roster.mapping, at=at).job_id)


def _entering(officer: Any) -> str:
    from django.utils import timezone

    from wuli.base.people.roster.actions import start_entering
    from wuli.base.people.roster.models import RosterImport

    roster = RosterImport.objects.get()
    return str(start_entering(actor=officer, roster=roster, at=timezone.now()).job_id)


def _members() -> int:
    from wuli.base.people.models import Membership

    return Membership.objects.count()


def _work(job_id: str) -> tuple[float, float]:
    seconds, megabytes = json.loads(_in_a_process(WORK, job_id).splitlines()[-1])
    return seconds, megabytes


def _in_a_process(code: str, *told: str) -> bytes:
    """What a fresh process writes: its memory is its own, and so is its start."""
    return subprocess.run(
        [sys.executable, "-c", code, *told], env=os.environ, stdout=subprocess.PIPE, check=True
    ).stdout
