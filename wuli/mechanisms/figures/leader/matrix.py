"""The matrix of units by indicators: coloured by the state of their targets, or by size without any."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _now

from wuli.base.core.figures import Ratio, Unit
from wuli.base.core.said import number, with_unit
from wuli.base.orgs.models import Org

from ..cards import address
from ..reading import Declared, Figure
from ..rest import rest_of
from ..targets.progress import Pace, Progress
from .readings import Readings

PER_PAGE = 40
STEPS = ("", "q1", "q2", "q3", "q4")
MARKS = {Pace.SLOW: "▽", Pace.BEHIND: "▼"}
PROTOCOL = "protocol"


@dataclass(frozen=True)
class Cell:
    """A figure at a unit with its look: a shade, a mark and a word, never colour alone."""

    figure: Figure
    progress: Progress | None
    shade: str
    url: str
    key: str  # how the side panel is asked for it
    selected: bool

    @property
    def mark(self) -> str:
        """The shape that goes with the colour."""
        return MARKS.get(self.progress.pace, "") if self.progress else ""

    @property
    def state(self) -> Any:
        """The state in a word, for a reader who hears the page."""
        return state_of(self.figure, self.progress)

    @property
    def text(self) -> str:
        """The number; a rate with its sign."""
        unit = self.figure.indicator.unit
        return with_unit(self.figure.value, unit) if unit == Unit.PERCENT else number(self.figure.value)

    @property
    def of(self) -> str:
        """The target beside a number; that of a rate stands in the head."""
        one = self.progress
        if one is None or one.target is None or isinstance(self.figure.indicator, Ratio):
            return ""
        return number(one.target.value)


def _size(value: Any, direction: int) -> tuple[bool, Any]:
    """By size either way; what is missing is no nought and stands last."""
    return value is None, direction * (value or 0)


def no_value(figure: Figure) -> str:
    """Why there is a dash and no number."""
    without_whole = figure.whole is not None and not figure.whole.value
    return _now("没有分母，算不出来") if without_whole else _now("尚无记录")


def state_of(figure: Figure, one: Progress | None) -> Any:
    """The state in a word: why there is no number, that it cannot be right, or how it keeps pace."""
    if figure.value is None:
        return no_value(figure)
    if figure.impossible:
        return _now("超过 100%，要核对")
    return one.pace.label if one else ""


@dataclass
class Shades:
    """The colour of a figure: by its target where one is, else four steps of one colour by size."""

    readings: Readings

    def of(self, figure: Figure, one: Progress | None) -> str:
        """The class of the cell or tile."""
        if one is not None:
            return one.shade
        if figure.value is None:
            return "na"
        if figure.indicator.code in self.readings.goal_codes:
            return "none"
        largest = self._largest[figure.indicator.code]
        return STEPS[min(4, -(-int(figure.value * 4) // int(largest)))] if largest >= 1 else ""

    @cached_property
    def _largest(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for (code, key), figure in self.readings.values.items():
            if key != self.readings.asking.org.pk:
                found[code] = max(found.get(code, 0), figure.value or 0)
        return found


@dataclass
class Matrix:
    """A line a unit, a column an indicator; `sort` is empty, `protocol`, a code, or -code."""

    readings: Readings
    shades: Shades
    sort: str = ""
    page_number: str = ""
    opened: str = ""

    @property
    def by_goals(self) -> bool:
        """Whether the columns have targets, so that colours mean being on time or late."""
        return any(each.code in self.readings.goal_codes for each in self.readings.columns)

    @property
    def worst_first(self) -> bool:
        """Whether units that lag stand on top."""
        return self.by_goals and not self.sort

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of the columns with their sort and what is asked of the whole."""
        return [
            {
                "declared": each,
                "under": self._under(each),
                "sort": f"-{each.code}" if self.sort == each.code else each.code,
                "direction": {each.code: "ascending", f"-{each.code}": "descending"}.get(self.sort, "none"),
            }
            for each in self.readings.columns
        ]

    def _under(self, each: Declared) -> str:
        one = self.readings.progress_of(each.code, self.readings.asking.org)
        if one is None or one.target is None:
            return str(each.unit.label)
        if isinstance(each, Ratio):
            return _now("目标 %(value)s") % {"value": with_unit(one.target.value, each.unit)}
        return _now("%(unit)s / 目标") % {"unit": each.unit.label}

    @cached_property
    def ordered(self) -> list[Org]:
        """The units as they are sorted."""
        orgs = list(self.readings.units)
        code = self.sort.lstrip("-")
        if code in {each.code for each in self.readings.columns}:
            key = self.readings.values
            down = -1 if self.sort.startswith("-") else 1
            orgs.sort(key=lambda org: _size(key[code, org.pk].value, down))
        elif self.worst_first:
            orgs.sort(key=self._badness)
        return orgs

    def _badness(self, org: Org) -> tuple[int, int]:
        paces = [
            one.pace for each in self.readings.columns if (one := self.readings.progress_of(each.code, org))
        ]
        return -paces.count(Pace.BEHIND), -paces.count(Pace.SLOW)

    @cached_property
    def page(self) -> Page:
        """The units of this page; a number out of range gives the nearest one."""
        return Paginator(self.ordered, PER_PAGE).get_page(self.page_number)

    @property
    def sum_cells(self) -> list[Cell]:
        """The line of the whole."""
        return [self._cell(each, self.readings.asking.org) for each in self.readings.columns]

    @property
    def lines(self) -> list[tuple[Org, list[Cell]]]:
        """A line a unit."""
        return [
            (org, [self._cell(each, org) for each in self.readings.columns]) for org in self.page.object_list
        ]

    @property
    def rest(self) -> list[str]:
        """The line of what is in none of the units, a dash where figures do not add up; empty without any."""
        found = [self._rest(each) for each in self.readings.columns]
        return ["—" if value is None else number(value) for value in found] if any(found) else []

    def _rest(self, each: Declared) -> Any:
        values = self.readings.values
        below = [values[each.code, org.pk].value for org in self.readings.units]
        return rest_of(each, values[each.code, self.readings.asking.org.pk].value, below) if below else None

    def _cell(self, each: Declared, org: Org) -> Cell:
        figure = self.readings.values[each.code, org.pk]
        one = self.readings.progress_of(each.code, org)
        whole = org.pk == self.readings.asking.org.pk
        shade = "sum" if whole and one is None else self.shades.of(figure, one)
        key = f"{org.pk}:{each.code}"
        return Cell(figure, one, shade, address(each, org, self.readings.asking), key, key == self.opened)
