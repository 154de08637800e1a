"""Loading the list of administrative divisions 行政区划 that comes with the platform."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from wuli.base.core.actions import Actor, action, require

from ..models import Division
from .capabilities import DIVISIONS

DATA = Path(__file__).resolve().parent.parent / "data"
FILES = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv"]


@action("orgs.load_divisions")
def load_divisions(*, actor: Actor, within: str = "") -> int:
    """Write the packaged divisions whose code begins with `within` (all), and those above it; how many.

    Names that changed are renewed; codes that are gone stay, since records point at them.
    """
    require(actor, DIVISIONS)
    rows = [
        Division(code=code, name=name, level=len(code), parent_id=_upper(code))
        for code, name in _read(FILES)
        if code.startswith(within) or within.startswith(code)
    ]
    rows.sort(key=lambda division: (division.level, division.code))
    Division.objects.bulk_create(
        rows,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent"],
    )
    return len(rows)


def _read(files: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in files:
        with (DATA / name).open(encoding="utf-8") as lines:
            yield from ((row["code"], row["name"]) for row in csv.DictReader(lines))


def _upper(code: str) -> str | None:
    """The code one level up: 12 -> 9 -> 6 -> 4 -> 2 digits."""
    return code[: {12: 9, 9: 6, 6: 4, 4: 2}[len(code)]] if len(code) > 2 else None
