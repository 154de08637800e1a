"""Making and ending rules of supervision. A rule is dated: it is ended and followed, never rewritten."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid, Missing
from wuli.base.core.figures import INDICATORS
from wuli.base.core.said import day
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.actions import may_see

from ..models import SupervisionRule
from ..supervision.watching import is_watchable
from .supervision import SUPERVISE


class RuleThere(Conflict):
    """One rule for an indicator, a cause and a level at a time."""

    code = "campaigns.supervision_rule_there"
    message = _("同一个指标、同样的缘由和范围，已经有一条规则在施行，没有再立一条。")
    cure = _("先停用那一条，或者换一天开始。")


@action("campaigns.make_supervision_rule")
def make_rule(
    *, actor: Actor, org: Org, indicator: str, cause: str, threshold: int, level: str, answer_hours: int,
    from_on: date, source: str,
) -> SupervisionRule:  # fmt: skip
    """Make a rule in force from a day on. Raises RuleThere, Invalid for a cause that cannot be."""
    require(actor, SUPERVISE, org)
    declared = INDICATORS.get(indicator)
    if declared is None or not may_see(actor, declared, org):
        raise Missing()
    faults: dict[str, list[Any]] = {}
    if not is_watchable(declared, cause):
        faults["cause"] = [_now("这个数是时点数，没有“很久没有记录”一说。")]
    if not source.strip():
        faults["source"] = [_now("写明依据：文号或会议。")]
    if faults:
        raise Invalid(faults)
    with refused_as(supervision_rule_once=RuleThere()):
        return SupervisionRule.objects.create(
            org=org, indicator=indicator, cause=cause, threshold=threshold, level=level,
            answer_hours=answer_hours, valid=DateRange(from_on, None), source=source.strip(),
        )  # fmt: skip


@action("campaigns.end_supervision_rule")
def end_rule(*, actor: Actor, rule: SupervisionRule, seen_version: int, on: date) -> SupervisionRule:
    """End a rule from the day `on`; what it opened goes on."""
    require(actor, SUPERVISE, rule.org)
    rule = rule.claim_edit(seen_version)
    if rule.valid.upper is not None:
        raise Conflict()
    if on <= rule.valid.lower:
        raise Invalid({"on": [_now("停用要晚于开始（%(day)s）。") % {"day": day(rule.valid.lower)}]})
    rule.valid = DateRange(rule.valid.lower, on)
    rule.save(update_fields=["valid"])
    return rule
