"""The progress list 进度表: the units below against their targets, as a matrix or one indicator alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.said import percentage
from wuli.base.orgs.models import Org
from wuli.base.people.codes import PostTitle
from wuli.base.people.models import PostTerm

from ..actions import seen_by
from ..asking import Asking
from ..cards import address
from ..models import Target
from ..models.frozen import plain
from ..reading import Asked, Declared, Figure, figures_at
from ..rest import REST, rest_of
from .progress import Overall, Pace, Progress, elapsed_share, overall, progress
from .week import Changes, changes

ORDER = [
    Pace.AHEAD, Pace.ON_TIME, Pace.SLOW, Pace.BEHIND, Pace.NOT_KNOWN, Pace.NOT_BEGUN, Pace.NO_TARGET,
]  # fmt: skip
MOST = 500  # units on one sheet of paper; more are read unit by unit


def chairs_of(orgs: Iterable[Org], on: date) -> dict[Any, str]:
    """Who chairs each unit on that day."""
    terms = PostTerm.objects.in_office(on).filter(org__in=list(orgs), title=PostTitle.CHAIR)
    return dict(terms.values_list("org", "person__name"))


@dataclass(frozen=True)
class Row:
    """A unit's line: where it is, who answers for it, where the figure opens."""

    org: Org
    progress: Progress
    url: str
    chair: str


@dataclass
class Standing:
    """Progress of the units directly below `asking.org` in its period; `code` picks one indicator."""

    asking: Asking
    code: str = ""
    paces: list[Pace] = field(default_factory=lambda: list(ORDER))

    @cached_property
    def orgs(self) -> list[Org]:
        """The units directly below that have a target for the period, in the order of protocol."""
        told = Target.objects.in_force().of_period(self.asking.when).values("org")
        below = Org.objects.children_of(self.asking.org, on=self.asking.day)
        return list(below.filter(pk__in=told)[:MOST])

    @cached_property
    def indicators(self) -> list[Declared]:
        """The indicators with a target here or below that the viewer may see."""
        keys = [self.asking.org.pk, *[org.pk for org in self.orgs]]
        rows = Target.objects.in_force().of_period(self.asking.when).filter(org__in=keys)
        codes = set(rows.values_list("indicator", flat=True))
        return [each for each in seen_by(self.asking.viewer, self.asking.org) if each.code in codes]

    @property
    def chosen(self) -> Declared | None:
        """The indicator that is shown alone; the only one there is."""
        if len(self.indicators) == 1:
            return self.indicators[0]
        return next((each for each in self.indicators if each.code == self.code), None)

    @cached_property
    def whole(self) -> dict[Any, Progress]:
        """The unit's own progress."""
        return self._progress([self.asking.org])

    @cached_property
    def found(self) -> dict[Any, Progress]:
        """The units' progress, all indicators at once."""
        return self._progress(self.orgs)

    def _progress(self, orgs: list[Org]) -> dict[Any, Progress]:
        asking = self.asking
        return progress(
            self.indicators, orgs, asking.when, asking.today, values=self._values, week=self._week
        )  # fmt: skip

    @cached_property
    def _values(self) -> dict[Any, Figure]:
        """The figures of the unit and those below, read once."""
        asking = self.asking
        asked = Asked(asking.when, asking.today)
        return figures_at(self.indicators, [asking.org, *self.orgs], asked) if self.indicators else {}

    @cached_property
    def _week(self) -> Changes:
        asking, orgs = self.asking, [self.asking.org, *self.orgs]
        return changes(self.indicators, orgs, asking.when, asking.today, self._values)

    @property
    def pending(self) -> bool:
        """Whether a figure is still being recomputed."""
        return any(one.figure.pending for one in [*self.found.values(), *self.whole.values()])

    @property
    def elapsed(self) -> Any:
        """Which part of the period has passed."""
        return elapsed_share(self.asking.when, self.asking.today)

    @cached_property
    def chairs(self) -> dict[Any, str]:
        """Who chairs each unit today."""
        return chairs_of(self.orgs, self.asking.today)

    def rows(self, each: Declared) -> list[Row]:
        """The units of one indicator, the fullest first."""
        rows = [self._row(each, org) for org in self.orgs]
        return sorted(rows, key=lambda row: (row.progress.rank or 10**6, row.org.rank, row.org.name_key))

    def _row(self, each: Declared, org: Org) -> Row:
        one = self.found[each.code, org.pk]
        return Row(org, one, address(each, org, self.asking), self.chairs.get(org.pk, ""))

    @property
    def groups(self) -> list[tuple[Any, str, list[Row]]]:
        """The chosen indicator's units by pace: words, tone, rows. Empty groups stay away."""
        if self.chosen is None:
            return []
        rows = self.rows(self.chosen)
        found = [(pace, [row for row in rows if row.progress.pace == pace]) for pace in self.paces]
        return [(pace.label, mine[0].progress.tone, mine) for pace, mine in found if mine]

    @cached_property
    def own(self) -> Row | None:
        """The unit itself for the chosen indicator."""
        if self.chosen is None:
            return None
        one = self.whole[self.chosen.code, self.asking.org.pk]
        return Row(self.asking.org, one, address(self.chosen, self.asking.org, self.asking), "")

    @cached_property
    def points(self) -> dict[Any, Overall]:
        """Points of each unit over its weighted targets."""
        return {each.org.pk: each for each in overall(self.found, self.orgs)}

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The matrix: a line a unit with a cell an indicator, the best first."""
        lines = [
            {
                "org": org,
                "points": self.points.get(org.pk),
                "cells": [self._row(each, org) for each in self.indicators],
                "chair": self.chairs.get(org.pk, ""),
            }
            for org in self.orgs
        ]
        return sorted(lines, key=lambda line: line["points"].rank if line["points"] else 10**6)

    @property
    def whole_cells(self) -> list[Row]:
        """The unit's own line."""
        return [
            Row(
                self.asking.org, self.whole[each.code, self.asking.org.pk],
                address(each, self.asking.org, self.asking), "",
            )
            for each in self.indicators
        ]  # fmt: skip

    def rest(self, each: Declared) -> Any:
        """What of the unit's figure is in none of the units listed; None where there is nothing to say."""
        below = [self.found[each.code, org.pk].actual for org in self.orgs]
        if not below:
            return None
        return rest_of(each, self.whole[each.code, self.asking.org.pk].actual, below) or None

    @property
    def rests(self) -> list[Any]:
        """The rest of each indicator for the matrix; empty where there is none at all."""
        found = [self.rest(each) for each in self.indicators]
        return found if any(found) else []

    @property
    def chosen_rest(self) -> Any:
        """The rest of the chosen indicator."""
        return self.rest(self.chosen) if self.chosen else None

    def sheet(self) -> Iterator[list[Any]]:
        """The same as lines of a sheet: every unit and indicator with all that the page shows."""
        yield [
            _("指标"), _("单位"), _("名次"), _("目标值"), _("完成"), _("计量单位"), _("完成率"),
            _("时间过去"), _("按现在进度，到期末"), _("比上周"), _("进度"), _("主席"), _("数到哪天"),
        ]  # fmt: skip
        for each in [self.chosen] if self.chosen else self.indicators:
            for row in self.rows(each):
                yield self._cells(each, row)
            if rest := self.rest(each):
                told = [str(each.name), str(REST), "", "", plain(rest), str(each.unit.label)]
                yield [*told, *[""] * 6, self.asking.day.isoformat()]

    def _cells(self, each: Declared, row: Row) -> list[Any]:
        one = row.progress
        return [
            str(each.name), row.org.name, one.rank or "",
            _number(one.target.value if one.target else None), _number(one.actual),
            str(each.unit.label),
            percentage(one.done), percentage(one.elapsed), _number(one.forecast), one.change_words,
            str(one.pace.label), row.chair, self.asking.day.isoformat(),
        ]  # fmt: skip


def _number(value: Any) -> Any:
    """A number for a sheet; a dash where there is none."""
    return "—" if value is None else plain(value)
