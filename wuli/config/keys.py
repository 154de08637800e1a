"""The secrets of one installation, in one file of mode 0600 that is never in the database or its backup.

`make run` makes the file once. Without it (lint, type check) throw-away keys are used, so nothing
written with them can be read again: `throwaway` tells, and the server refuses to start with them.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """Key material: sealing keys by id (the active one named), the blind-index key, signing seeds by id."""

    session_secret: str
    sealing: dict[int, bytes]
    active_sealing: int
    blind_index: bytes
    signing: dict[int, bytes]
    active_signing: int
    throwaway: bool = False


def new_keys(*, throwaway: bool = False) -> Keys:
    """Fresh random keys: 32 bytes each, numbered from 1."""
    return Keys(
        session_secret=secrets.token_urlsafe(48),
        sealing={1: secrets.token_bytes(32)},
        active_sealing=1,
        blind_index=secrets.token_bytes(32),
        signing={1: secrets.token_bytes(32)},
        active_signing=1,
        throwaway=throwaway,
    )


def load_keys(path: str) -> Keys:
    """The keys kept in `path`, or throw-away ones when there is no such file."""
    file = Path(path)
    if not file.exists():
        return new_keys(throwaway=True)
    kept = json.loads(file.read_text())
    return Keys(
        session_secret=kept["session_secret"],
        sealing={int(n): b64decode(k) for n, k in kept["sealing"].items()},
        active_sealing=kept["active_sealing"],
        blind_index=b64decode(kept["blind_index"]),
        signing={int(n): b64decode(k) for n, k in kept["signing"].items()},
        active_signing=kept["active_signing"],
    )


def save_keys(keys: Keys, path: str) -> None:
    """Write `keys` to `path` with mode 0600, whole or not at all."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(
        {
            "session_secret": keys.session_secret,
            "sealing": {str(n): b64encode(k).decode() for n, k in keys.sealing.items()},
            "active_sealing": keys.active_sealing,
            "blind_index": b64encode(keys.blind_index).decode(),
            "signing": {str(n): b64encode(k).decode() for n, k in keys.signing.items()},
            "active_signing": keys.active_signing,
        },
        indent=1,
    )
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    os.replace(draft, file)
