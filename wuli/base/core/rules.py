"""Asking dated rules: `rules.at("orgs.union_term", org, day)` gives the value in force with its source."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Cast, Length
from django.utils.translation import gettext_lazy as _

from .errors import WuliError
from .models.rules import RuleSet
from .rules_registry import RULE_KINDS


class NoRuleInForce(WuliError):
    """Nobody has set this rule for the place and the day, so nothing may be judged by it."""

    code = "core.no_rule_in_force"
    status = 422
    message = _("“%(name)s”在 %(day)s 没有施行的规定，这一步没法判断。")
    cure = _("请组织部门在“设置 - 规则”里补上这一天的规定。")


@dataclass(frozen=True)
class InForce:
    """What a rule says: the value, the row that says it, and the text of law behind it.

    `value` is the one parameter of the rule, or a dict of all of them. Keep `ruleset_id` in the record
    that was judged.
    """

    code: str
    value: Any
    version: int
    ruleset_id: UUID
    source: str
    citation: str
    region: str
    provisional: bool

    def __getitem__(self, param: str) -> Any:
        return self.value[param] if isinstance(self.value, dict) else {param: self.value}[param]


def at(code: str, place: Any, day: date) -> InForce:
    """The rule `code` at `place` on `day`: the most specific division that has one speaks.

    `place` is a division code, a record with `region_id` (a unit, an employer), or None for the nation.
    Raises NoRuleInForce.
    """
    kind = RULE_KINDS[code]
    spoken = RuleSet.objects.filter(code=code).for_place(region_of(place)).in_force(day).first()
    if spoken is None:
        raise NoRuleInForce(name=kind.name, day=day)
    return told_by(spoken)


def each(code: str, param: str, region: str, day: date) -> Cast:
    """A whole number of the rule `code` for every row of a query, by the division in the column `region`.

    The same as `at` for each row: the most specific division speaks. NULL where nobody has set the rule.
    """
    spoken = RuleSet.objects.filter(code=code).in_force(day).order_by(Length("region").desc())
    kind = RULE_KINDS[code]
    said = [(row.region, Value(kind.read(row.params)[param])) for row in spoken]
    local = [When(**{f"{region}__startswith": place}, then=number) for place, number in said if place]
    nation = next((number for place, number in said if not place), None)
    return Cast(Case(*local, default=nation, output_field=IntegerField()), IntegerField())


def told_by(ruleset: RuleSet) -> InForce:
    """What this version says; also for judging an old record again by the version it keeps."""
    values = RULE_KINDS[ruleset.code].read(ruleset.params)
    return InForce(
        code=ruleset.code,
        value=next(iter(values.values())) if len(values) == 1 else values,
        version=ruleset.version,
        ruleset_id=ruleset.pk,
        source=ruleset.source,
        citation=ruleset.citation,
        region=ruleset.region,
        provisional=ruleset.provisional,
    )


def region_of(place: Any) -> str:
    """The division code of `place`; an empty text is the nation."""
    if place is None or isinstance(place, str):
        return place or ""
    return getattr(place, "region_id", None) or ""
