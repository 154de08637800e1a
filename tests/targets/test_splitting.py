"""The arithmetic of splitting: whatever is shared out, nothing is lost and nobody is wronged."""

from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuli.mechanisms.figures.targets.splitting import NothingToGoBy, gap_of, mean_rate, rate_gap, split

wholes = st.integers(0, 10**9).map(Decimal)
cents = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
some_bases = st.dictionaries(
    st.integers(0, 10**6),
    st.one_of(st.integers(0, 10**6).map(Decimal), st.integers(0, 10**6).map(lambda n: Decimal(n) / 100)),
    min_size=1,
    max_size=40,
).filter(lambda bases: any(bases.values()))


@given(total=st.one_of(wholes, cents), bases=some_bases)
def test_the_parts_make_the_total_exactly(total: Decimal, bases: dict[int, Decimal]) -> None:
    parts = split(total, bases)
    assert set(parts) == set(bases)
    assert sum(parts.values()) == total
    assert gap_of(total, parts) == 0


@given(total=wholes, bases=some_bases)
def test_whole_numbers_stay_whole(total: Decimal, bases: dict[int, Decimal]) -> None:
    assert all(part == part.to_integral_value() for part in split(total, bases).values())


@given(total=cents, bases=some_bases)
def test_money_stays_at_cents(total: Decimal, bases: dict[int, Decimal]) -> None:
    assert all(part == part.quantize(Decimal("0.01")) for part in split(total, bases).values())


@given(total=st.one_of(wholes, cents), bases=some_bases)
def test_nobody_gets_less_than_nothing(total: Decimal, bases: dict[int, Decimal]) -> None:
    parts = split(total, bases)
    assert min(parts.values()) >= 0
    assert all(parts[key] == 0 for key, base in bases.items() if not base)


@given(total=st.one_of(wholes, cents), bases=some_bases, seed=st.integers())
def test_the_order_of_the_list_changes_nothing(total: Decimal, bases: dict[int, Decimal], seed: int) -> None:
    keys = list(bases)
    Random(seed).shuffle(keys)  # noqa: S311 - an order, not a secret
    assert split(total, {key: bases[key] for key in keys}) == split(total, bases)


@given(total=st.one_of(wholes, cents), bases=some_bases)
def test_a_larger_base_never_gets_less(total: Decimal, bases: dict[int, Decimal]) -> None:
    parts = split(total, bases)
    in_turn = sorted(bases, key=lambda key: bases[key])
    for smaller, larger in pairwise(in_turn):
        if bases[smaller] < bases[larger]:
            assert parts[smaller] <= parts[larger]


@given(total=wholes, bases=some_bases)
def test_a_part_is_within_one_of_its_share(total: Decimal, bases: dict[int, Decimal]) -> None:
    whole = sum(bases.values())
    for key, part in split(total, bases).items():
        assert abs(part * whole - total * bases[key]) < whole


@given(total=wholes, factor=st.integers(1, 1000), bases=some_bases)
def test_only_proportions_count(total: Decimal, factor: int, bases: dict[int, Decimal]) -> None:
    assert split(total, {key: base * factor for key, base in bases.items()}) == split(total, bases)


def test_equal_claims_to_the_last_one_go_by_key() -> None:
    assert split(Decimal(5), {"b": Decimal(1), "a": Decimal(1), "c": Decimal(1)}) == {"a": 2, "b": 2, "c": 1}


def test_nothing_to_go_by_is_said() -> None:
    with pytest.raises(NothingToGoBy):
        split(Decimal(5), {"a": Decimal(0)})
    with pytest.raises(NothingToGoBy):
        split(Decimal(5), {})


@pytest.mark.parametrize(("total", "base"), [(-1, 1), (1, -1)])
def test_less_than_nothing_is_not_shared_out(total: int, base: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        split(Decimal(total), {"a": Decimal(base), "b": Decimal(2)})


@given(rate=st.integers(0, 10_000).map(lambda n: Decimal(n) / 100), bases=some_bases)
def test_one_rate_for_all_leaves_no_gap(rate: Decimal, bases: dict[int, Decimal]) -> None:
    assert rate_gap(rate, dict.fromkeys(bases, rate), bases) == 0


@given(bases=some_bases, data=st.data())
def test_rates_together_lie_between_the_lowest_and_the_highest(
    bases: dict[int, Decimal], data: st.DataObject
) -> None:
    rates = {key: Decimal(data.draw(st.integers(0, 100))) for key in bases}
    together = mean_rate(rates, bases)
    assert together is not None
    weighing = [rates[key] for key, base in bases.items() if base]
    assert min(weighing) <= together <= max(weighing)


def test_rates_weigh_as_much_as_their_whole() -> None:
    rates = {"large": Decimal(90), "small": Decimal(50)}
    assert mean_rate(rates, {"large": Decimal(300), "small": Decimal(100)}) == Decimal(80)
    assert mean_rate(rates, {}) is None
    assert rate_gap(Decimal(80), rates, {}) == Decimal(10)  # without any whole they weigh the same
