"""Who may have a file: the app whose record holds it says so, and the person who brought it.

An app registers once, in its `desk.py`: `guard_files("activities.evidence", lambda user, file: …exists())`.
"""

from collections.abc import Callable
from typing import Any

from .models.files import StoredFile

Guard = Callable[[Any, StoredFile], bool]
GUARDS: dict[str, Guard] = {}


def guard_files(code: str, may_have: Guard) -> None:
    """Let `may_have(user, file)` open files held by the records `code`; two of one code do not start."""
    if GUARDS.setdefault(code, may_have) is not may_have:
        raise ValueError(f"files of {code} are guarded twice")


def may_have(user: Any, file: StoredFile) -> bool:
    """Whether `user` may read `file`: one owner that says yes is enough."""
    if not getattr(user, "is_authenticated", False):
        return False
    return file.uploader_id == user.pk or any(guard(user, file) for guard in GUARDS.values())
