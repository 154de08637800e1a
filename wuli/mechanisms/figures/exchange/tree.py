"""Our own units and the received ones in one tree, their figures side by side, and what is missing by name.

A received figure stands beside ours, never inside it: the sum is made here, for additive figures only.
Persons counted once in two federations may be the same person, so distinct figures are not added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse

from wuli.base.core.figures import INDICATORS, Indicator, Ratio, Unit
from wuli.base.orgs.models import Org

from ..actions import seen_by
from ..asking import Asking
from ..cards import address
from ..models import Direction, IncomingPackage, Peer, ReceivedUnit, ReceivedValue
from ..reading import Declared, Figure, figures_at
from ..rows import stock_day
from .definitions import kind_of
from .packing import packages_for

MOST_COLUMNS = 8


@dataclass(frozen=True)
class Number:
    """A number in the tree: its value, the page that opens behind it, and what it was before a correction."""

    value: Any
    url: str = ""
    was: Any = None
    told: bool = True  # whether the package speaks of this indicator at all


@dataclass
class Line:
    """A unit of the tree: one of ours, or a received one with its package."""

    name: str
    depth: int
    numbers: list[Number]
    package: IncomingPackage | None = None
    via: str = ""  # the federation it first came from, when it was passed on
    url: str = ""


@dataclass(frozen=True)
class Sum:
    """Ours, received, and both together with the share that is received; None where adding would be wrong."""

    declared: Declared
    own: Any
    received: Any
    together: Any
    share: Any
    kind: str


@dataclass
class Tree:
    """One page: a unit of ours with its tree, and every package that hangs below it for the same stretch."""

    asking: Asking
    wanted: str = ""
    codes: Sequence[str] = field(default_factory=list)

    @cached_property
    def packages(self) -> list[IncomingPackage]:
        """The packages that hold, one a peer."""
        return list(packages_for(self.asking.org, self.asking.when, self.asking.reading, self.asking.today))

    @cached_property
    def received(self) -> dict[tuple[UUID, str], ReceivedValue]:
        """Every received figure of the page by unit and indicator."""
        codes = [each.code for each in self.columns]
        found = ReceivedValue.objects.filter(package__in=self.packages, definition__code__in=codes)
        return {(each.unit_id, each.definition.code): each for each in found.select_related("definition")}

    @cached_property
    def offered(self) -> list[Declared]:
        """Indicators that the packages speak of and the viewer may see; the key ones without any package."""
        told = ReceivedValue.objects.filter(package__in=self.packages)
        codes = set(told.values_list("definition__code", flat=True).distinct())
        seen = seen_by(self.asking.viewer, self.asking.org)
        return [each for each in seen if each.code in codes] or [each for each in seen if each.key]

    @cached_property
    def columns(self) -> list[Declared]:
        """What is shown: the one that was asked for, else the first few."""
        chosen = [each for each in self.offered if each.code == self.wanted]
        return chosen or self.offered[:MOST_COLUMNS]

    @cached_property
    def own(self) -> dict[Any, Figure]:
        """Figures of our own units."""
        return figures_at(self.columns, [self.asking.org, *self.asking.children], self.asking.asked)

    @cached_property
    def units(self) -> list[ReceivedUnit]:
        """Received units, parents before children."""
        found = ReceivedUnit.objects.filter(package__in=self.packages)
        return list(found.order_by("package_id", "rank"))

    @cached_property
    def lines(self) -> list[Line]:
        """The tree: our unit, under it ours and what was received for it, in order."""
        org = self.asking.org
        children = {each.pk for each in self.asking.children}
        found = [self._own_line(org, 0), *self._hung(lambda at: at not in children, 1)]
        for child in self.asking.children:
            found.append(self._own_line(child, 1))
            found += self._hung(lambda at, child=child: at == child.pk, 2)
        return found

    def _own_line(self, org: Org, depth: int) -> Line:
        figures = [self.own[each.code, org.pk] for each in self.columns]
        numbers = [Number(each.value, address(each.indicator, org, self.asking)) for each in figures]
        return Line(str(org), depth, numbers, url=org.get_absolute_url())

    def _hung(self, is_here: Any, depth: int) -> Iterator[Line]:
        for package in self.packages:
            if is_here(package.peer.org_id):
                yield from self._received_lines(package, depth)

    def _received_lines(self, package: IncomingPackage, depth: int) -> Iterator[Line]:
        depths: dict[UUID, int] = {}
        for unit in self.units:
            if unit.package_id != package.pk:
                continue
            depths[unit.pk] = depths[unit.parent_id] + 1 if unit.parent_id else depth
            via = unit.origin if unit.origin != package.peer.code else ""
            numbers = [self._number(unit, each) for each in self.columns]
            yield Line(unit.name, depths[unit.pk], numbers, package, via, package.get_absolute_url())

    def _number(self, unit: ReceivedUnit, declared: Declared) -> Number:
        found = self.received.get((unit.pk, declared.code))
        if found is None:
            return Number(None, told=False)
        was = self.before.get((unit.package_id, unit.key, declared.code))
        return Number(found.value, found.get_absolute_url(), was)

    @cached_property
    def before(self) -> dict[Any, Any]:
        """What the package before said where a correction says something else."""
        older = older_of(self.packages)
        values = ReceivedValue.objects.filter(
            package__in=older.values(), definition__code__in=[each.code for each in self.columns]
        ).values_list("package_id", "unit__key", "definition__code", "value")
        holding = {old.pk: pk for pk, old in older.items()}
        was = {(holding[pk], key, code): value for pk, key, code, value in values}
        now = {}
        for (pk, code), each in self.received.items():
            unit = self._by_pk[pk]
            now[unit.package_id, unit.key, code] = each.value
        return {at: was[at] for at in now if at in was and was[at] != now[at]}

    @cached_property
    def _by_pk(self) -> dict[UUID, ReceivedUnit]:
        return {unit.pk: unit for unit in self.units}

    @cached_property
    def roots(self) -> list[ReceivedUnit]:
        """The topmost unit of each federation, once: what came by two ways counts as it came last."""
        came = {package.pk: package.created_at for package in self.packages}
        tops: dict[tuple[str, UUID], ReceivedUnit] = {}
        for unit in self.units:
            above = self._by_pk.get(unit.parent_id) if unit.parent_id else None
            if above is not None and above.origin == unit.origin:
                continue
            at = (unit.origin, unit.key)
            if at not in tops or came[tops[at].package_id] < came[unit.package_id]:
                tops[at] = unit
        return list(tops.values())

    @cached_property
    def twice(self) -> list[str]:
        """Units that came by more than one way, by name."""
        keys = [(unit.origin, unit.key) for unit in self.units]
        return sorted({unit.name for unit in self.units if keys.count((unit.origin, unit.key)) > 1})

    @cached_property
    def sums(self) -> list[Sum]:
        """Under each column: ours, received, together."""
        return [self._sum(each) for each in self.columns]

    def _sum(self, declared: Declared) -> Sum:
        own = self.own[declared.code, self.asking.org.pk]
        values = [self.received.get((unit.pk, declared.code)) for unit in self.roots]
        told = [each for each in values if each is not None and each.value is not None]
        kind = kind_of(declared)
        if isinstance(declared, Ratio):
            return self._rate(declared, own, told)
        if kind == "distinct" or not told:
            return Sum(declared, own.value, None, None, None, kind)
        received = sum((each.value or Decimal(0) for each in told), Decimal(0))
        together = received + Decimal(own.value or 0)
        return Sum(declared, own.value, received, together, received / together if together else None, kind)

    def _rate(self, declared: Ratio, own: Figure, told: list[ReceivedValue]) -> Sum:
        """Sum over sum of all, where both sums may be added."""
        addable = not (_is_distinct(declared.part) or _is_distinct(declared.whole))
        if not told or not addable:
            return Sum(declared, own.value, None, None, None, "ratio" if addable else "distinct")
        part = sum((each.part_value or Decimal(0) for each in told), Decimal(0))
        whole = sum((each.whole_value or Decimal(0) for each in told), Decimal(0))
        mine = [Decimal(side.value or 0) if side else Decimal(0) for side in (own.part, own.whole)]
        together = rate(declared, part + mine[0], whole + mine[1])
        return Sum(declared, own.value, rate(declared, part, whole), together, None, "ratio")

    @cached_property
    def silent(self) -> list[Peer]:
        """Peers that should have told us something of this stretch and have not."""
        day = stock_day(self.asking.when, self.asking.today)
        below = Org.objects.below(self.asking.org, on=day).values("pk")
        due = Peer.objects.in_force(day).filter(direction=Direction.DOWN, org__in=below)
        return list(due.exclude(pk__in=[package.peer_id for package in self.packages]).order_by("name"))

    @cached_property
    def without_record(self) -> list[tuple[str, Declared]]:
        """(unit, indicator) of which the sender said that there is no record."""
        names = self._by_pk
        return [
            (names[unit].name, INDICATORS[code])
            for (unit, code), each in self.received.items()
            if each.value is None and code in INDICATORS
        ]

    @property
    def url(self) -> str:
        """This page."""
        return reverse("figures:exchange")


def _is_distinct(indicator: Indicator) -> bool:
    return indicator.distinct


def rate(declared: Ratio, part: Decimal, whole: Decimal) -> Decimal | None:
    """Part over whole as the indicator says it, to one place; None without a whole."""
    times = 100 if declared.unit == Unit.PERCENT else 1
    return (part * times / whole).quantize(Decimal("0.1")) if whole else None


def older_of(packages: Sequence[IncomingPackage]) -> dict[UUID, IncomingPackage]:
    """For each package the one that it corrects: same peer, stretch and reading, the number before."""
    same = IncomingPackage.objects.none()
    if packages:
        peers = [package.peer_id for package in packages]
        told = {"period": packages[0].period, "reading": packages[0].reading, "peer__in": peers}
        same = IncomingPackage.objects.accepted().filter(**told).order_by("-serial")
    found: dict[UUID, IncomingPackage] = {}
    by_peer = {package.peer_id: package for package in packages}
    for each in same:
        package = by_peer[each.peer_id]
        if (each.serial or 0) < (package.serial or 0):
            found.setdefault(package.pk, each)
    return found


def periods_told(org: Org, today: date) -> list[str]:
    """Stretches of which packages were taken in at `org` or below, the latest first."""
    below = Org.objects.below(org, on=today).values("pk")
    found = IncomingPackage.objects.accepted().filter(peer__org__in=below)
    return sorted(set(found.values_list("period", flat=True)), reverse=True)
