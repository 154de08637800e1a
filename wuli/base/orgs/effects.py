"""What a change of the tree would do, found by doing it and taking it back, before anybody confirms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise

from .codes import Line
from .models import Org, OrgClosure
from .tree import size

SHOWN = 8


@dataclass(frozen=True)
class OrgEffect:
    """Something an upper floor counts in the units that a change touches, e.g. members.

    `count(orgs, on)` gets a queryset of the touched units and the day. `leave` tells how many of them do
    not stay where they were, with the number as `%(n)s`.
    """

    code: str
    name: str | Promise
    unit: str | Promise
    count: Callable[[QuerySet[Org], date], int]
    leave: str | Promise


EFFECTS: dict[str, OrgEffect] = {}


def affects(effect: OrgEffect) -> None:
    """Have `effect` counted and shown before every change of the tree; for `desk.py` of upper floors."""
    if EFFECTS.setdefault(effect.code, effect) is not effect:
        raise ValueError(f"effect {effect.code} is declared twice")


@dataclass(frozen=True)
class Shift:
    """How many units and unions a standing unit has on a line before and after."""

    line: str
    org: Org
    units: int
    units_after: int
    unions: int
    unions_after: int


@dataclass(frozen=True)
class Along:
    """How many of something are in the touched units, and how many of them leave their unit."""

    effect: OrgEffect
    n: int
    leaving: int

    @property
    def told(self) -> str:
        """What becomes of those that leave, in words; empty when all stay."""
        return str(self.effect.leave) % {"n": self.leaving} if self.leaving else ""


@dataclass(frozen=True)
class Effect:
    """The effect of a change: who is touched, whose counts shift, what else goes along."""

    touched: int
    names: Sequence[str]
    shifts: Sequence[Shift]
    along: Sequence["Along"]

    @property
    def lines(self) -> Sequence[tuple[Line, Sequence[Shift]]]:
        """The lines on which counts shift, each with its shifts from the top down."""
        found = [(line, [each for each in self.shifts if each.line == line]) for line in Line]
        return [(line, shifts) for line, shifts in found if shifts]

    @property
    def is_on_both_lines(self) -> bool:
        """Whether it must be told which line a count belongs to."""
        return any(each.line == Line.INDUSTRIAL for each in self.shifts)

    @property
    def stands_by_place(self) -> bool:
        """Whether only counts by industry shift."""
        return [line for line, _shifts in self.lines] == [Line.INDUSTRIAL]

    @property
    def more(self) -> int:
        """Touched units that are not named."""
        return max(0, self.touched - len(self.names))


def rehearse(
    changed: Sequence[Org],
    others: Sequence[Org],
    on: date,
    run: Callable[[], Any],
    *,
    line: str = Line.TERRITORIAL,
) -> Effect:
    """Run the change of `changed`, look, and take it back; what it refuses goes up as it would for real.

    `others` are units whose counts shift with it; what is touched is what stands below along `line`.
    Holds the tree's lock only while it looks.
    """
    units = [*changed, *others]
    own = Org.objects.filter(pk__in=[org.pk for org in changed])
    with transaction.atomic():
        start = transaction.savepoint()
        names, count = _touched(changed, on, line)
        along, here = _counts(_below(changed, on, line), on), _counts(own, on)
        standing = _above(units, on)
        run()
        standing |= _above(units, on)  # a unit that is taken up again stood nowhere before
        after = {place: size(place[1], on, place[0]) for place in standing.values()}
        still = _counts(own, on)
        if not count:
            names, count = _touched(changed, on, line)
        transaction.savepoint_rollback(start)
        before = {place: size(place[1], on, place[0]) for place in standing.values()}
    # Alone on the line of industry is not on it: every unit counts itself.
    shifts = [
        Shift(*place, was["units"], will["units"], was["unions"], will["unions"])
        for place, was, will in ((place, before[place], after[place]) for place in standing.values())
        if was != will and not (place[0] == Line.INDUSTRIAL and was["units"] <= 1 >= will["units"])
    ]
    carried = [
        Along(effect, along[code], here[code] - still[code])
        for code, effect in EFFECTS.items()
        if along[code]
    ]
    return Effect(count, names, shifts, carried)


def _below(changed: Sequence[Org], on: date, line: str) -> QuerySet[Org]:
    inside = OrgClosure.objects.filter(ancestor__in=changed, line=line, valid__contains=on)
    return Org.objects.filter(pk__in=inside.values("descendant"))


def _touched(changed: Sequence[Org], on: date, line: str) -> tuple[Sequence[str], int]:
    touched = _below(changed, on, line)
    return list(touched.order_by("name_key").values_list("name", flat=True)[:SHOWN]), touched.count()


def _counts(orgs: QuerySet[Org], on: date) -> dict[str, int]:
    return {code: effect.count(orgs, on) for code, effect in EFFECTS.items()}


def _above(orgs: Sequence[Org], on: date) -> dict[tuple[str, Any], tuple[str, Org]]:
    """The units themselves and all above them on each line, from the top down, by line and key."""
    up = OrgClosure.objects.filter(descendant__in=orgs, valid__contains=on)
    rows = up.select_related("ancestor").order_by("-depth")
    return {(row.line, row.ancestor_id): (row.line, row.ancestor) for row in rows}
