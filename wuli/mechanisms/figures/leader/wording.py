"""How the leader's page says how far something is: 差 2 场, 差 9 个点, 多 3 家."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now

from wuli.base.core.figures import Ratio
from wuli.base.core.said import with_unit

from ..targets.progress import Progress


def gap_words(one: Progress) -> str:
    """What is missing to the target in words; empty once it is reached or where nothing can be said."""
    if not one.missing:
        return ""
    return _now("差 %(n)s") % {"n": with_unit(rounded(one.missing), _unit(one))}


def _unit(one: Progress) -> Any:
    declared = one.figure.indicator
    return _now("个点") if isinstance(declared, Ratio) else declared.unit


def rounded(value: Decimal) -> Decimal:
    """At most one place after the point."""
    return value.quantize(Decimal("0.1"))
