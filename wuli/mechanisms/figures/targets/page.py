"""Everything on the page of one target: progress, parts, gap, proposals, versions, and what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from wuli.base.core.figures import Period, Ratio

from ..actions import PROPOSE, SET
from ..asking import Asking
from ..cards import address
from ..models import Target, TargetGap, TargetPart, TargetProposal, TargetSplit
from ..rows import THEN
from .drafting import gap_now, units_below, upper_of
from .progress import Progress, progress


@dataclass
class TargetPage:
    """One target as `viewer` sees it on the day `today`."""

    target: Target
    viewer: Any
    today: date

    @cached_property
    def progress(self) -> Progress | None:
        """How far the unit is; None when the indicator is no longer declared."""
        return self.along([self.target.org]).get((self.target.indicator, self.target.org_id))

    def along(self, orgs: Iterable[Any]) -> dict[Any, Progress]:
        """Progress at several units for this indicator and period."""
        declared = self.target.declared
        return progress([declared], list(orgs), self.target.when, self.today) if declared else {}

    @property
    def url(self) -> str:
        """Where the figure opens to its rows."""
        return self.figure_url(self.target.org)

    def figure_url(self, org: Any) -> str:
        """Where the figure of `org` opens to its rows, over the same period."""
        asking = Asking(self.viewer, org, self.target.when, THEN, self.today)
        return address(self.target.declared, org, asking) if self.target.declared else ""

    @cached_property
    def upper(self) -> Target | None:
        """The target of the unit above that this one is a part of, if the viewer may see it."""
        upper = upper_of(self.target)
        return upper if upper and self.viewer.has_perm("figures.view", upper.org) else None

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """The targets in force below with their progress, the fullest first."""
        parts = list(Target.objects.parts_of(self.target).select_related("org"))
        along = self.along([part.org for part in parts]) if parts else {}
        lines = [
            {
                "target": part,
                "progress": along.get((part.indicator, part.org_id)),
                "url": self.figure_url(part.org),
            }
            for part in parts
        ]
        return sorted(lines, key=lambda line: _rank(line["progress"]))

    @cached_property
    def gone(self) -> list[Target]:
        """Targets in force of units that are no longer there: their part hangs in the air."""
        absent = [each.org.pk for each in self.below.absent]
        cell = {"indicator": self.target.indicator, "period": self.target.period, "org__in": absent}
        return list(Target.objects.in_force().filter(**cell).select_related("org")) if absent else []

    @cached_property
    def below(self) -> Any:
        """The units directly below."""
        return units_below(self.target.org, self.target.when)

    @cached_property
    def gap(self) -> Decimal | None:
        """What the parts leave of the target; None while it is not split."""
        return gap_now(self.target, self.today)

    @property
    def gap_size(self) -> Decimal:
        """The gap without its sign."""
        return abs(self.gap or Decimal(0))

    @cached_property
    def gap_note(self) -> TargetGap | None:
        """The explanation of exactly this gap, if somebody gave it."""
        last = self.target.gaps.select_related("made_by").order_by("-created_at", "-pk").first()
        return last if last and last.gap == self.gap else None

    @property
    def is_stock(self) -> bool:
        """Whether the figure is read on a day."""
        return bool(self.target.declared) and self.target.declared.period == Period.AS_OF  # type: ignore[union-attr]

    @property
    def whole_name(self) -> Any:
        """Of a rate: by what the units weigh when their rates are put together."""
        declared = self.target.declared
        return declared.whole.name if isinstance(declared, Ratio) else ""

    @property
    def is_distinct(self) -> bool:
        """Whether one person may be counted at several units, so that parts can make more than the whole."""
        return bool(getattr(self.target.declared, "distinct", False))

    @cached_property
    def split(self) -> TargetSplit | None:
        """The last splitting."""
        return self.target.splits.select_related("made_by").order_by("-created_at", "-pk").first()

    @cached_property
    def left_out(self) -> list[TargetPart]:
        """The units that the last split left out, and why."""
        return list(self.split.parts.exclude(left_out="").select_related("org")) if self.split else []

    @cached_property
    def versions(self) -> list[Target]:
        """Every target there ever was for this cell, the newest first."""
        told = {"indicator": self.target.indicator, "org": self.target.org_id, "period": self.target.period}
        return list(
            Target.objects.filter(**told).select_related("made_by", "set_by").order_by("-created_at", "-pk")
        )

    @property
    def current(self) -> Target | None:
        """The version in force, when this is another one."""
        return next((t for t in self.versions if t.state == "in_force" and t.pk != self.target.pk), None)

    @cached_property
    def proposals(self) -> QuerySet[TargetProposal]:
        """What the unit proposed, over all versions."""
        asked = TargetProposal.objects.filter(target__in=[each.pk for each in self.versions])
        return asked.select_related("target", "made_by", "answered_by").order_by("-created_at")

    @cached_property
    def asked_below(self) -> list[TargetProposal]:
        """Open proposals of the units below, which wait for this unit's answer."""
        below = Target.objects.parts_of(self.target).filter(set_by=self.target.org)
        asked = TargetProposal.objects.filter(target__in=below, state="open")
        return list(asked.select_related("target__org", "made_by").order_by("created_at"))

    @property
    def open_proposal(self) -> TargetProposal | None:
        """The unit's own proposal that waits."""
        return next((each for each in self.proposals if each.state == "open"), None)

    @property
    def split_kind(self) -> str:
        """How the button for splitting looks: the first thing to do, unless it is done or an answer waits."""
        return "plain" if self.parts or self.steps["answer"] else "primary"

    @cached_property
    def steps(self) -> dict[str, bool]:
        """Which buttons stand on the page: those that the state and the viewer's grants allow."""
        target, state = self.target, self.target.state
        decides = self.viewer.has_perm(SET.code, target.set_by)
        splits = self.viewer.has_perm(SET.code, target.org)
        asks = self.viewer.has_perm(PROPOSE.code, target.org) and not target.is_own and not decides
        in_force, draft = state == Target.State.IN_FORCE, state == Target.State.DRAFT
        return {
            "begin": decides and draft,
            "change": decides and (in_force or draft),
            "withdraw": decides and (in_force or draft),
            "answer": decides and self.open_proposal is not None,
            "split": splits and in_force and bool(self.below.there),
            "explain": splits and in_force and bool(self.gap) and self.gap_note is None,
            "propose": asks and in_force and self.open_proposal is None,
            "take_back": asks and self.open_proposal is not None,
        }


def _rank(one: Progress | None) -> tuple[int, int]:
    return (one.rank or 10**6, one.org.rank) if one else (10**6, 0)
