"""What `make run` asks before it starts anything: a port that is one, and children of a killed supervisor."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from wuli.config.console import CannotRun
from wuli.config.run import check_port, clear_orphans, commands_of, wished_port


@pytest.mark.parametrize("told", ["abc", "0", "-1", "70000", "8000.5", "８０００", "²"])
def test_what_is_no_port_is_refused(told: str) -> None:
    with pytest.raises(CannotRun, match=r"PORT=8001"):
        wished_port(told)


def test_a_taken_port_names_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        with pytest.raises(CannotRun, match=f"Port {port} is taken"):
            check_port(port)


def test_what_a_killed_supervisor_left_is_ended_and_strangers_live(tmp_path: Path) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    orphan = subprocess.Popen([*sleep, "granian"], start_new_session=True)
    stranger = subprocess.Popen([*sleep, "letters"], start_new_session=True)
    try:
        assert any("granian" in line for line in commands_of(orphan.pid))
        (tmp_path / "run.json").write_text(json.dumps({"groups": [orphan.pid, stranger.pid]}))
        clear_orphans(tmp_path)
        assert orphan.wait(10) == -signal.SIGKILL
        assert stranger.poll() is None
        assert not (tmp_path / "run.json").exists()
    finally:
        for each in (orphan, stranger):
            each.kill()
            each.wait()
