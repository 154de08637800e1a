"""Everything that the leader's page reads, each thing once: a handful of queries whatever stands below."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wuli.base.orgs.models import Org

from ..actions import seen_by
from ..asking import Asking
from ..models import Target
from ..reading import Declared, Figure, figures_at
from ..targets.progress import Pace, Progress, progress

MOST_UNITS = 500  # units that are compared; those of a larger unit are found on their own pages
GOALS, KEY = "goals", "key"


@dataclass
class Readings:
    """The figures and targets of a unit and those below it, for one set of indicators."""

    asking: Asking
    chosen_set: str = ""
    map_code: str = ""

    @cached_property
    def indicators(self) -> list[Declared]:
        """What the viewer may see here."""
        return seen_by(self.asking.viewer, self.asking.org)

    @cached_property
    def by_code(self) -> dict[str, Declared]:
        """The same by code."""
        return {each.code: each for each in self.indicators}

    @property
    def key(self) -> list[Declared]:
        """The few of each strength that come first."""
        return [each for each in self.indicators if each.key]

    @cached_property
    def units(self) -> list[Org]:
        """The units below that are compared, in the order of protocol."""
        return self.asking.below(MOST_UNITS)

    @cached_property
    def goals(self) -> list[Declared]:
        """What has a target for this very period, here or below."""
        keys = [self.asking.org.pk, *[org.pk for org in self.units]]
        rows = Target.objects.in_force().of_period(self.asking.when).filter(org__in=keys)
        codes = set(rows.order_by().values_list("indicator", flat=True).distinct())
        return [each for each in self.indicators if each.code in codes]

    @cached_property
    def goal_codes(self) -> set[str]:
        """The codes of the goals."""
        return {each.code for each in self.goals}

    @cached_property
    def shown_set(self) -> str:
        """The set that is shown: the one asked for when it has something to show, else goals, else key."""
        strengths = {str(int(each.strength)) for each in self.indicators if each.strength}
        if self.chosen_set in strengths or self.chosen_set == KEY:
            return self.chosen_set
        return GOALS if self.goals else KEY

    @cached_property
    def columns(self) -> list[Declared]:
        """The indicators of the set that is shown."""
        if self.shown_set == GOALS:
            return self.goals
        if self.shown_set == KEY:
            return self.key or self.indicators[:6]
        return [each for each in self.indicators if str(int(each.strength or 0)) == self.shown_set]

    @cached_property
    def mapped(self) -> Declared | None:
        """The indicator that colours the map: the one asked for, else where most units are behind.

        Where none is, the one of which most units have a number.
        """
        chosen = self.by_code.get(self.map_code)
        return chosen or max(self.columns, key=self._behind, default=None)

    def _behind(self, each: Declared) -> tuple[int, int]:
        """How many units are behind in it, and how many have a number; the first column wins a tie."""
        red = sum(one.pace == Pace.BEHIND for (code, _org), one in self.below.items() if code == each.code)
        return red, sum(self.values[each.code, org.pk].value is not None for org in self.units)

    @cached_property
    def values(self) -> dict[Any, Figure]:
        """Every figure of the page by (code, unit)."""
        wanted = {each.code: each for each in [*self.columns, *self.key, *self.goals]}
        if chosen := self.by_code.get(self.map_code):
            wanted[chosen.code] = chosen
        return figures_at(list(wanted.values()), [self.asking.org, *self.units], self.asking.asked)

    @cached_property
    def whole(self) -> dict[Any, Progress]:
        """The unit's own progress in all its goals, by (code, unit)."""
        return self._progress([self.asking.org])

    @cached_property
    def below(self) -> dict[Any, Progress]:
        """The progress of every unit below, by (code, unit)."""
        return self._progress(self.units)

    def _progress(self, orgs: list[Org]) -> dict[Any, Progress]:
        asking = self.asking
        found = progress(
            self.goals, orgs, asking.when, asking.today,
            reading=asking.reading, values=self.values, with_week=False,
        )  # fmt: skip
        return {place: one for place, one in found.items() if one.target}

    def progress_of(self, code: str, org: Org) -> Progress | None:
        """How far a unit is in one of its goals; None where it has no target."""
        found = self.whole if org.pk == self.asking.org.pk else self.below
        return found.get((code, org.pk))

    @property
    def pending(self) -> bool:
        """Whether anything on the page is still being recomputed."""
        return any(figure.pending for figure in self.values.values())
