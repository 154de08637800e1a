"""Declaring indicators 指标. An app's `figures.py` builds these; `mechanisms/figures` counts them.

Frozen data, no logic: if an indicator needs an `if`, the mechanism lacks a field.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """Units 计量单位 of figures; persons and person-times are never mixed."""

    PERSON = "person", _("人")
    PERSON_TIMES = "person_times", _("人次")
    SESSION = "session", _("场")
    CLASS = "class", _("期")
    COPY = "copy", _("册")
    UNIT = "unit", _("家")
    ITEM = "item", _("个")
    YUAN = "yuan", _("元")
    PERCENT = "percent", _("%")


class Period(models.TextChoices):
    """What a figure's time means: a stock on a day, or a flow within a period."""

    AS_OF = "as_of", _("时点")
    WITHIN = "within", _("期间")


class Strength(models.IntegerChoices):
    """The five strengths 五力 under which the federation orders its work."""

    COHESION = 1, _("凝聚力")
    INNOVATION = 2, _("创新力")
    SUPERVISION = 3, _("监督力")
    SERVICE = 4, _("服务力")
    CENTRIPETAL = 5, _("向心力")


@dataclass(frozen=True)
class Dimension:
    """A split of an indicator whose parts add up to the whole, e.g. by sex. `field` is a path from the row.

    The path must be single-valued; rows without a value make the part "" (未填), so that nothing is lost.
    """

    code: str
    name: str | Promise
    field: str
    labels: type[models.TextChoices] | Callable[[str], str | Promise | None] | None = None

    def said(self, part: str) -> str | Promise:
        """A part in words; one that has none stands for itself."""
        labels: Any = self.labels
        if hasattr(labels, "choices"):
            return dict(labels.choices).get(part, part) or _("未填")
        return (labels(part) if labels and part else None) or part or _("未填")


@dataclass(frozen=True)
class Change:
    """A new version of a definition: since when it counts, and why it was changed."""

    version: int
    since: date
    reason: str | Promise


@dataclass(frozen=True)
class Indicator:
    """A figure counted from rows: `rows` carry `org` and `day` (a date) or `span` (a date range, for stocks).

    `org`, `day` and the first `span` are columns of the row itself. Several spans mean that a row counts
    on days inside all of them. `person` names the path to the person when persons are counted distinct
    (then `distinct=True`); `total` names a column to add up instead of counting rows. `version` changes
    when the meaning does. Tables that a filter, a dimension or a span joins are watched by themselves;
    for a subquery name the path to its table in `watch`. `complete` says that no row means none, as in a
    register of members; otherwise a unit that never recorded such work has no figure rather than nought.
    Every version after the first says in `changes` since when it counts and why it changed.
    """

    code: str
    version: int
    name: str | Promise
    unit: Unit
    period: Period
    rows: models.QuerySet
    meaning: str | Promise = ""
    org: str = "org"
    day: str = "occurred_on"
    span: str | tuple[str, ...] = ""
    person: str = ""
    distinct: bool = False
    total: str = ""
    dimensions: tuple[Dimension, ...] = ()
    watch: tuple[str, ...] = ()
    source: str = ""
    estimate: bool = False
    complete: bool = False
    changes: tuple[Change, ...] = ()
    recorded: str = "created_at"  # path to when a row was written down; empty: with the step itself
    evidence: str = ""  # path to what shows that a row is true: photos, papers
    public: bool = False  # may be told to anybody, as a bare number
    row_label: str | Promise = ""
    columns: tuple[str, ...] = ()
    view_capability: str = "orgs.view"
    strength: Strength | None = None
    key: bool = False  # among the few of its strength that a leader sees first
    order: int = 50

    @property
    def spans(self) -> tuple[str, ...]:
        """The paths of all ranges inside which a row counts."""
        if not self.span:
            return ()
        return (self.span,) if isinstance(self.span, str) else self.span


@dataclass(frozen=True)
class Ratio:
    """A figure that is sum over sum: `part` and `whole` are indicators, never a mean of children.

    In percent it is a rate; in any other unit the average of `part` for each one of `whole`.
    """

    code: str
    version: int
    name: str | Promise
    part: Indicator
    whole: Indicator
    meaning: str | Promise = ""
    unit: Unit = Unit.PERCENT
    source: str = ""
    changes: tuple[Change, ...] = ()
    strength: Strength | None = None
    key: bool = False
    order: int = 50

    @property
    def view_capability(self) -> str:
        """Who may see the part may see the rate."""
        return self.part.view_capability

    @property
    def public(self) -> bool:
        """A rate may be told to anybody when both of its sums may."""
        return self.part.public and self.whole.public

    @property
    def estimate(self) -> bool:
        """A rate is an estimate when either of its sums is."""
        return self.part.estimate or self.whole.estimate

    @property
    def period(self) -> Period:
        """A rate is read like its part."""
        return self.part.period


@dataclass(frozen=True)
class SameUnits:
    """Two lists of units that should be one and the same, such as towns and their centres (17 and 14 + 2).

    `one` and `other` are stocks whose rows stand at units, or together stand for them.
    """

    code: str
    name: str | Promise
    one: tuple[Indicator, ...]
    other: tuple[Indicator, ...]


INDICATORS: dict[str, Indicator | Ratio] = {}


def register(*indicators: Indicator | Ratio) -> None:
    """Make indicators known; refuses two with one code, so the server does not start with them."""
    for indicator in indicators:
        if INDICATORS.setdefault(indicator.code, indicator) is not indicator:
            raise ValueError(f"indicator {indicator.code} is declared twice")


def indicator_name(code: str) -> str | Promise | None:
    """What the indicator of that code is called; None when nobody declares it (any more)."""
    return INDICATORS[code].name if code in INDICATORS else None


SAME_UNITS: dict[str, SameUnits] = {}


def compare(*pairs: SameUnits) -> None:
    """Make pairs of lists known whose differences are told by name."""
    for pair in pairs:
        if SAME_UNITS.setdefault(pair.code, pair) is not pair:
            raise ValueError(f"lists {pair.code} are compared twice")
