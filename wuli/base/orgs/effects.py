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
    """How many units and unions a standing unit has before and after."""

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
    def more(self) -> int:
        """Touched units that are not named."""
        return max(0, self.touched - len(self.names))


def rehearse(changed: Sequence[Org], others: Sequence[Org], on: date, run: Callable[[], Any]) -> Effect:
    """Run the change of `changed`, look, and take it back; what it refuses goes up as it would for real.

    `others` are units whose counts shift with it. Holds the tree's lock only while it looks.
    """
    with transaction.atomic():
        inside = OrgClosure.objects.filter(ancestor__in=changed, line=Line.TERRITORIAL, valid__contains=on)
        touched = Org.objects.filter(pk__in=inside.values("descendant"))
        names = list(touched.order_by("name_key").values_list("name", flat=True)[:SHOWN])
        count = touched.count()
        along = _counts(touched, on)
        own = Org.objects.filter(pk__in=[org.pk for org in changed])
        here = _counts(own, on)
        standing = _above([*changed, *others], on)
        before = [size(each, on) for each in standing]
        run()
        after = [size(each, on) for each in standing]
        still = _counts(own, on)
        transaction.set_rollback(True)
    shifts = [
        Shift(each, was["units"], will["units"], was["unions"], will["unions"])
        for each, was, will in zip(standing, before, after, strict=True)
        if was != will
    ]
    carried = [
        Along(effect, along[code], here[code] - still[code])
        for code, effect in EFFECTS.items()
        if along[code]
    ]
    return Effect(count, names, shifts, carried)


def _counts(orgs: QuerySet[Org], on: date) -> dict[str, int]:
    return {code: effect.count(orgs, on) for code, effect in EFFECTS.items()}


def _above(orgs: Sequence[Org], on: date) -> list[Org]:
    """The units themselves and all above them by place, from the top down."""
    up = OrgClosure.objects.filter(descendant__in=orgs, line=Line.TERRITORIAL, valid__contains=on)
    rows = up.select_related("ancestor").order_by("-depth")
    return list({row.ancestor_id: row.ancestor for row in rows}.values())
