"""Whatever happens to records, cells, rows and a count by hand agree, in both readings."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from wuli.base.orgs.codes import Line
from wuli.mechanisms.figures.declared import counted
from wuli.mechanisms.figures.parts import by_part
from wuli.mechanisms.figures.reading import Asked, figures_at, pending
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.rows import rows_of, total_of
from wuli.mechanisms.figures.times import BEGINNING, TimeRange
from wuli.mechanisms.figures.verify import differences

from .world import TODAY, World, plain_count

STRETCHES = [
    TimeRange.year(2026),
    TimeRange.month(date(2026, 3, 1)),
    TimeRange.quarter(date(2026, 10, 1)),
    TimeRange.days(date(2025, 11, 9), date(2026, 7, 20)),
    TimeRange.days(date(2026, 5, 5), date(2026, 5, 17)),
    TimeRange.half(date(2026, 8, 1)),
    TimeRange.to_date(TODAY),
    TimeRange.last_months(TODAY),
    TimeRange.since_opening(date(2026, 9, 9)),
]


@pytest.mark.parametrize("seed", range(4))
def test_a_random_history_ends_in_the_same_figures_as_a_count_by_hand(seed: int) -> None:
    world = World(seed)
    for _round in range(2):
        for _ in range(50):
            world.step()
        recompute_all(TODAY)
        assert differences(TODAY) == []
    values: dict[Any, Any] = {}
    for when in STRETCHES[seed % 2 :: 2]:
        for reading in ("then", "now"):
            found = figures_at(counted(), world.orgs, Asked(when, TODAY, reading))
            values |= {(place, when, reading): each.value for place, each in found.items()}
            wrong = [
                (each.code, str(org), when.code, reading, found[each.code, org.pk].value, by_hand)
                for each in counted()
                for org in world.orgs
                if (found[each.code, org.pk].value or 0)
                != (by_hand := plain_count(each, org.pk, when, reading))
            ]
            assert wrong == []
            assert not any(figure.pending for figure in found.values())
    assert len([value for value in values.values() if value]) > 30
    assert any(value != values[place, when, "now"] for (place, when, _reading), value in values.items())


@pytest.mark.parametrize("seed", [11])
def test_the_rows_behind_a_figure_are_as_many_as_it_says(seed: int) -> None:
    world = World(seed)
    for _ in range(60):
        world.step()
    recompute_all(TODAY)
    for when in STRETCHES[1:3]:
        for reading in ("then", "now"):
            found = figures_at(counted(), world.orgs, Asked(when, TODAY, reading))
            for each in counted():
                for org in world.orgs:
                    rows = rows_of(each, org.pk, when, today=TODAY, reading=reading)
                    figure = found[each.code, org.pk]
                    assert total_of(each, rows) == (figure.value or 0)
                    if figure.missing:
                        ever = rows_of(each, org.pk, TimeRange(BEGINNING, when.end), today=TODAY)
                        assert not each.complete
                        assert not ever.exists()


@pytest.mark.parametrize("seed", [12])
def test_the_parts_of_a_split_are_those_of_its_rows_over_any_days_and_lines(seed: int) -> None:
    world = World(seed)
    for _ in range(60):
        world.step()
    recompute_all(TODAY)
    several = 0
    for when, reading, line in product(STRETCHES[2:5], ("then", "now"), Line.values):
        asked = Asked(when, TODAY, reading, line)
        for each, org in product([one for one in counted() if one.dimensions], world.orgs[:4]):
            for dimension in (one.code for one in each.dimensions):
                parts = by_part(each, org.pk, dimension, asked)
                by_hand = {
                    part: total_of(each, rows_of(
                        each, org.pk, when, today=TODAY, line=line, reading=reading, split=(dimension, part)
                    ))
                    for part in parts
                }  # fmt: skip
                assert parts == by_hand
                whole = figures_at([each], [org], asked)[each.code, org.pk].value or 0
                assert sum(parts.values()) == whole or each.distinct
                several += len(parts) > 1
    assert several > 5


def test_figures_say_that_they_are_being_recomputed_until_they_are() -> None:
    world = World(3)
    recompute_all(TODAY)
    asked = Asked(TimeRange.year(2026), TODAY)
    assert pending(counted(), [world.orgs[0].pk], asked) == set()
    for _ in range(20):
        world.lecture()
    assert ("activities_session", world.orgs[0].pk) in pending(counted(), [world.orgs[0].pk], asked)
    recompute_all(TODAY)
    assert pending(counted(), [world.orgs[0].pk], asked) == set()
