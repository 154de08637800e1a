"""The leader's page put together; each part is read only when the page shows it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from wuli.base.core.figures import Strength

from ..asking import Asking
from ..cards import FigureCard
from ..targets.progress import Pace, Progress, elapsed_share
from .matrix import Matrix, Shades
from .panel import Panel
from .readings import GOALS, KEY, MOST_UNITS, Readings
from .strengths import Strengths
from .tilemap import TileMap
from .watch import Watch
from .wording import gap_words

KEPT_UP = (Pace.AHEAD, Pace.ON_TIME)


@dataclass
class Board:
    """What a chair reads in a minute: strengths, goals by unit, the map, what is red, one figure opened."""

    readings: Readings
    at: datetime
    sort: str = ""
    page_number: str = ""
    opened: str = ""  # "<unit>:<indicator>" of the side panel
    ranked: bool = False

    @classmethod
    def of(cls, asking: Asking, asked: Any, at: datetime) -> "Board":
        """The page for an address."""
        opened = asked.get("open", "")
        mapped = asked.get("map", "") or opened.partition(":")[2]  # the map follows what was opened
        readings = Readings(asking, asked.get("set", ""), mapped)
        told = {"sort": asked.get("sort", ""), "page_number": asked.get("page", "")}
        return cls(readings, at, **told, opened=opened, ranked=asked.get("look") == "rank")

    @property
    def asking(self) -> Asking:
        """What is asked."""
        return self.readings.asking

    @cached_property
    def shades(self) -> Shades:
        """How cells and tiles are coloured."""
        return Shades(self.readings)

    @cached_property
    def strengths(self) -> Strengths:
        """The strip on top."""
        return Strengths(self.readings)

    @cached_property
    def matrix(self) -> Matrix:
        """Units by indicators."""
        return Matrix(self.readings, self.shades, self.sort, self.page_number, self.opened)

    @cached_property
    def map(self) -> TileMap:
        """Where it is high or low."""
        return TileMap(self.readings, self.shades, self.opened)

    @cached_property
    def watch(self) -> Watch:
        """What is red, and who owes what."""
        return Watch(self.readings, self.at)

    @cached_property
    def panel(self) -> Panel | None:
        """The cell that was chosen, else the mapped indicator of the whole."""
        key, _colon, code = self.opened.partition(":")
        by_code = self.readings.by_code
        orgs = {str(org.pk): org for org in [self.asking.org, *self.readings.units]}
        declared = by_code.get(code) if key in orgs else None
        declared, org = (declared, orgs[key]) if declared else (self.readings.mapped, self.asking.org)
        if declared is None:
            return None
        card = FigureCard(declared, self.asking.at(org))
        return Panel(card, self.readings.progress_of(declared.code, org), self.watch)

    @property
    def sets(self) -> list[tuple[str, Any, bool]]:
        """The sets that can be chosen: goals, the key figures, or one strength."""
        present = sorted({each.strength for each in self.readings.indicators if each.strength})
        offered = [(GOALS, None)] if self.readings.goals else []
        offered += [(KEY, None), *[(str(int(each)), Strength(each).label) for each in present]]
        return [(code, name, code == self.readings.shown_set) for code, name in offered]

    @property
    def elapsed(self) -> Any:
        """Which part of the period has passed."""
        return elapsed_share(self.asking.when, self.asking.today)

    @property
    def own(self) -> list[Progress]:
        """The unit's own goals."""
        return list(self.readings.whole.values())

    @property
    def kept_up(self) -> int:
        """How many of them keep pace."""
        return sum(one.pace in KEPT_UP for one in self.own)

    @property
    def lagging(self) -> list[dict[str, Any]]:
        """Those that do not, with what is missing."""
        return [
            {"name": one.figure.indicator.name, "gap": gap_words(one), "key": f"{one.org.pk}:{code}"}
            for (code, _org), one in self.readings.whole.items()
            if one.pace in (Pace.SLOW, Pace.BEHIND)
        ]

    @property
    def is_cut(self) -> bool:
        """Whether there are more units than are compared."""
        return len(self.readings.units) == MOST_UNITS
