"""Building what is told: figures of chosen units as pages show them, and what units below have sent us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from wuli.base.core.figures import Ratio
from wuli.base.orgs.models import Org

from ..models import IncomingPackage, Peer, ReceivedUnit, ReceivedValue
from ..reading import Asked, Declared, Figure, figures_at
from ..rows import stock_day
from ..times import TimeRange
from .definitions import definition_of
from .document import Body, Origin, Sender, Unit, Value, said_number


@dataclass(frozen=True)
class Chosen:
    """What is to be told: figures of `org`, of the units directly below it or not, and what was received."""

    org: Org
    indicators: Sequence[Declared]
    when: TimeRange
    reading: str
    with_children: bool = True
    forward: bool = False


@dataclass(frozen=True)
class Built:
    """A body, and the figures of our own that it was made from."""

    body: Body
    figures: Sequence[Figure]


def build(chosen: Chosen, today: date) -> Built:
    """Read the figures once and write them down. Splits by tag, sex or age are never part of a package."""
    own = [chosen.org, *(children_of(chosen, today) if chosen.with_children else [])]
    figures = figures_at(chosen.indicators, own, Asked(chosen.when, today, chosen.reading))
    units = [_unit(chosen.org, org) for org in own]
    values = [_value(figures[each.code, org.pk]) for org in own for each in chosen.indicators]
    if chosen.forward:
        more = _received(chosen, today)
        units, values = units + more[0], values + more[1]
    body = Body(
        period=chosen.when.code, as_of=stock_day(chosen.when, today), reading=chosen.reading,  # type: ignore[arg-type]
        definitions=[definition_of(each) for each in chosen.indicators], units=units, values=values,
    )  # fmt: skip
    return Built(body, list(figures.values()))


def _unit(root: Org, org: Org) -> Unit:
    return Unit(key=str(org.pk), name=org.name, kind=org.kind, parent="" if org == root else str(root.pk))


def children_of(chosen: Chosen, today: date) -> list[Org]:
    """The units directly below on the day on which stocks are read."""
    return list(Org.objects.children_of(chosen.org, on=stock_day(chosen.when, today)))


def _value(figure: Figure) -> Value:
    sums = (figure.part, figure.whole) if isinstance(figure.indicator, Ratio) else (None, None)
    part, whole = (said_number(each.value) if each else None for each in sums)
    return Value(
        unit=str(figure.org.pk), indicator=figure.indicator.code, value=said_number(figure.value),
        part=None if figure.missing else part, whole=None if figure.missing else whole,
    )  # fmt: skip


def packages_for(org: Org, when: TimeRange, reading: str, today: date) -> QuerySet[IncomingPackage]:
    """The packages that hold for the stretch and hang at `org` or below it."""
    below = Org.objects.below(org, on=stock_day(when, today)).values("pk")
    found = IncomingPackage.objects.holding().filter(period=when.code, reading=reading, peer__org__in=below)
    return found.select_related("peer__org").order_by("peer__name", "pk")


def _received(chosen: Chosen, today: date) -> tuple[list[Unit], list[Value]]:
    """Received units under the unit they hang at, with their origin; figures of the same definition only."""
    packages = list(packages_for(chosen.org, chosen.when, chosen.reading, today))
    wanted = {each.code: each.version for each in chosen.indicators}
    found = ReceivedUnit.objects.filter(package__in=packages).order_by("package_id", "rank")
    hung = {package.pk: _place(chosen, package.peer, today) for package in packages}
    units, keys = [], {}
    for each in found.select_related("parent"):
        keys[each.pk] = str(each.key)
        units.append(_forwarded(each, str(each.parent.key) if each.parent else str(hung[each.package_id])))
    values = ReceivedValue.objects.filter(unit__in=keys, definition__code__in=wanted).select_related(
        "definition"
    )
    told = [
        Value(
            unit=keys[each.unit_id], indicator=each.definition.code, value=said_number(each.value),
            part=said_number(each.part_value), whole=said_number(each.whole_value),
        )
        for each in values if each.definition.version == wanted[each.definition.code]
    ]  # fmt: skip
    return units, told


def _place(chosen: Chosen, peer: Any, today: date) -> UUID:
    """The unit of this package under which the peer's tree hangs: its own one when that is told."""
    told = {org.pk for org in children_of(chosen, today)} if chosen.with_children else set()
    return peer.org_id if peer.org_id in told else chosen.org.pk


def _forwarded(unit: ReceivedUnit, parent: str) -> Unit:
    origin = Origin(federation=unit.origin, serial=unit.origin_serial, sha256=unit.origin_sha256)
    return Unit(key=str(unit.key), name=unit.name, kind=unit.kind, parent=parent, origin=origin)


def sender_of(peer: Peer) -> Sender:
    """This federation, as packages name it."""
    return Sender(code=settings.FEDERATION, name=peer.org.name, uscc=peer.org.uscc or "")
