"""Splitting a number over units, as plain arithmetic: whole numbers stay whole, the parts add up."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar
from uuid import UUID

K = TypeVar("K", UUID, str, int)
CENT = Decimal("0.01")


class NothingToGoBy(ValueError):
    """Every base is nought, so nothing says who should get how much."""


def split(total: Decimal, bases: Mapping[K, Decimal]) -> dict[K, Decimal]:
    """Share `total` out in proportion to `bases` by the largest remainder 最大余数法.

    A whole total gives whole parts, another one parts to the cent; they add up to it exactly. A larger
    base never gets less, and equal claims to the last unit go to the smaller key, so the order in which
    units are listed changes nothing. Raises NothingToGoBy when every base is nought, ValueError for a
    negative total or base.
    """
    if total < 0 or any(base < 0 for base in bases.values()):
        raise ValueError("negative")
    whole = sum(bases.values(), Decimal(0))
    if not whole:
        raise NothingToGoBy
    step = Decimal(1) if total == total.to_integral_value() else CENT
    units = int(total / step)
    shared = {key: divmod(units * _scaled(base), _scaled(whole)) for key, base in bases.items()}
    left = units - sum(quota for quota, _rest in shared.values())
    in_turn = sorted(shared, key=lambda key: (-shared[key][1], key))
    lucky = set(in_turn[:left])
    return {key: step * (quota + (key in lucky)) for key, (quota, _rest) in shared.items()}


def _scaled(base: Decimal) -> int:
    """A base of at most four decimals as a whole number, so that no quotient is ever rounded."""
    return int(base * 10_000)


def gap_of(total: Decimal, parts: Mapping[K, Decimal]) -> Decimal:
    """What the parts leave of `total`; negative when they ask for more than it."""
    return total - sum(parts.values(), Decimal(0))


def mean_rate(rates: Mapping[K, Decimal], wholes: Mapping[K, Decimal]) -> Decimal | None:
    """The rate that the units reach together: each weighs as much as its whole; None without any whole."""
    weight = sum((wholes.get(key, Decimal(0)) for key in rates), Decimal(0))
    if not weight:
        return None
    sums = sum((rate * wholes.get(key, Decimal(0)) for key, rate in rates.items()), Decimal(0))
    return (sums / weight).quantize(CENT, ROUND_HALF_UP)


def rate_gap(total: Decimal, rates: Mapping[K, Decimal], wholes: Mapping[K, Decimal]) -> Decimal:
    """What the units' rates together leave of the rate `total`.

    Without any whole nobody weighs more than another, so they weigh the same.
    """
    if not rates:
        return total
    together = mean_rate(rates, wholes)
    if together is None:
        together = mean_rate(rates, dict.fromkeys(rates, Decimal(1)))
    return total - (together or Decimal(0))
