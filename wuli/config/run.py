"""`make run`: one process that owns the database, the job worker and the web server, and ends with them.

Starts them in that order, starts again what dies, stops them in reverse. Standard library only apart
from the embedded database; Django runs in the children.
"""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from . import place
from .console import CannotRun, say
from .embedded import Cluster
from .server import check_database

HOST = "127.0.0.1"
READY_SECONDS = 60
STOP_SECONDS = 15
QUICK_DEATH_SECONDS = 10
GIVE_UP_AFTER = 5


@dataclass
class Child:
    """A process of ours in a group of its own; started again when it dies, given up when it dies at once."""

    name: str
    command: list[str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    quick_deaths: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        """Start it; on Linux the kernel tells it to stop should we be killed."""
        if self.log.exists() and self.log.stat().st_size > 20_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=place.ROOT,
                start_new_session=True, preexec_fn=_die_with_parent(),
            )  # fmt: skip
        self.started_at = time.monotonic()

    def look_after(self, now: float) -> bool:
        """Start it again if it has died; False when that is hopeless."""
        if self.process is not None and self.process.poll() is None:
            return True
        if self.process is not None:
            kill_group(self.process.pid)
            self.process = None
            quick = now - self.started_at < QUICK_DEATH_SECONDS
            self.quick_deaths = self.quick_deaths + 1 if quick else 0
            if self.quick_deaths >= GIVE_UP_AFTER:
                return False
            self.again_at = now + self.quick_deaths
            say(f"{self.name} 停了，正在重新启动。", f"{self.name} died and is started again.")
        if now >= self.again_at:
            self.start()
        return True

    def stop(self) -> None:
        """Ask it to stop, then make sure that nothing of its group is left."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        kill_group(self.process.pid)
        self.process.wait()


@dataclass
class House:
    """Everything that runs for one installation."""

    port: int
    var: Path = field(default_factory=place.var_folder)
    cluster: Cluster | None = None
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> None:
        """Come up, look after the children until told to stop, go down."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        try:
            self._come_up()
            while not self.stopping:
                time.sleep(0.5)
                self._look_after()
        except Stopped:
            pass
        finally:
            self._go_down()

    def _come_up(self) -> None:
        place.ensure_keys()
        self._start_database()
        step("wuli.config.prepare")
        logs = self.var / "logs"
        logs.mkdir(exist_ok=True)
        self.children = [
            Child("worker", python("manage.py", "procrastinate", "worker"), logs / "worker.log"),
            Child("web", web_command(self.port), logs / "web.log"),
        ]
        for child in self.children:
            child.start()
        self._note_groups()
        self._wait_until_ready()
        self._welcome()

    def _start_database(self) -> None:
        url = os.environ.get("DATABASE_URL")
        if not url:
            say("启动数据库……", "Starting the database ...")
            self.cluster = place.embedded_cluster()
            url = self.cluster.start()
            place.note_database(url)
            os.environ["DATABASE_URL"] = url
        check_database(url)

    def _look_after(self) -> None:
        if self.cluster is not None and not self.cluster.is_alive():
            say("数据库停了，正在重新启动。", "The database died and is started again.")
            url = self.cluster.start()
            if url != os.environ["DATABASE_URL"]:  # another port: the children must learn it
                place.note_database(url)
                os.environ["DATABASE_URL"] = url
                for child in self.children:
                    child.stop()
                    child.start()
                self._note_groups()
        before = [child.process for child in self.children]
        for child in self.children:
            if not child.look_after(time.monotonic()):
                raise CannotRun(
                    f"{child.name} 一启动就停，请看日志 {child.log}。",
                    f"{child.name} dies as soon as it starts, see {child.log}.",
                )
        if before != [child.process for child in self.children]:
            self._note_groups()

    def _go_down(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            child.stop()
        if self.cluster is not None:
            self.cluster.stop()
        (self.var / "run.json").unlink(missing_ok=True)
        say("已停止。", "Stopped.")

    def _stop_soon(self, *_: Any) -> None:
        if not self.stopping:
            self.stopping = True
            raise Stopped

    def _note_groups(self) -> None:
        groups = [child.process.pid for child in self.children if child.process]
        note = {"address": self.address, "groups": groups}
        (self.var / "run.json").write_text(json.dumps(note))

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError, http.client.HTTPException):
                asked = http.client.HTTPConnection(HOST, self.port, timeout=5)
                asked.request("GET", "/healthz")
                if asked.getresponse().status == http.HTTPStatus.OK:
                    return
            self._look_after()
            time.sleep(0.2)
        raise CannotRun(
            f"网页服务一分钟内没有应答，请看日志 {self.var / 'logs' / 'web.log'}。",
            f"The web server did not answer within a minute, see {self.var / 'logs' / 'web.log'}.",
        )

    @property
    def address(self) -> str:
        """Where to point a browser."""
        return f"http://{HOST}:{self.port}/"

    def _welcome(self) -> None:
        say(f"\n五力已启动：{self.address}\n", f"\nWuli is up: {self.address}\n")
        sign_ins = self.var / "signins.txt"
        if sign_ins.exists():
            sys.stdout.write(sign_ins.read_text() + "\n")
        say(f"日志在 {self.var / 'logs'}，按 Ctrl-C 停止。", f"Logs: {self.var / 'logs'}. Ctrl-C stops it.")


class Stopped(Exception):
    """We were told to stop."""


def python(*words: str) -> list[str]:
    """A command of this Python."""
    return [sys.executable, *words]


def web_command(port: int) -> list[str]:
    """The web server on `port`: a process a core, with two threads each."""
    workers = str(min(os.cpu_count() or 1, 8))
    return python(
        "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port),
        "--workers", workers, "--blocking-threads", "2", "--respawn-failed-workers",
        "--workers-kill-timeout", "5", "--no-access-log", "wuli.config.wsgi:application",
    )  # fmt: skip


def step(module: str) -> None:
    """Run a preparing step to its end in a process of its own."""
    done = subprocess.run(python("-m", module), cwd=place.ROOT, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise CannotRun("准备没有完成，原因见上。", "The preparation did not finish, see above.")


def kill_group(leader: int) -> None:
    """Kill whatever is left of a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _die_with_parent() -> "Callable[[], None] | None":
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask_kernel


def only_one(var: Path) -> IO[str]:
    """Hold the lock of this folder for as long as we live; say where the other one is when it is taken."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        where = running_note(var).get("address", "")
        raise CannotRun(
            f"五力已经在运行：{where}。要重新启动，请先在那个窗口按 Ctrl-C。",
            f"Wuli is running already: {where}. To start anew, press Ctrl-C in its window first.",
        ) from None
    return lock


def running_note(var: Path) -> dict[str, Any]:
    """What the running supervisor, or one that was killed, wrote down."""
    try:
        return dict(json.loads((var / "run.json").read_text()))
    except (OSError, ValueError):
        return {}


def clear_orphans(var: Path) -> None:
    """End the children of a supervisor that was killed, if they are still what was written down."""
    for group in running_note(var).get("groups", []):
        if any("granian" in line or "manage.py" in line for line in commands_of(group)):
            kill_group(int(group))
    (var / "run.json").unlink(missing_ok=True)


def commands_of(group: int) -> list[str]:
    """The command lines of a process group. A bare Debian has no `ps`, a Mac no /proc."""
    proc = Path("/proc/self/cmdline")
    if not proc.exists():
        listed = subprocess.run(["/bin/ps", "-A", "-ww", "-o", "pgid=,args="], capture_output=True, text=True)
        return [line for line in listed.stdout.splitlines() if line.split(None, 1)[0] == str(group)]
    found = []
    for each in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.getpgid(int(each.name)) == group:
                found.append((each / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def wished_port(told: str) -> int:
    """The port that PORT= asks for; refuses what is none."""
    if told.isascii() and told.isdigit() and 0 < int(told) < 65536:
        return int(told)
    raise CannotRun(
        f"PORT={told} 不是端口号，请给 1 到 65535 之间的数，例如 PORT=8001。",
        f"PORT={told} is not a port: give a number from 1 to 65535, such as PORT=8001.",
    )


def check_port(port: int) -> None:
    """Refuse a port on which somebody listens, and one that only root may use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise CannotRun(
                f"端口 {port} 只有 root 能用。换一个：make run PORT=8001",
                f"Only root may use port {port}. Use another: make run PORT=8001",
            ) from error
        except OSError as error:
            other = port + 1 if port < 65535 else 8001
            raise CannotRun(
                f"端口 {port} 已被占用。换一个：make run PORT={other}",
                f"Port {port} is taken. Use another: make run PORT={other}",
            ) from error


def main() -> None:
    """Take the folder, come up, stay until told to stop."""
    var = place.var_folder()
    os.environ["WULI_POOL"] = "1"
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(var / "metrics")
    try:
        port = wished_port(os.environ.get("PORT") or "8000")
        lock = only_one(var)
        clear_orphans(var)
        check_port(port)
        House(port).run()
        lock.close()
    except CannotRun as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
