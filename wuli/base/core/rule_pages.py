"""What the pages of the rules say: which version holds where, and which are past or to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import reach
from .models.rules import RuleSet, regions_above
from .rules_registry import RULE_KINDS, RuleKind

NATION = _("全国")


@dataclass(frozen=True)
class Place:
    """Where the viewer works: whose rules the page shows."""

    region: str
    name: str | Promise


def place_of(user: Any) -> Place:
    """The division of the viewer's uppermost unit; without one, the nation."""
    for unit in reach.granted_units(user, "orgs.view").select_related("region")[:5]:
        if unit.region_id:
            return Place(unit.region_id, unit.region.name)
    return Place("", NATION)


@dataclass(frozen=True)
class VersionTold:
    """A version in words: its values, and whether it holds, is over or is to come."""

    row: RuleSet
    values: list[tuple[str, str]]
    state: str  # now, past or later

    @property
    def region(self) -> str | Promise:
        """The place it is for."""
        return self.row.region_name or self.row.region or NATION

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return {"now": "ok", "later": "doing"}.get(self.state, "neutral")

    @property
    def state_words(self) -> str | Promise:
        """Its state in words."""
        return {"now": _("施行中"), "later": _("将施行"), "past": _("已废止")}[self.state]


@dataclass(frozen=True)
class RuleTold:
    """A rule and the version that holds; None where nobody has set one."""

    kind: RuleKind
    version: VersionTold | None


def rules_told(region: str, today: date) -> list[RuleTold]:
    """Every rule with the version in force at `region`: one query for all."""
    rows = RuleSet.objects.filter(region__in=regions_above(region)).in_force(today)
    speaks: dict[str, RuleSet] = {}
    for row in sorted(rows, key=lambda row: len(row.region)):
        speaks[row.code] = row
    return [
        RuleTold(kind, _told(kind, speaks[code], today) if code in speaks else None)
        for code, kind in sorted(RULE_KINDS.items(), key=lambda item: item[0])
    ]


def params_in_force(kind: RuleKind, region: str, today: date) -> dict[str, Any]:
    """What is kept for the rule at `region` today, to begin a new version from."""
    row = RuleSet.objects.filter(code=kind.code).for_place(region).in_force(today).first()
    return row.params if row else {}


def versions_told(kind: RuleKind, today: date) -> list[VersionTold]:
    """All versions of a rule, the nation first, then by place, newest first."""
    rows: Iterable[RuleSet] = RuleSet.objects.filter(code=kind.code).order_by("region", "-version")
    return [_told(kind, row, today) for row in rows]


def _told(kind: RuleKind, row: RuleSet, today: date) -> VersionTold:
    begins, ends = row.valid.lower, row.valid.upper
    state = "later" if begins > today else "past" if ends is not None and ends <= today else "now"
    return VersionTold(row, kind.shown(row.params), state)
