"""`DATABASE_URL` for a server of one's own: each reason it cannot be used is told with its cure."""

import socket
import struct
import threading
from collections.abc import Iterator

import psycopg
import pytest

from wuli.config.console import CannotRun
from wuli.config.embedded import THROW_AWAY, Cluster, free_port
from wuli.config.server import check_database

SMALL = THROW_AWAY | {"shared_buffers": "16MB", "max_connections": "10"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a role `clerk` that owns nothing, up to the name of the database."""
    folder = tmp_path_factory.mktemp("outside")
    for above in (folder, *folder.parents[:3]):
        above.chmod(0o755)
    cluster = Cluster(folder / "postgres", SMALL)
    base = cluster.start().rsplit("/", 1)[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as db:
        db.execute("CREATE ROLE clerk LOGIN PASSWORD 'clerk'")
        db.execute("CREATE DATABASE ours OWNER clerk")
        db.execute("CREATE DATABASE locked")
    yield base
    cluster.stop()


def as_clerk(server: str, database: str) -> str:
    return f"postgresql://clerk:clerk@{server.rsplit('@', 1)[1]}/{database}"


def test_a_role_without_superuser_rights_may_serve_once_it_owns_the_database(server: str) -> None:
    check_database(as_clerk(server, "ours"))
    check_database(as_clerk(server, "ours"))  # again, with the extensions there


def test_a_role_that_may_not_make_tables_is_told_the_statement_that_cures_it(server: str) -> None:
    with pytest.raises(CannotRun, match='ALTER DATABASE "locked" OWNER TO "clerk"'):
        check_database(as_clerk(server, "locked"))


def test_another_programs_tables_are_left_alone(server: str) -> None:
    with psycopg.connect(f"{server}/ours", autocommit=True) as db:
        db.execute("CREATE TABLE payroll (id int)")
    with pytest.raises(CannotRun, match="payroll"):
        check_database(as_clerk(server, "ours"))
    with psycopg.connect(f"{server}/ours", autocommit=True) as db:
        db.execute("DROP TABLE payroll")


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("postgresql://clerk:guess@{place}/ours", "name or password"),
        ("postgresql://nobody:x@{place}/ours", "name or password"),
        ("postgresql://clerk:clerk@{place}/nowhere", "createdb"),
        ("nonsense", "not an address"),
    ],
)
def test_a_wrong_address_is_told_by_what_is_wrong_with_it(server: str, address: str, cure: str) -> None:
    with pytest.raises(CannotRun, match=cure):
        check_database(address.format(place=server.rsplit("@", 1)[1]))


def test_a_server_that_is_down_is_told() -> None:
    with pytest.raises(CannotRun, match="whether it is up"):
        check_database(f"postgresql://wuli:x@127.0.0.1:{free_port()}/wuli")


def test_an_old_version_is_refused_by_its_number() -> None:
    with listening_as("14.9") as port, pytest.raises(CannotRun, match="PostgreSQL 14, 15 or newer"):
        check_database(f"postgresql://wuli@127.0.0.1:{port}/wuli?sslmode=disable")


class listening_as:
    """Something that greets like a PostgreSQL of the given version, and says no more."""

    def __init__(self, version: str) -> None:
        settings = {"server_version": version, "client_encoding": "UTF8", "server_encoding": "UTF8"}
        self.greeting = message(b"R", struct.pack("!i", 0))
        for name, value in settings.items():
            self.greeting += message(b"S", f"{name}\0{value}\0".encode())
        self.greeting += message(b"Z", b"I")

    def __enter__(self) -> int:
        self.door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._greet, daemon=True).start()
        return int(self.door.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.door.close()

    def _greet(self) -> None:
        guest, _address = self.door.accept()
        with guest:
            guest.recv(4096)
            guest.sendall(self.greeting)
            guest.recv(4096)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body
