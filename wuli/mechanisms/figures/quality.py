"""How far the records behind figures can be trusted: silent, late, odd, contradictory, unproven."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q

from wuli.base.core import rules
from wuli.base.core.figures import SAME_UNITS, Indicator, Period, SameUnits
from wuli.base.orgs.models import Org

from .actions import may_see, seen_by
from .asking import Asking
from .cards import address
from .columns import cell_of, columns_of, relations_of
from .models import Cell
from .rows import rows_of
from .times import TimeRange, first_of_month

SHOWN = 20  # rows of a finding that are named; the others are counted
LEAST = 10  # a month with fewer is never odd
ENOUGH = 3  # months with records that say what is usual


@dataclass(frozen=True)
class Silent:
    """A unit that has recorded nothing for long, or never: `last` is the last month with a record."""

    indicator: Indicator
    org: Org
    last: date | None


@dataclass(frozen=True)
class Odd:
    """A month far above what the unit usually has."""

    indicator: Indicator
    org: Org
    month: date
    value: Any
    usual: Any
    url: str


@dataclass(frozen=True)
class Rows:
    """Rows of an indicator that have a fault in common: how many of how many, and the first of them."""

    indicator: Indicator
    count: int
    total: int
    first: list[Any]

    @property
    def told(self) -> list[tuple[str, str, Any]]:
        """The first rows as the indicator shows them: words, address, day."""
        columns = columns_of(self.indicator)[:2]
        lines = []
        for row in self.first:
            cells = [cell_of(column, row) for column in columns]
            words = " · ".join(str(text) for text, _url in cells)
            lines.append(
                (words, next((url for _text, url in cells if url), ""), getattr(row, "fig_day", None))
            )
        return lines


@dataclass(frozen=True)
class Contradiction:
    """Two lists of units that should be one: how long each is, and which stand in one only."""

    pair: SameUnits
    one: int
    other: int
    only_one: list[Org]
    only_other: list[Org]


@dataclass
class Quality:
    """What should be looked at in the records of a unit and those below it, for one stretch of time."""

    asking: Asking

    @cached_property
    def rule(self) -> dict[str, Any]:
        """Since when a record is late, a unit silent, a month odd."""
        return rules.at("figures.record_quality", self.asking.org, self.asking.today)

    @cached_property
    def flows(self) -> list[Indicator]:
        """What the viewer may see that happens within a period."""
        seen = seen_by(self.asking.viewer, self.asking.org)
        return [each for each in seen if isinstance(each, Indicator) and each.period == Period.WITHIN]

    @cached_property
    def cells(self) -> dict[tuple[str, UUID], dict[date, Any]]:
        """Month by month what the units directly below have, in one query."""
        since = first_of_month(self.asking.today - timedelta(days=400))
        cells = Cell.objects.filter(
            indicator__code__in=[each.code for each in self.flows], org__in=self.asking.children,
            dimension="", part="",
        ).values_list("indicator__code", "org", "month", "subtree")  # fmt: skip
        found: dict[tuple[str, UUID], dict[date, Any]] = defaultdict(dict)
        for code, org, month, value in cells.filter(month__gte=since):
            found[code, org][month] = value
        return found

    @cached_property
    def silent(self) -> list[Silent]:
        """Units without a record for longer than the rule allows; what nobody records is left out."""
        last = self._last_months()
        edge = first_of_month(self.asking.today - timedelta(days=self.rule["silent_days"]))
        return [
            Silent(each, org, last.get((each.code, org.pk)))
            for each in self.flows
            if not each.complete and any(code == each.code for code, _org in last)
            for org in self.asking.children
            if (last.get((each.code, org.pk)) or date.min) < edge
        ]

    @property
    def silent_by(self) -> list[tuple[Indicator, list[Silent]]]:
        """The same by indicator, so that one line names all its units."""
        found: dict[str, list[Silent]] = defaultdict(list)
        for each in self.silent:
            found[each.indicator.code].append(each)
        return [(units[0].indicator, units) for units in found.values()]

    def _last_months(self) -> dict[tuple[str, UUID], date]:
        cells = Cell.objects.filter(
            indicator__code__in=[each.code for each in self.flows], org__in=self.asking.children,
            dimension="", part="", month__lte=self.asking.today,
        )  # fmt: skip
        latest = cells.values_list("indicator__code", "org").annotate(last=Max("month"))
        return {(code, org): month for code, org, month in latest}

    @cached_property
    def odd(self) -> list[Odd]:
        """Months of the stretch that are far above the median of the others."""
        found = []
        for each in self.flows:
            for org in self.asking.children:
                months = self.cells.get((each.code, org.pk), {})
                found += [
                    self._odd(each, org, month, value, usual)
                    for month, value in sorted(months.items())
                    if self.asking.when.start <= month < self.asking.when.end
                    and (usual := _usual(months, month)) is not None
                    and value >= LEAST
                    and value >= usual * self.rule["outlier_times"]
                ]
        return found

    def _odd(self, each: Indicator, org: Org, month: date, value: Any, usual: Any) -> Odd:
        asking = Asking(
            self.asking.viewer, org, TimeRange.month(month), self.asking.reading, self.asking.today
        )
        return Odd(each, org, month, value, usual, address(each, org, asking))

    @cached_property
    def late(self) -> list[Rows]:
        """Rows that were written down long after the day on which it happened."""
        days = timedelta(days=self.rule["late_days"])
        found = []
        for each in self._once([flow for flow in self.flows if flow.recorded]):
            found += self._faulty([each], Q(**{f"{each.recorded}__date__gt": F("fig_day") + days}))
        return found

    @cached_property
    def unproven(self) -> list[Rows]:
        """Rows that should have evidence and have none."""
        found = []
        for each in self._once([flow for flow in self.flows if flow.evidence]):
            found += self._faulty([each], Q(**{f"{each.evidence}__isnull": True}))
        return found

    @staticmethod
    def _once(indicators: list[Indicator]) -> list[Indicator]:
        """Of those that count the same rows (each time, and each person once) the first."""
        kept: dict[Any, Indicator] = {}
        for each in indicators:
            kept.setdefault((each.rows.model, str(each.rows.query)), each)
        return list(kept.values())

    def _faulty(self, indicators: list[Indicator], fault: Q) -> list[Rows]:
        found = []
        for each in indicators:
            rows: Any = rows_of(each, self.asking.org.pk, self.asking.when, today=self.asking.today)
            counts = rows.aggregate(total=Count("pk"), faulty=Count("pk", filter=fault))
            if counts["faulty"]:
                seen = rows.filter(fault).visible_to(self.asking.viewer, each.view_capability)
                first = list(seen.select_related(*relations_of(each)).order_by("-fig_day", "-pk")[:SHOWN])
                found.append(Rows(each, counts["faulty"], counts["total"], first))
        return found

    @cached_property
    def uncountable(self) -> list[Rows]:
        """Rows that the viewer may see and no figure can count, for their unit or day is empty."""
        found = []
        for each in self.flows:
            names = [name for name in (each.org, each.day) if _may_be_empty(each, name)]
            if names:
                empty = Q(*[(f"{name}__isnull", True) for name in names], _connector=Q.OR)
                source: Any = each.rows
                seen = source.visible_to(self.asking.viewer, each.view_capability)
                if count := seen.filter(empty).count():
                    named = seen.filter(empty).select_related(*relations_of(each))
                    first = list(named.order_by("-pk")[:SHOWN])
                    found.append(Rows(each, count, seen.count(), first))
        return found

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Lists that should be the same and are not, with both lengths and the units of one only."""
        found = []
        for pair in SAME_UNITS.values():
            sides = (*pair.one, *pair.other)
            if all(may_see(self.asking.viewer, each, self.asking.org) for each in sides):
                one, other = self._units(pair.one), self._units(pair.other)
                if one != other and one:
                    names = Org.objects.in_bulk(one ^ other)
                    order = sorted(names.values(), key=lambda org: (org.rank, org.name_key))
                    found.append(
                        Contradiction(
                            pair, len(one), len(other),
                            [org for org in order if org.pk in one],
                            [org for org in order if org.pk in other],
                        )
                    )  # fmt: skip
        return found

    def _units(self, indicators: tuple[Indicator, ...]) -> set[UUID]:
        found: set[UUID] = set()
        for each in indicators:
            rows = rows_of(each, self.asking.org.pk, self.asking.when, today=self.asking.today)
            found |= set(rows.values_list("fig_org", flat=True))
        return found

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        lists = (
            self.contradictions, self.silent, self.late, self.odd, self.unproven, self.uncountable,
        )  # fmt: skip
        return not any(lists)


def _usual(months: dict[date, Any], but: date) -> Any:
    others = [value for month, value in months.items() if month != but]
    return median(others) if len(others) >= ENOUGH else None


def _may_be_empty(each: Indicator, name: str) -> bool:
    field: Any = each.rows.model._meta.pk if name == "pk" else each.rows.model._meta.get_field(name)
    return field.null
