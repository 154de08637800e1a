"""The map of tiles, equal for every unit at a rough position, and the ranking by the same indicator."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wuli.base.orgs.models import Org

from ..cards import address
from ..reading import Declared, Figure
from ..targets.progress import Progress
from .matrix import MARKS, Shades, state_of
from .readings import Readings

WIDTH, HEIGHT, GAP = 77, 56, 4
USUAL, LONGEST = 6, 7  # characters of a name on a tile
RANKED = 20  # lines of the ranking; the progress list has them all


@dataclass(frozen=True)
class Place:
    """A unit on the map and in the ranking."""

    org: Org
    figure: Figure
    progress: Progress | None
    shade: str
    url: str
    key: str
    selected: bool
    x: int = 0
    y: int = 0

    @property
    def name(self) -> str:
        """A name that fits the tile."""
        name = str(self.org)
        return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"

    @property
    def is_long(self) -> bool:
        """Whether the name takes smaller letters."""
        return len(self.name) > USUAL

    @property
    def spoken(self) -> str:
        """What is heard: what stands there, and the whole name where it did not fit."""
        return self.name if self.name == str(self.org) else f"{self.name} {self.org}"

    @property
    def mark(self) -> str:
        """The shape that goes with the colour."""
        return MARKS.get(self.progress.pace, "") if self.progress else ""

    @property
    def state(self) -> Any:
        """The state in a word."""
        return state_of(self.figure, self.progress)

    @property
    def centre(self) -> float:
        """The middle of the tile."""
        return self.x + (WIDTH - GAP) / 2


@dataclass
class TileMap:
    """Where a figure is high or low, by one indicator."""

    readings: Readings
    shades: Shades
    opened: str = ""

    @property
    def mapped(self) -> Declared | None:
        """The indicator that is shown."""
        return self.readings.mapped

    @cached_property
    def tiles(self) -> list[Place]:
        """The units that have a place on the map."""
        placed = [
            (org, org.tile_x, org.tile_y)
            for org in self.readings.units
            if org.tile_x is not None and org.tile_y is not None
        ]
        if self.mapped is None or not placed:
            return []
        left, top = min(x for _org, x, _y in placed), min(y for _org, _x, y in placed)
        return [self._place(org, 2 + (x - left) * WIDTH, 2 + (y - top) * HEIGHT) for org, x, y in placed]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the map."""
        width = max((tile.x for tile in self.tiles), default=0) + WIDTH
        return width, max((tile.y for tile in self.tiles), default=0) + HEIGHT

    @cached_property
    def ranking(self) -> list[Place]:
        """The units by this indicator: by what is reached of the target, or by size; the best first."""
        if self.mapped is None:
            return []
        places = [self._place(org) for org in self.readings.units]
        return sorted(places, key=_order)[:RANKED]

    def _place(self, org: Org, x: int = 0, y: int = 0) -> Place:
        each: Any = self.mapped
        figure, one = self.readings.values[each.code, org.pk], self.readings.progress_of(each.code, org)
        key = f"{org.pk}:{each.code}"
        url = address(each, org, self.readings.asking)
        return Place(org, figure, one, self.shades.of(figure, one), url, key, key == self.opened, x, y)


def _order(place: Place) -> tuple[bool, Any, Any]:
    rank = place.progress.rank if place.progress else None
    return place.figure.value is None, rank or 10**6, -(place.figure.value or 0)
