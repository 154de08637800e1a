"""Freezing figures: what is published keeps its number, its definition and its rows for good.

Imported from here, not from the package: it reads figures, and reading asks the package who may see them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.errors import Conflict, NotAllowed
from wuli.base.core.figures import Ratio
from wuli.base.orgs.models import Org

from ..frozen import Packed, base_of, pack, share, told_of
from ..models import FrozenFigure, FrozenRows
from ..models.frozen import plain
from ..reading import Asked, Figure, figures_at, known_indicator
from ..rows import THEN, rows_of, stock_day
from ..times import TimeRange
from .viewing import may_see

Tell = Callable[[int], None]
FREEZE = Capability("figures.freeze", _("定稿数字"), roles={"officer", "chair"})


def untold(done: int) -> None:
    """Nobody waits to hear how far it is."""


class StillCounting(Conflict):
    """A figure is being recomputed: what is frozen now would be wrong in a few seconds."""

    code = "figures.still_counting"
    message = _("“%(name)s”正在重新计算，什么也没有定稿。")
    cure = _("等几秒再试一次。")


class FigureNotYours(NotAllowed):
    """Nobody freezes a figure that they may not see."""

    code = "figures.not_yours"
    message = _("“%(name)s”不在您能看的范围，什么也没有定稿。")
    cure = _("请能看这个数字的人来办，或者先把它从文中去掉。")


@dataclass(frozen=True)
class Wanted:
    """A figure to be frozen: indicator by code, unit, stretch of time, reading, and a part of a split."""

    indicator: str
    org: Org
    when: TimeRange
    reading: str = THEN
    split: tuple[str, str] | None = None


@action("figures.freeze")
def freeze(
    *, actor: Actor, org: Org, wanted: Sequence[Wanted], at: datetime, tell: Tell = untold
) -> list[FrozenFigure]:
    """Freeze 定稿 every figure of `wanted` for a document of `org`, in the order given, in one transaction.

    `tell` hears how many are done. Raises FigureNotYours, and StillCounting while one of the figures is
    being recomputed or its rows do not yet make its number: then nothing is frozen.
    """
    require(actor, FREEZE, org)
    figures = _read(wanted, timezone.localdate(at))
    frozen = []
    for each, figure in zip(wanted, figures, strict=True):
        if not may_see(actor, figure.indicator, each.org):
            raise FigureNotYours(name=figure.indicator.name)
        frozen.append(_frozen(actor, each, figure, at))
        tell(len(frozen))
    return FrozenFigure.objects.bulk_create(frozen)


def _read(wanted: Sequence[Wanted], today: Any) -> list[Figure]:
    """The figures as pages show them, in as few queries as there are stretches and readings."""
    found: dict[Any, Figure] = {}
    for when, reading, split in {(each.when, each.reading, each.split) for each in wanted}:
        same = [e for e in wanted if (e.when, e.reading, e.split) == (when, reading, split)]
        declared = {each.indicator: known_indicator(each.indicator) for each in same}
        orgs = {each.org.pk: each.org for each in same}
        values = figures_at(
            list(declared.values()), list(orgs.values()), Asked(when, today, reading, split=split)
        )
        found |= {(when, reading, split, *place): figure for place, figure in values.items()}
    return [found[each.when, each.reading, each.split, each.indicator, each.org.pk] for each in wanted]


def _frozen(actor: Actor, each: Wanted, figure: Figure, at: datetime) -> FrozenFigure:
    today = timezone.localdate(at)
    declared = figure.indicator
    part, rows = _counted(each, base_of(declared), today)
    whole, whole_rows, value = None, None, part
    if isinstance(declared, Ratio):
        whole, whole_rows = _counted(each, declared.whole, today)
        value = share(declared, part, whole)
    if figure.missing and not part:
        value = None  # nobody below ever recorded such work: that is not nought
    if figure.pending or value != (None if figure.value is None else plain(figure.value)):
        raise StillCounting(name=declared.name)
    return FrozenFigure(
        indicator=declared.code, version=declared.version, fingerprint=told_of(declared), org=each.org,
        period=each.when.code, as_of=stock_day(each.when, today), reading=each.reading,
        dimension=each.split[0] if each.split else "", part=each.split[1] if each.split else "",
        value=value, part_value=part if whole is not None else None, whole_value=whole,
        rows=rows, whole_rows=whole_rows, frozen_at=at, frozen_by_id=actor.pk,
    )  # fmt: skip


def _counted(each: Wanted, indicator: Any, today: Any) -> tuple[Any, FrozenRows]:
    """The number that the rows make now, and the rows, kept."""
    rows = rows_of(indicator, each.org.pk, each.when, today=today, reading=each.reading, split=each.split)
    packed = pack(indicator, rows)
    return packed.total, _kept(packed)


def _kept(packed: Packed) -> FrozenRows:
    rows = FrozenRows(sha256=packed.sha256, count=packed.count, content=packed.content)
    FrozenRows.objects.bulk_create([rows], ignore_conflicts=True)  # equal rows are kept once
    return rows
