"""What is red and who owes what: units behind their targets, whoever answers, what was asked of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from wuli.base.core.desk import Debt, DebtSource, offered
from wuli.base.core.figures import Unit
from wuli.base.core.said import number, with_unit
from wuli.base.orgs.models import Org

from ..cards import address
from ..reading import Declared
from ..targets.progress import Pace, Progress
from ..targets.standing import chairs_of
from .matrix import no_value
from .readings import Readings
from .wording import gap_words

MOST = 8


@dataclass(frozen=True)
class RedLine:
    """A unit behind its target: what is missing, who answers, what was asked already, where to ask."""

    org: Org
    declared: Declared
    progress: Progress
    url: str
    key: str
    chair: str
    debt: Debt | None
    ask_url: str

    @property
    def reached(self) -> str:
        """What is reached of what: 2 / 3 场, 76% / 90%."""
        one, unit = self.progress, self.declared.unit
        actual = with_unit(one.actual, unit) if unit == Unit.PERCENT else number(one.actual)
        return f"{actual} / {with_unit(one.target.value, unit) if one.target else '—'}"

    @property
    def gap(self) -> str:
        """What is missing, in words."""
        if self.progress.actual is None:
            return no_value(self.progress.figure)
        return gap_words(self.progress)


@dataclass
class Watch:
    """The red cells of the page with who owes what about them, and the other debts of the unit's tree."""

    readings: Readings
    at: datetime

    @cached_property
    def behind(self) -> list[Progress]:
        """Every unit below that is behind one of the goals, the furthest behind first."""
        red = [one for one in self.readings.below.values() if one.pace == Pace.BEHIND]
        return sorted(red, key=lambda one: (one.done or 0, one.org.rank, one.org.name_key))

    @cached_property
    def debts(self) -> list[Debt]:
        """What is owed here and below, of all who know of debts; the late ones first."""
        asking = self.readings.asking
        found = [
            debt for source in offered(DebtSource) for debt in source.load(asking.viewer, asking.org, self.at)
        ]
        return sorted(found, key=lambda debt: (not debt.late, debt.due_at is None, debt.due_at or self.at))

    @cached_property
    def lines(self) -> list[RedLine]:
        """The first red ones."""
        shown = self.behind[:MOST]
        chairs = chairs_of([one.org for one in shown], self.readings.asking.today) if shown else {}
        return [self._line(one, chairs.get(one.org.pk, "")) for one in shown]

    def _line(self, one: Progress, chair: str) -> RedLine:
        declared, org = one.figure.indicator, one.org
        asked = self._asked.get((org.pk, declared.code), [])
        return RedLine(
            org=org, declared=declared, progress=one, url=address(declared, org, self.readings.asking),
            key=f"{org.pk}:{declared.code}", chair=chair, debt=asked[0] if asked else None,
            ask_url="" if asked else self.ask_url(org, declared.code),
        )  # fmt: skip

    @cached_property
    def _asked(self) -> dict[tuple[Any, str], list[Debt]]:
        found: dict[tuple[Any, str], list[Debt]] = defaultdict(list)
        for debt in self.debts:
            found[debt.org_pk, debt.code].append(debt)
        return found

    def asked(self, org: Any, code: str) -> list[Debt]:
        """What a unit was asked about an indicator."""
        return self._asked.get((org.pk, code), [])

    def ask_url(self, org: Any, code: str) -> str:
        """Where the viewer can ask a unit below about an indicator; empty where they may not."""
        asking = self.readings.asking
        if not self._ask_at or org.pk == asking.org.pk:
            return ""
        told = {"org": org.pk, "indicator": code, "period": asking.when.code}
        return f"{self._ask_at}?{urlencode(told)}"

    @cached_property
    def _ask_at(self) -> str:
        viewer, org = self.readings.asking.viewer, self.readings.asking.org
        addresses = [source.ask(viewer, org) for source in offered(DebtSource) if source.ask]
        return next((address for address in addresses if address), "")

    @property
    def more(self) -> int:
        """How many red ones are not listed."""
        return max(0, len(self.behind) - MOST)

    @cached_property
    def others(self) -> list[Debt]:
        """Debts that no red line stands for, the late ones first."""
        told = {(line.org.pk, line.declared.code) for line in self.lines}
        return [debt for debt in self.debts if (debt.org_pk, debt.code) not in told][:MOST]

    @property
    def late_debts(self) -> int:
        """How many are past their time."""
        return sum(debt.late for debt in self.debts)

    @property
    def units_behind(self) -> list[Org]:
        """The units that are behind anywhere, each once."""
        return list({one.org.pk: one.org for one in self.behind}.values())
