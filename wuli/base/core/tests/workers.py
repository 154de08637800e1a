"""Real job workers in processes of their own, to be killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app


def start_worker(*arguments: str) -> "subprocess.Popen[bytes]":
    """A worker on the test's own database, with the test's keys."""
    told = connection.settings_dict
    place = f"{told['HOST'] or '127.0.0.1'}:{told['PORT'] or 5432}"
    url = f"postgresql://{told['USER']}:{told['PASSWORD']}@{place}/{told['NAME']}"
    return subprocess.Popen(
        [sys.executable, "-m", "django", "procrastinate", "worker", *arguments],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_hard(process: "subprocess.Popen[bytes]") -> None:
    """kill -9."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def until(happened: Callable[[], bool], *, tries: int = 1_200) -> None:
    """Look again and again, a twentieth of a second apart."""
    pause = threading.Event()
    for _ in range(tries):
        if happened():
            return
        pause.wait(0.05)
    raise AssertionError("it never happened")


def give_back_stalled() -> None:
    """What the periodic task does, without the half minute in which the heartbeat is missed."""

    async def again() -> None:
        manager = app.job_manager
        for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=0):
            await manager.retry_job(stalled)

    async_to_sync(again)()
