"""The secrets of one installation, in one file of mode 0600 that is never in the database or its backup.

`make run` makes the file once. Without it (lint, type check) throw-away keys are used, so nothing
written with them can be read again: `throwaway` tells, and the server refuses to start with them.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


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


class KeyRing:
    """The keys of a file as they are now: a running server learns of a rotated key at its next use.

    Has the attributes of `Keys`.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._keys = self._fresh()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._fresh(), name)

    def add_sealing_key(self, *, activate: bool = True) -> int:
        """Add a fresh sealing key to the file and use it, unless other servers must have it first."""
        keys = self._fresh()
        number = max(keys.sealing) + 1
        sealing = keys.sealing | {number: secrets.token_bytes(32)}
        self._keep(replace(keys, sealing=sealing, active_sealing=number if activate else keys.active_sealing))
        return number

    def activate_sealing_key(self, number: int) -> None:
        """Seal with the key `number` from now on."""
        self._keep(replace(self._fresh(), active_sealing=number))

    def retire_sealing_key(self, number: int) -> None:
        """Drop the key `number` for good; what is still sealed with it can never be opened again."""
        keys = self._fresh()
        if number == keys.active_sealing:
            raise ValueError("the active key cannot be retired")
        self._keep(replace(keys, sealing={n: key for n, key in keys.sealing.items() if n != number}))

    def _keep(self, keys: Keys) -> None:
        if keys.throwaway:
            raise ValueError(f"there is no key file {self.path}")
        save_keys(keys, self.path)
        self._fresh()

    def _fresh(self) -> Keys:
        try:
            stat = os.stat(self.path)
        except FileNotFoundError:
            seen = None
        else:
            seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._seen or "_keys" not in self.__dict__:
            self._keys, self._seen = load_keys(self.path), seen
        return self._keys
