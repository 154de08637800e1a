"""The rest 本级和其他: what of a unit's figure is in none of the units below it; tables add up by it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Indicator

from .reading import Asked, Declared, persons_at

REST = _("本级和其他")


def adds_up(declared: Declared | None) -> bool:
    """Whether the figures of units add up: those of persons counted once and rates do not."""
    return isinstance(declared, Indicator) and not declared.distinct


def rest_of(declared: Declared | None, whole: Any, below: Iterable[Any]) -> Any:
    """The whole without the units below; what is missing is nought. None where they do not add up."""
    if not adds_up(declared):
        return None
    return (whole or 0) - sum(each or 0 for each in below)


def persons_in_none(declared: Indicator, org: Any, below: Iterable[Any], asked: Asked) -> int:
    """How many persons are counted at `org` and in none of the units below it."""
    units = [each.pk for each in below]
    found = persons_at([declared], [org.pk, *units], asked)
    rest = found.get((declared.code, org.pk))
    if rest is None:
        return 0
    theirs = [found[declared.code, unit] for unit in units if (declared.code, unit) in found]
    return len(rest.difference(*theirs))
