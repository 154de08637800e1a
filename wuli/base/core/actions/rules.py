"""Setting dated rules: a new version from a day on; what has already judged records stays as it was."""

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from ..errors import Conflict, Invalid, RuleBroken
from ..models.rules import RuleSet
from ..rules import region_of
from ..rules_registry import RULE_KINDS
from .kernel import Actor, Capability, action, refused_as, require

SET_RULE = Capability("core.set_rule", _("设定规则"), roles={"org_dept", "security_admin"})


class RuleOfThePast(RuleBroken):
    """Days that are over were judged already."""

    code = "core.rule_of_the_past"
    message = _("新规定不能从已经过去的 %(day)s 起施行：那以后的记录已经按当时的规定判过。")
    cure = _("请把施行日期写成 %(today)s 或以后；更早的差错在记录上逐条更正。")


class NotYourRegion(RuleBroken):
    """A unit sets rules for its own division and those below; the nation's come with their law."""

    code = "core.rule_not_your_region"
    message = _("%(org)s 只能为本地区设规则，不能为“%(region)s”设。")
    cure = _("请选本单位所在的行政区划。")


@action("core.set_rule")
def set_rule(
    *,
    actor: Actor,
    org: Any,
    code: str,
    region: str,
    region_name: str = "",
    params: dict[str, Any],
    valid_from: date,
    source: str,
    citation: str = "",
    note: str = "",
    provisional: bool = False,
    today: date,
) -> RuleSet:
    """Put a version of the rule `code` in force for `region` from `valid_from` (today at the earliest).

    It ends the version then in force and itself ends where a later one begins. Locks the versions of
    this rule and region. Raises Invalid, RuleOfThePast, NotYourRegion, and Conflict when two people set
    the same rule at once.
    """
    require(actor, SET_RULE, org)
    own = region_of(org)
    if not own or not region.startswith(own):
        raise NotYourRegion(org=str(org), region=region_name or region or _("全国"))
    if valid_from < today:
        raise RuleOfThePast(day=valid_from, today=today)
    if not source.strip():
        raise Invalid({"source": [_("写明依据：文件名、文号、第几条")]})
    kind = RULE_KINDS[code]
    kept = kind.keep(kind.read(params))
    versions = list(RuleSet.objects.select_for_update().filter(code=code, region=region).order_by("valid"))
    with refused_as(rule_one_in_force=Conflict(), rule_version_once=Conflict()):
        until = _make_room(versions, valid_from)
        return RuleSet.objects.create(
            code=code,
            region=region,
            region_name=region_name,
            valid=DateRange(valid_from, until),
            params=kept,
            source=source.strip(),
            citation=citation,
            note=note,
            provisional=provisional,
            version=max((each.version for each in versions), default=0) + 1,
        )


def _make_room(versions: list[RuleSet], start: date) -> date | None:
    """End the version in force on `start`, and say where the next one begins."""
    following = [each.valid.lower for each in versions if each.valid.lower > start]
    for each in versions:
        if each.valid.lower == start:
            raise Invalid({"valid_from": [_("这一天已经有一个版本开始施行，请换一天")]})
        if each.valid.lower < start and (each.valid.upper is None or each.valid.upper > start):
            each.valid = DateRange(each.valid.lower, start)
            each.save(update_fields=["valid"])
    return min(following, default=None)
