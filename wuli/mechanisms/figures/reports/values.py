"""Which figures a text asks for, and their values, read in a few queries however many they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.models import Org

from ..asking import Asking
from ..reading import Asked as Question
from ..reading import figures_at
from ..rows import THEN
from ..times import TimeRange, parse_range
from . import words as w
from .grammar import Asked, Choice, Grid, Loop, Node, Number, Ranked

MOST_FIGURES = 3000


class Key(NamedTuple):
    """One figure of a text, as it stands in addresses: indicator, unit, time, reading, part of a split."""

    code: str
    org: str
    when: str
    reading: str = THEN
    split: str = ""

    def __str__(self) -> str:
        return "|".join(self)

    @classmethod
    def of(cls, text: str) -> "Key | None":
        """From an address; None for what is no key."""
        parts = text.split("|")
        return cls(*parts) if len(parts) == 5 else None

    @property
    def parted(self) -> tuple[str, str] | None:
        """The part of a split, as questions name it."""
        dimension, sign, part = self.split.partition(":")
        return (dimension, part) if sign else None


@dataclass(frozen=True)
class Value:
    """What is known of a figure: None where nothing can be said, `missing` where nobody recorded anything."""

    number: Any
    missing: bool = False
    pending: bool = False
    part: Any = None
    whole: Any = None
    impossible: bool = False  # a rate above the whole or without one

    @property
    def present(self) -> bool:
        """Whether there is a number to show."""
        return self.number is not None and not self.missing


@dataclass(frozen=True)
class Scope:
    """Where an element stands: unit, time, and the figure of the loop around it."""

    org: Org
    when: TimeRange
    today: date
    item: str = ""

    def key(self, asked: Asked) -> Key:
        """The figure that is asked for here."""
        split = ":".join(asked.split) if asked.split else ""
        when = time_of(asked.when, self.when)
        return Key(asked.code or self.item, str(self.org.pk), when.code, asked.reading, split)

    def at(self, org: Org) -> "Scope":
        """The same at a unit below."""
        return Scope(org, self.when, self.today, self.item)

    def of(self, item: str) -> "Scope":
        """The same for a figure of a loop."""
        return Scope(self.org, self.when, self.today, item)

    @cached_property
    def children(self) -> list[Org]:
        """The units below, as the pages of figures list them."""
        return Asking(None, self.org, self.when, THEN, self.today).children


def time_of(word: str, when: TimeRange) -> TimeRange:
    """The stretch that a word of a text names, seen from the period of the report."""
    if word == w.THIS:
        return when
    if word == w.YEAR:
        return TimeRange(date(when.last.year, 1, 1), when.end)
    if word == w.LAST_YEAR:
        return TimeRange.year(when.last.year - 1)
    if word == w.SAME_LAST_YEAR:
        return when.year_before
    if word == w.PREVIOUS:
        return before(when)
    if word == w.LAST_12:
        return TimeRange.last_months(when.last)
    if word == w.SINCE_OPENING:
        return TimeRange.since_opening(when.last)
    return parse_range(word, when.last)


def before(when: TimeRange) -> TimeRange:
    """The stretch before: the year, half, quarter or month; of any days, as many days."""
    day = when.start - timedelta(days=1)
    of_day = (lambda each: TimeRange.year(each.year), TimeRange.half, TimeRange.quarter, TimeRange.month)
    for of in of_day:
        if of(when.start) == when:
            return of(day)
    return TimeRange(when.start - (when.end - when.start), when.start)


def compared_with(when: TimeRange, today: date) -> TimeRange:
    """What this stretch is compared with 同比: of a running one only the days that have come."""
    come = TimeRange(when.start, min(when.end, today + timedelta(days=1)))
    return (come if come.start < come.end else when).year_before


def figures_of(strength: int) -> list[str]:
    """The indicators of a strength in their order."""
    mine = [each for each in INDICATORS.values() if each.strength == strength]
    return [each.code for each in sorted(mine, key=lambda each: (each.order, each.code))]


def wanted(nodes: Iterable[Node], scope: Scope) -> Iterator[Key]:
    """Every figure that the text may need, whichever way its conditions turn out."""
    for node in nodes:
        if isinstance(node, Loop):
            yield from _wanted_by_loop(node, scope)
        elif isinstance(node, Choice):
            yield scope.key(node.asked)
            yield from wanted([*node.then, *node.other], scope)
        else:
            yield from _wanted_here(node, scope)


def _wanted_here(node: Node, scope: Scope) -> Iterator[Key]:
    if isinstance(node, Number):
        key = scope.key(node.asked)
        yield key
        if node.style == w.YEAR_ON_YEAR:
            yield last_year(key, scope.today)
    elif isinstance(node, Ranked):
        yield from (scope.at(org).key(node.asked) for org in scope.children)
    elif isinstance(node, Grid):
        yield from (key for _name, keys in lines_of(node, scope) for key in keys)


def _wanted_by_loop(node: Loop, scope: Scope) -> Iterator[Key]:
    if not node.strength:
        for org in scope.children:
            yield from wanted(node.body, scope.at(org))
        return
    for code in figures_of(node.strength):
        yield Key(code, str(scope.org.pk), scope.when.code)
        yield from wanted(node.body, scope.of(code))


def last_year(key: Key, today: date) -> Key:
    """The figure that `key` is compared with."""
    return key._replace(when=compared_with(parse_range(key.when, today), today).code)


def lines_of(grid: Grid, scope: Scope) -> list[tuple[str, list[Key]]]:
    """The lines of a table or chart: a name and its figures; of units, the whole comes last."""
    if grid.by == w.MONTHS:
        stretch = time_of(grid.asked[0].when, scope.when)
        months = [TimeRange.month(month) for month in stretch.months if month <= scope.today]
        return [
            (month.words.replace(" ", ""), [scope.key(each)._replace(when=month.code) for each in grid.asked])
            for month in months
        ]
    found = [(str(org), [scope.at(org).key(each) for each in grid.asked]) for org in scope.children]
    return found if grid.chart else [*found, ("", [scope.key(each) for each in grid.asked])]


@dataclass
class Values:
    """Values by key; a key that was not asked for is not there."""

    found: dict[Key, Value] = field(default_factory=dict)

    def get(self, key: Key) -> Value:
        """The value; nothing for an indicator that nobody declares."""
        return self.found.get(key, Value(None, missing=True))

    @property
    def pending(self) -> bool:
        """Whether one of them is still being recomputed."""
        return any(value.pending for value in self.found.values())


def read(keys: Iterable[Key], orgs: dict[str, Org], today: date) -> Values:
    """Live values of `keys`: as few queries as there are stretches, readings and splits."""
    grouped: dict[Any, list[Key]] = {}
    for key in dict.fromkeys(keys):
        if key.code in INDICATORS:
            grouped.setdefault((key.when, key.reading, key.split), []).append(key)
    found: dict[Key, Value] = {}
    for several in grouped.values():
        declared = {key.code: INDICATORS[key.code] for key in several}
        units = {key.org: orgs[key.org] for key in several}
        first = several[0]
        question = Question(parse_range(first.when, today), today, first.reading, split=first.parted)
        figures = figures_at(list(declared.values()), list(units.values()), question)
        for key in several:
            found[key] = _value(figures[key.code, UUID(key.org)])
    return Values(found)


def _value(figure: Any) -> Value:
    return Value(
        figure.value,
        missing=figure.missing,
        pending=figure.pending,
        impossible=figure.impossible,
        part=figure.part.value if figure.part else None,
        whole=figure.whole.value if figure.whole else None,
    )


def units_of(keys: Iterable[Key], scope: Scope) -> dict[str, Org]:
    """The units that keys name: the report's own and those below it."""
    known = {str(org.pk): org for org in [scope.org, *scope.children]}
    rest = {key.org for key in keys} - set(known)
    return known | {str(org.pk): org for org in Org.objects.filter(pk__in=rest)}
