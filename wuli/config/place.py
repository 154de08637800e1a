"""The place of one installation: its folder `var/` with keys, database and logs, found by every command.

`manage.py` calls `enter`, so that a command works whether or not `make run` is running: the keys are
made once, and the embedded database is started for the command when it is down.
"""

import atexit
import os
from pathlib import Path

from .embedded import Cluster
from .keys import new_keys, save_keys

ROOT = Path(__file__).resolve().parents[2]
NEEDS_NO_DATABASE = {"check", "collectstatic", "help", "makemigrations", "messages", "openapi", "version"}


def var_folder() -> Path:
    """Where this installation keeps what is its own."""
    return Path(os.environ.get("WULI_VAR", ROOT / "var")).resolve()


def known_database() -> str:
    """The address of the embedded database as last written down, or one that leads nowhere."""
    note = var_folder() / "database.url"
    return note.read_text().strip() if note.exists() else "postgresql://wuli@127.0.0.1:5432/wuli"


def note_database(url: str) -> None:
    """Write the address down for other commands; readable by the owner only."""
    note = var_folder() / "database.url"
    draft = note.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(url)
    os.replace(draft, note)


def ensure_keys() -> None:
    """Make the keys of this installation once."""
    path = os.environ.get("WULI_KEYS", str(var_folder() / "keys.json"))
    if not Path(path).exists():
        save_keys(new_keys(), path)


def embedded_cluster() -> Cluster:
    """The embedded database of this installation."""
    return Cluster(var_folder() / "postgres")


def enter(command: str) -> None:
    """Make keys and database ready for a management command."""
    if command in NEEDS_NO_DATABASE:
        return
    ensure_keys()
    if os.environ.get("DATABASE_URL"):
        return
    cluster = embedded_cluster()
    url = cluster.start()
    note_database(url)
    os.environ["DATABASE_URL"] = url
    if cluster.started_here:
        atexit.register(cluster.stop_if_alone)
