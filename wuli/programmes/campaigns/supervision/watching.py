"""What a supervision rule finds on a day: units that are late, below their target or silent. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.figures import INDICATORS, Period, Ratio
from wuli.base.core.said import percentage, with_unit
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.models import Target
from wuli.mechanisms.figures.reading import Asked, Declared, figures_at
from wuli.mechanisms.figures.targets.progress import Progress, grows, progress
from wuli.mechanisms.figures.times import TimeRange

from ..models import Cause, Level, SupervisionRule


@dataclass(frozen=True)
class Finding:
    """That a unit lags: what is asked of it, and how it stood."""

    org: Org
    title: str
    asks: str
    cause_key: str
    when: TimeRange | None = None


def units_watched(rule: SupervisionRule, on: date) -> list[Org]:
    """The units that the rule looks at on a day: those that stand below its own then."""
    if rule.level == Level.CHILDREN:
        below = Org.objects.children_of(rule.org, on=on)
    else:
        kinds = OrgKind.town_level() if rule.level == Level.TOWNS else OrgKind.grassroots()
        below = Org.objects.below(rule.org, on=on).filter(kind__in=kinds).exclude(pk=rule.org_id)
    return list(below.open_on(on))


def findings(rule: SupervisionRule, on: date) -> Iterator[Finding]:
    """Every unit that the rule asks on a day; none when its indicator is no longer declared.

    A figure that is still being recomputed accuses nobody: its unit is looked at the next time.
    """
    declared = INDICATORS.get(rule.indicator)
    if declared is None:
        return
    units = units_watched(rule, on)
    if rule.cause == Cause.SILENT:
        yield from _silent(rule, declared, units, on)
    else:
        yield from _behind(rule, declared, units, on)


def _silent(rule: SupervisionRule, declared: Declared, units: list[Org], on: date) -> Iterator[Finding]:
    """Units without a record in the last days; only of what is counted over time."""
    if not grows(declared) or not units:
        return
    first = on - timedelta(days=rule.threshold - 1)
    lived = [org for org in units if org.opened_on <= first]
    values = figures_at([declared], lived, Asked(TimeRange.days(first, on), on)) if lived else {}
    for org in lived:
        figure = values[declared.code, org.pk]
        if not figure.value and not figure.pending:
            told = {"name": declared.name, "days": rule.threshold}
            yield Finding(
                org,
                _("%(name)s：%(days)s 天没有记录") % told,
                _("办了的补录，没办的说明原因和打算。"),
                f"{rule.cause}:{rule.indicator}",
            )


def _behind(rule: SupervisionRule, declared: Declared, units: list[Org], on: date) -> Iterator[Finding]:
    for when in _periods(declared, units, on):
        found = progress([declared], units, when, on)
        for org in units:
            one = found[declared.code, org.pk]
            if one.target and not one.figure.pending and lags(rule, one) >= rule.threshold:
                told = {
                    "name": declared.name, "actual": with_unit(one.actual, declared.unit),
                    "target": with_unit(one.target.value, declared.unit), "done": percentage(one.done, 0),
                    "gone": percentage(one.elapsed, 0),
                }  # fmt: skip
                yield Finding(
                    org,
                    _("%(name)s：完成 %(done)s，时间过去 %(gone)s") % told,
                    _("目标 %(target)s，现在 %(actual)s。说明原因，写明哪天补上、谁来办。") % told,
                    f"{rule.cause}:{rule.indicator}:{when.code}",
                    when,
                )


def lags(rule: SupervisionRule, one: Progress) -> Decimal:
    """By how many points of a hundred a unit lags: behind the time gone by, or below the target itself."""
    done = (one.done or Decimal(0)) * 100
    due = one.elapsed * 100 if rule.cause == Cause.LATE and grows(one.figure.indicator) else Decimal(100)
    if isinstance(one.figure.indicator, Ratio) and one.target:
        return one.target.value - Decimal(one.actual or 0)
    return due - done


def _periods(declared: Declared, units: list[Org], on: date) -> list[TimeRange]:
    """The periods, running on that day, for which any of the units has a target."""
    rows = Target.objects.in_force().filter(indicator=declared.code, org__in=units, period__contains=on)
    return [TimeRange(each.lower, each.upper) for each in rows.values_list("period", flat=True).distinct()]


def is_watchable(declared: Declared | None, cause: str) -> bool:
    """Whether a rule with this cause makes sense: silence needs something that is counted over time."""
    if declared is None:
        return False
    return cause != Cause.SILENT or declared.period == Period.WITHIN


def how_it_stands(indicator: str, org: Org, when: Any, on: date) -> Progress | None:
    """The progress of a unit as it is now, for an item's page; None when there is no target to compare."""
    declared = INDICATORS.get(indicator)
    if declared is None or when is None:
        return None
    found = progress([declared], [org], TimeRange(when.lower, when.upper), on)
    one = found[declared.code, org.pk]
    return one if one.target else None
