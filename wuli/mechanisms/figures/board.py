"""The leader's page: the five strengths, the matrix of units by indicators, the tile map."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wuli.base.core.figures import Ratio, Strength
from wuli.base.orgs.models import Org

from .actions import seen_by
from .asking import Asking
from .cards import FigureCard, address
from .reading import Declared, Figure, figures_at

KEY_SET = "key"
GLYPHS = {1: "聚", 2: "创", 3: "护", 4: "惠", 5: "心"}
TONES = {1: "ju", 2: "chuang", 3: "hu", 4: "hui", 5: "xin"}
SHADES = ("", "q1", "q2", "q3", "q4")
TILE_WIDTH, TILE_HEIGHT = 77, 56


@dataclass
class Cell:
    """A cell of the matrix."""

    figure: Figure
    url: str
    shade: str
    selected: bool


@dataclass
class Tile:
    """A tile of the map: equal for every unit, at a rough position."""

    org: Org
    value: Any
    shade: str
    x: int
    y: int
    url: str

    @property
    def name(self) -> str:
        """A name that fits the tile."""
        name = str(self.org)
        return name if len(name) <= 5 else f"{name[:4]}…"

    @property
    def centre(self) -> float:
        """The middle of the tile."""
        return self.x + (TILE_WIDTH - 4) / 2


@dataclass
class Board:
    """Everything on the leader's page; values of all units and indicators come in a handful of queries."""

    asking: Asking
    chosen_set: str = KEY_SET
    map_code: str = ""
    sort: str = ""
    opened: str = ""  # "<unit>:<indicator>" of the side panel

    @cached_property
    def indicators(self) -> list[Declared]:
        """What this viewer may see here."""
        return seen_by(self.asking.viewer, self.asking.org)

    @property
    def key(self) -> list[Declared]:
        """The few that come first."""
        return [each for each in self.indicators if each.key]

    @cached_property
    def columns(self) -> list[Declared]:
        """The indicators of the set that is shown."""
        if self.chosen_set.isdigit():
            found = [each for each in self.indicators if each.strength == int(self.chosen_set)]
            if found:
                return found
        return self.key or self.indicators[:6]

    @property
    def sets(self) -> list[tuple[str, Any, bool]]:
        """The sets that can be chosen: the key ones, or one strength."""
        present = sorted({each.strength for each in self.indicators if each.strength})
        named = [(str(int(each)), Strength(each).label) for each in present]
        chosen = self.chosen_set if self.chosen_set in dict(named) else KEY_SET
        return [(code, name, code == chosen) for code, name in [(KEY_SET, None), *named]]

    @cached_property
    def values(self) -> dict[Any, Figure]:
        """Every figure of the page."""
        wanted = self._distinct([*self.columns, *self.key])
        return figures_at(wanted, [self.asking.org, *self.asking.children], self.asking.asked)

    def _distinct(self, several: list[Declared]) -> list[Declared]:
        """Each indicator once, with the one that colours the map."""
        mapped = [self.mapped] if self.mapped else []
        return list({each.code: each for each in [*several, *mapped]}.values())

    @property
    def pending(self) -> bool:
        """Whether anything on the page is still being recomputed."""
        return any(figure.pending for figure in self.values.values())

    @property
    def strengths(self) -> list[dict[str, Any]]:
        """The strip of the five strengths: the first key figure large, the others in a line."""
        return [self._strength(each) for each in Strength]

    def _strength(self, strength: Strength) -> dict[str, Any]:
        mine = [each for each in self.key if each.strength == strength]
        figures = [
            (self.values[each.code, self.asking.org.pk], self.open_url(each, self.asking.org))
            for each in mine
        ]
        return {
            "name": strength.label,
            "glyph": GLYPHS[strength],
            "tone": TONES[strength],
            "first": figures[0] if figures else None,
            "others": figures[1:],
        }

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of the matrix with their sort."""
        return [
            {
                "declared": each,
                "sort": f"-{each.code}" if self.sort == each.code else each.code,
                "direction": {each.code: "ascending", f"-{each.code}": "descending"}.get(self.sort, "none"),
            }
            for each in self.columns
        ]

    @cached_property
    def largest(self) -> dict[str, Any]:
        """The largest value of each column, against which cells are shaded."""
        return {
            each.code: max(
                (self.values[each.code, org.pk].value or 0 for org in self.asking.children), default=0
            )
            for each in self._distinct(self.columns)
        }

    def shade(self, figure: Figure) -> str:
        """Four steps of one colour; red is kept for what is late, and without a target nothing is."""
        largest = self.largest.get(figure.indicator.code) or 0
        if figure.value is None:
            return "na"
        return SHADES[min(4, -(-int(figure.value * 4) // int(largest)))] if largest >= 1 else ""

    @property
    def sum_cells(self) -> list[Cell]:
        """The row of the whole."""
        return [self._cell(each, self.asking.org, shade="sum") for each in self.columns]

    @property
    def lines(self) -> list[tuple[Org, list[Cell]]]:
        """A line a unit, sorted as asked."""
        orgs = list(self.asking.children)
        code = self.sort.lstrip("-")
        if code in {each.code for each in self.columns}:
            orgs.sort(key=lambda org: self.values[code, org.pk].value or 0, reverse=self.sort.startswith("-"))
        return [(org, [self._cell(each, org) for each in self.columns]) for org in orgs]

    def _cell(self, each: Declared, org: Org, *, shade: str = "") -> Cell:
        figure = self.values[each.code, org.pk]
        selected = self.opened == f"{org.pk}:{each.code}"
        return Cell(figure, self.open_url(each, org), shade or self.shade(figure), selected)

    def open_url(self, each: Declared, org: Org) -> str:
        """The figure's own page: what a cell leads to without JavaScript."""
        return address(each, org, self.asking)

    @cached_property
    def mapped(self) -> Declared | None:
        """The indicator that colours the map."""
        by_code = {each.code: each for each in self.indicators}
        return by_code.get(self.map_code) or (self.columns[-1] if self.columns else None)

    @cached_property
    def tiles(self) -> list[Tile]:
        """The tiles of the units that have a place on the map."""
        placed = [
            (org, org.tile_x, org.tile_y)
            for org in self.asking.children
            if org.tile_x is not None and org.tile_y is not None
        ]
        if self.mapped is None or not placed:
            return []
        left, top = min(x for _org, x, _y in placed), min(y for _org, _x, y in placed)
        return [
            Tile(
                org,
                (figure := self.values[self.mapped.code, org.pk]).value,
                self.shade(figure),
                2 + (x - left) * TILE_WIDTH,
                2 + (y - top) * TILE_HEIGHT,
                self.open_url(self.mapped, org),
            )
            for org, x, y in placed
        ]

    @property
    def map_size(self) -> tuple[int, int]:
        """Width and height of the map."""
        width = max((tile.x for tile in self.tiles), default=0) + TILE_WIDTH
        return width, max((tile.y for tile in self.tiles), default=0) + TILE_HEIGHT

    @cached_property
    def panel(self) -> FigureCard | None:
        """The side panel: the cell that was chosen, else the mapped indicator of the whole."""
        key, _colon, code = self.opened.partition(":")
        by_code = {each.code: each for each in self.indicators}
        orgs = {str(org.pk): org for org in [self.asking.org, *self.asking.children]}
        if code in by_code and key in orgs:
            asking = Asking(
                self.asking.viewer, orgs[key], self.asking.when, self.asking.reading, self.asking.today
            )
            return FigureCard(by_code[code], asking)
        return FigureCard(self.mapped, self.asking) if self.mapped else None

    @property
    def is_rate(self) -> bool:
        """Whether the map shows a rate."""
        return isinstance(self.mapped, Ratio)
