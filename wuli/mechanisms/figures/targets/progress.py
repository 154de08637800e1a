"""How far units have come 进度: target, figure, time gone by, forecast, colour, rank, change in a week.

`progress` reads many indicators at many units in a handful of queries; nothing of it is ever stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules
from wuli.base.core.figures import Period, Ratio, Unit
from wuli.base.core.said import number
from wuli.base.orgs.models import Org

from ..models import Target
from ..reading import Asked, Declared, Figure, figures_at
from ..rows import THEN
from ..times import TimeRange
from .week import Changes, changes

WEEK = timedelta(days=7)
TENTH = Decimal("0.1")


class Pace(models.TextChoices):
    """Where a unit stands against its target, in neutral words."""

    AHEAD = "ahead", _("走在前面")
    ON_TIME = "on_time", _("按时")
    SLOW = "slow", _("稍慢")
    BEHIND = "behind", _("落后")
    NOT_BEGUN = "not_begun", _("还没开始")
    NO_TARGET = "no_target", _("没有目标")
    NOT_KNOWN = "not_known", _("算不出来")


TONES = {"ahead": "ok", "on_time": "ok", "slow": "warn", "behind": "late"}
SHADES = {"ahead": "h", "on_time": "t", "slow": "w", "behind": "l"}  # classes of the matrix


@dataclass(frozen=True)
class Aim:
    """A number to reach that is no target of a period, such as a plan's own; it weighs nothing."""

    value: Decimal
    weight: int = 0


@dataclass(frozen=True)
class Progress:
    """One indicator at one unit against its target. Shares are parts of one; `change` is that of 7 days."""

    figure: Figure
    target: Target | Aim | None
    elapsed: Decimal
    pace: Pace
    forecast: Decimal | None = None
    change: Decimal | None = None
    rank: int | None = None

    @property
    def org(self) -> Any:
        """The unit."""
        return self.figure.org

    @property
    def actual(self) -> Any:
        """What was reached."""
        return self.figure.value

    @property
    def done(self) -> Decimal | None:
        """The share of the target that is reached: of nought by itself, of a time to come none yet."""
        if self.target is None or (self.pace == Pace.NOT_BEGUN and self.actual is None):
            return None
        return _share(self.actual, self.target.value)

    @property
    def missing(self) -> Decimal | None:
        """How much is missing to the target; nothing once it is reached."""
        if self.target is None or self.actual is None:
            return None
        return max(Decimal(0), self.target.value - Decimal(self.actual))

    @property
    def is_percent(self) -> bool:
        """Whether it is told in percent."""
        return self.figure.indicator.unit == Unit.PERCENT

    @property
    def change_unit(self) -> Any:
        """In what the change of a week is told: a rate in points, the others in their unit."""
        rate = isinstance(self.figure.indicator, Ratio)
        return _now("个点") if rate else self.figure.indicator.unit

    @property
    def fall(self) -> Decimal:
        """By how much it fell within a week."""
        return abs(self.change or Decimal(0))

    @property
    def change_words(self) -> str:
        """The change of a week with its sign: +3, −2, 0; a dash where nothing can be said."""
        if self.change is None:
            return "—"
        sign = "+" if self.change > 0 else "−" if self.change < 0 else ""
        return f"{sign}{number(self.fall)}"

    @property
    def tone(self) -> str:
        """How the state looks."""
        return TONES.get(self.pace, "neutral")

    @property
    def shade(self) -> str:
        """The class of its cell in a matrix."""
        return SHADES.get(self.pace, "na")


Found = dict[tuple[str, UUID], Progress]


def progress(
    indicators: Sequence[Declared], orgs: Sequence[Org], when: TimeRange, today: date, *,
    reading: str = THEN, values: Mapping[Any, Figure] | None = None, with_week: bool = True,
    week: Changes | None = None, aims: Mapping[Any, Aim] | None = None,
) -> Found:  # fmt: skip
    """Progress of every indicator at every unit, by (code, unit). The caller has asked who may see it.

    The colour is judged by the rule `figures.progress_colours` in force at the first unit on that day.
    Read by today's tree there is no change of a week. Whoever has read the figures already gives them as
    `values`, and the changes of the week as `week`; these can be left out by `with_week`. Who has
    numbers to reach of their own gives them as `aims`, by (code, unit), in the place of targets.
    """
    if not indicators or not orgs:
        return {}
    wanted = {(each.code, org.pk) for each in indicators for org in orgs}
    if values is None:
        values = figures_at(indicators, orgs, Asked(when, today, reading))
    if week is None:
        week = changes(indicators, orgs, when, today, values) if reading == THEN and with_week else {}
    targets = targets_at(indicators, orgs, when) if aims is None else aims
    limits = colour_limits(orgs[0], min(today, when.last)) if targets else None
    found = {
        place: _one(figure, targets.get(place), week.get(place), limits, when, today)
        for place, figure in values.items()
        if place in wanted
    }
    for each in indicators:
        found |= _ranked({place: one for place, one in found.items() if place[0] == each.code})
    return found


def targets_at(indicators: Iterable[Declared], orgs: Iterable[Org], when: TimeRange) -> dict[Any, Target]:
    """The targets in force for exactly `when`, by (code, unit): one query."""
    rows = Target.objects.in_force().of_period(when)
    rows = rows.filter(indicator__in=[each.code for each in indicators], org__in=[org.pk for org in orgs])
    return {(target.indicator, target.org_id): target for target in rows}


def elapsed_share(when: TimeRange, today: date) -> Decimal:
    """Which part of the period has passed at the end of `today`: 0 before it, 1 after it."""
    days = (when.end - when.start).days
    gone = min(days, max(0, (today - when.start).days + 1))
    return Decimal(gone) / Decimal(days)


@dataclass(frozen=True)
class ColourLimits:
    """From how many percent of what should be there by now a unit counts as ahead, on time, slow."""

    ahead_from: int
    on_time_from: int
    slow_from: int


def colour_limits(org: Any, on: date) -> ColourLimits:
    """The rule in force at the unit on that day."""
    return ColourLimits(**rules.at("figures.progress_colours", org, on).value)


def pace_of(reached: Decimal, due: Decimal, limits: ColourLimits) -> Pace:
    """The colour for what is reached against what is due by now."""
    if reached >= due * limits.ahead_from / 100 and due:
        return Pace.AHEAD
    if reached >= due * limits.on_time_from / 100:
        return Pace.ON_TIME
    return Pace.SLOW if reached >= due * limits.slow_from / 100 else Pace.BEHIND


def forecast_of(figure: Figure, elapsed: Decimal) -> Decimal | None:
    """What the period will end with at the present pace: flows grow with time, stocks and rates stay."""
    if figure.value is None:
        return None
    reached = Decimal(figure.value)
    if grows(figure.indicator):
        if not elapsed:
            return None
        step = Decimal(1) if reached == reached.to_integral_value() else TENTH
        return (reached / elapsed).quantize(step, ROUND_HALF_UP)
    return reached


def grows(declared: Declared) -> bool:
    """Whether a figure grows with time: a flow does, a stock and a rate are what they are."""
    return declared.period == Period.WITHIN and not isinstance(declared, Ratio)


def _one(
    figure: Figure,
    target: Target | Aim | None,
    change: Decimal | None,
    limits: ColourLimits | None,
    when: TimeRange,
    today: date,
) -> Progress:
    elapsed = elapsed_share(when, today)
    forecast = forecast_of(figure, elapsed)
    if target is None or limits is None:  # no target, no rule to ask for: there is none of long ago
        pace = Pace.NO_TARGET
    elif not elapsed:
        pace = Pace.NOT_BEGUN
    elif figure.value is None and isinstance(figure.indicator, Ratio):
        pace = Pace.NOT_KNOWN
    else:
        due = target.value * (elapsed if grows(figure.indicator) else 1)
        pace = pace_of(Decimal(figure.value or 0), due, limits)
    return Progress(figure, target, elapsed, pace, forecast=forecast, change=change)


def _ranked(found: Found) -> Found:
    """Ranks among the units that have a target, the fullest first; equals share a rank 并列."""
    shares = {place: one.done for place, one in found.items() if one.done is not None}
    better = sorted((share for share in shares.values()), reverse=True)
    first = {}
    for place, share in enumerate(better, start=1):
        first.setdefault(share, place)
    return {
        place: replace(one, rank=first[shares[place]]) if place in shares else one
        for place, one in found.items()
    }


def _share(actual: Any, target: Decimal) -> Decimal:
    if not target:
        return Decimal(1)
    return (Decimal(actual or 0) / target).quantize(Decimal("0.0001"))


@dataclass(frozen=True)
class Overall:
    """A unit over all its weighted targets: points reached of those to be had, and its rank."""

    org: Any
    points: Decimal
    of: int
    rank: int = 0


def overall(found: Found, orgs: Iterable[Org]) -> list[Overall]:
    """Units by their points, the best first: each target gives its weight, at most in full.

    A unit without weighted targets has no place in it.
    """
    sums: list[Overall] = []
    for org in orgs:
        mine = [one for (_code, key), one in found.items() if key == org.pk and one.target]
        weight = sum(one.target.weight for one in mine if one.target)
        points = sum(
            (min(Decimal(1), one.done or Decimal(0)) * one.target.weight for one in mine if one.target),
            Decimal(0),
        )
        if weight:
            sums.append(Overall(org, points.quantize(TENTH, ROUND_HALF_UP), weight))
    sums.sort(key=lambda each: -each.points / each.of)
    ranked: list[Overall] = []
    for place, each in enumerate(sums, start=1):
        same = ranked and ranked[-1].points / ranked[-1].of == each.points / each.of
        ranked.append(replace(each, rank=ranked[-1].rank if same else place))
    return ranked
