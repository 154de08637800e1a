"""The side panel: one figure of one unit, its target, what it comes from, who answers for it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wuli.base.core.desk import Debt
from wuli.base.core.figures import Ratio
from wuli.base.orgs.models import Org

from ..cards import FigureCard, address
from ..reading import Figure
from ..targets.progress import Progress, grows
from ..targets.standing import chairs_of
from .matrix import no_value
from .watch import Watch
from .wording import gap_words, rounded

LINES = 5


@dataclass(frozen=True)
class Share:
    """A unit below in a rate: what it has of how many, and how many are missing to the target."""

    org: Org
    figure: Figure
    missing: Any
    url: str


@dataclass
class Panel:
    """What the panel says beyond the figure itself."""

    card: FigureCard
    progress: Progress | None
    watch: Watch

    @property
    def org(self) -> Org:
        """The unit."""
        return self.card.asking.org

    @property
    def gap(self) -> str:
        """What is missing to the target."""
        return gap_words(self.progress) if self.progress else ""

    @property
    def nothing(self) -> str:
        """Why there is no number."""
        return no_value(self.card.figure) if self.card.figure.value is None else ""

    @property
    def forecast(self) -> Any:
        """What a flow will end with at the present pace; a stock and a rate are what they are."""
        return self.progress.forecast if self.progress and grows(self.card.declared) else None

    @property
    def rank(self) -> int | None:
        """The unit's place among those beside it; the whole has none."""
        return self.progress.rank if self.progress and self.org != self.watch.readings.asking.org else None

    @cached_property
    def chair(self) -> str:
        """Who answers for the unit."""
        return chairs_of([self.org], self.card.asking.today).get(self.org.pk, "")

    @property
    def debts(self) -> list[Debt]:
        """What the unit was asked about this figure."""
        return self.watch.asked(self.org, self.card.declared.code)

    @property
    def ask_url(self) -> str:
        """Where it can be asked; only what lags and was not asked yet."""
        lags = self.progress is not None and self.progress.tone in ("late", "warn")
        return self.watch.ask_url(self.org, self.card.declared.code) if lags and not self.debts else ""

    @cached_property
    def shares(self) -> list[Share]:
        """Of a rate: the units below where most is missing."""
        if not isinstance(self.card.declared, Ratio):
            return []
        found = [self._share(org, figure) for org, figure in self.card.children if figure.value is not None]
        return sorted(found, key=lambda share: -(share.missing or 0))[:LINES]

    def _share(self, org: Org, figure: Figure) -> Share:
        target = self.progress.target if self.progress else None
        part, whole = figure.part, figure.whole
        missing = None
        if target and part and whole and whole.value:
            missing = max(0, rounded(target.value * whole.value / 100 - (part.value or 0)).__ceil__())
        return Share(org, figure, missing, address(self.card.declared, org, self.card.asking))
