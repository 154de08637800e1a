"""Templates that ship with the product: `data/reports/*.txt` with what each is for in `reports.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "data" / "reports"


@dataclass(frozen=True)
class Shipped:
    """One template as a file."""

    code: str
    title: str
    kinds: list[str]
    length: str
    language: str
    text: str


def shipped() -> list[Shipped]:
    """Every template that ships, in the order of the file."""
    entries = tomllib.loads((FOLDER / "reports.toml").read_text())["template"]
    return [
        Shipped(
            code=entry["code"], title=entry["title"], kinds=sorted(entry["kinds"]), length=entry["length"],
            language=entry["language"], text=(FOLDER / f"{entry['code']}.txt").read_text(),
        )
        for entry in entries
    ]  # fmt: skip
