"""The parts of a split: from cells and rows as the figure itself, so that they add up to it exactly."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Sum
from pyroaring import BitMap

from wuli.base.core.figures import Indicator

from . import kept
from .models.frozen import plain
from .reading import Asked, Number, has_cells, places_at, stretches_of
from .rows import rows_of
from .times import TimeRange


def by_part(each: Indicator, org: UUID, dimension: str, asked: Asked) -> dict[str, Number]:
    """The parts of a split, the largest first; those of an additive indicator add up to the whole."""
    if asked.not_begun:
        return {}
    found: dict[str, Any] = defaultdict(BitMap if each.distinct else int)
    if has_cells(each, asked):
        found.update(kept.parts(each, dimension, places_at([org], asked), asked))
    for when in stretches_of(each, asked):
        for part, value in _from_rows(each, org, dimension, when, asked).items():
            found[part] = found[part] | value if each.distinct else found[part] + value
    parts = {part: len(value) if each.distinct else plain(value) for part, value in found.items()}
    return dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))


def _from_rows(each: Indicator, org: UUID, dimension: str, when: TimeRange, asked: Asked) -> dict[str, Any]:
    rows = rows_of(
        each, org, when, today=asked.today, line=asked.line, reading=asked.reading, own=asked.own
    )  # fmt: skip
    named = rows.values_list(f"fig_by_{dimension}")
    if not each.distinct:
        return dict(named.annotate(n=Sum("fig_value")))
    persons = named.exclude(fig_person=None).annotate(n=ArrayAgg("fig_person", distinct=True))
    return {part: BitMap(numbers) for part, numbers in persons}
