"""Files with people's data that live for days, sealed on the disk: uploads that wait, exports to fetch."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wuli.base.core.secrets import CannotOpen, open_sealed_bytes, seal_bytes

KEPT = timedelta(days=7)


def keep(shelf: str, pk: UUID, data: bytes) -> None:
    """Put `data` on the shelf under `pk`, whole or not at all."""
    place = _place(shelf, pk)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_suffix(".new")
    draft.write_bytes(seal_bytes(data, label=f"vault.{shelf}", row=pk))
    os.replace(draft, place)


def fetch(shelf: str, pk: UUID) -> bytes | None:
    """What lies there in clear, or None when it is gone."""
    place = _place(shelf, pk)
    if not place.exists():
        return None
    try:
        return open_sealed_bytes(place.read_bytes(), label=f"vault.{shelf}", row=pk)
    except CannotOpen:
        return None


def places() -> list[Path]:
    """Every file of every shelf."""
    return sorted((Path(settings.MEDIA_ROOT) / "vault").glob("*/*.sealed"))


def seal_again(place: Path) -> bool:
    """Put a file under the active key, as old as it was; false when it cannot be opened."""
    shelf, pk = place.parent.name, UUID(place.stem)
    try:
        age = place.stat()
        data = fetch(shelf, pk)
        if data is None:
            return not place.exists()
        keep(shelf, pk, data)
        os.utime(place, ns=(age.st_atime_ns, age.st_mtime_ns))
    except FileNotFoundError:
        return True  # thrown away meanwhile
    return True


def throw_away(shelf: str, pk: UUID) -> None:
    """Delete it; nothing happens when it is gone already."""
    _place(shelf, pk).unlink(missing_ok=True)


def throw_away_old(shelf: str, at: datetime, kept: timedelta = KEPT) -> int:
    """Delete what has lain longer than `kept` by the instant `at`; says how many."""
    before = (at - kept).timestamp()
    old = [each for each in _shelf(shelf).glob("*") if each.stat().st_mtime < before]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)


def _shelf(shelf: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "vault" / shelf


def _place(shelf: str, pk: UUID) -> Path:
    return _shelf(shelf) / f"{pk}.sealed"
