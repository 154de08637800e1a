"""The verbs of the rule library: draft, issue with a number, replace, repeal, adopt."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.numbering import next_number
from wuli.base.orgs.models import Org, OrgClosure

from ..models import Adoption, Duty, RuleDoc, Turn
from ..rule_kinds import RULE_SERIES
from ._giving import user_of
from .capabilities import PLAN, WORK
from .turns import write_turns


class NoDuties(RuleBroken):
    """A rule that asks for nothing cannot be lived by."""

    code = "campaigns.no_duties"
    message = _("“%(title)s”还没有一条规定动作，发不出去。")
    cure = _("先写明做什么、多久一次。")


class RuleNotBinding(RuleBroken):
    """Only what is in force is adopted, and only from above."""

    code = "campaigns.rule_not_binding"
    message = _("“%(title)s”没有在施行，或者不管%(org)s。")


class AdoptedAlready(Conflict):
    """A unit adopts a rule once."""

    code = "campaigns.adopted_already"
    message = _("%(org)s已经在落实“%(title)s”。")


class RuleIssued(RuleBroken):
    """What was issued is not rewritten; it gets a new version."""

    code = "campaigns.rule_issued"
    message = _("“%(title)s”已经发出，不能再改。")
    cure = _("要改，就出新的一版。")


@action("campaigns.draft_rule")
def draft_rule(
    *, actor: Actor, org: Org, title: str, scope: str, body: str, source: str = "", sample: bool = False
) -> RuleDoc:
    """Draft a rule document 草拟制度 of `org`."""
    require(actor, PLAN, org)
    return RuleDoc.objects.create(org=org, title=title, scope=scope, body=body, source=source, sample=sample)


@action("campaigns.add_duty")
def add_duty(
    *,
    actor: Actor,
    rule: RuleDoc,
    title: str,
    cycle: str,
    every: int | None = None,
    within: int = 5,
    needs_paper: bool = True,
) -> Duty:
    """Say what a drafted rule asks for 规定动作, how often, and how soon after each period."""
    require(actor, PLAN, rule.org)
    if rule.state != RuleDoc.State.DRAFT:
        raise RuleIssued(title=rule.title)
    wrong: dict[str, list[Any]] = {}
    if cycle not in Duty.Cycle.values:
        wrong["cycle"] = [_("没有这个周期。")]
    if (cycle == Duty.Cycle.WORKDAYS) != bool(every):
        wrong["every"] = [_("按工作日算的写隔几天，其他周期空着。")]
    if not 0 <= within <= 60:
        wrong["within"] = [_("0 到 60 个工作日。")]
    if wrong:
        raise Invalid(wrong)
    return Duty.objects.create(
        rule=rule, title=title, cycle=cycle, every=every, within=within, needs_paper=needs_paper
    )


@action("campaigns.revise_rule")
def revise_rule(*, actor: Actor, rule: RuleDoc) -> RuleDoc:
    """Begin a new version 新版 of a rule that is in force: its text and duties, to be changed and issued."""
    require(actor, PLAN, rule.org)
    if rule.state != RuleDoc.State.ISSUED:
        raise RuleNotBinding(title=rule.title, org=str(rule.org))
    with refused_as(campaigns_ruledoc_replaces_id_key=Conflict()):
        new = RuleDoc.objects.create(
            org=rule.org, title=rule.title, scope=rule.scope, body=rule.body, source=rule.source,
            sample=rule.sample, edition=rule.edition + 1, replaces=rule,
        )  # fmt: skip
    Duty.objects.bulk_create(
        Duty(
            rule=new, title=d.title, cycle=d.cycle, every=d.every, within=d.within, needs_paper=d.needs_paper
        )
        for d in rule.duties.all()
    )
    return new


@action("campaigns.correct_rule")
def correct_rule(
    *, actor: Actor, rule: RuleDoc, seen_version: int, title: str, scope: str, body: str, source: str = ""
) -> RuleDoc:
    """Correct the text of a draft. RuleIssued afterwards, Conflict when somebody was quicker."""
    require(actor, PLAN, rule.org)
    rule = rule.claim_edit(seen_version)
    if rule.state != RuleDoc.State.DRAFT:
        raise RuleIssued(title=rule.title)
    rule.title, rule.scope, rule.body, rule.source = title, scope, body, source
    rule.save()
    return rule


@action("campaigns.issue_rule")
def issue_rule(*, actor: Actor, rule: RuleDoc, effective_from: date, at: datetime) -> RuleDoc:
    """Issue a rule 印发 with the unit's next number. What it replaces ends on that day, and its units go on
    under the new version. Raises NoDuties, and NoWord when the unit has no word to number with."""
    require(actor, PLAN, rule.org)
    rule = RuleDoc.objects.locked(rule.pk)
    if not rule.duties.exists():
        raise NoDuties(title=rule.title)
    old = rule.replaces
    if old and old.effective_from and effective_from <= old.effective_from:
        raise Invalid({"effective_from": [_("新版要晚于旧版施行。")]})
    rule.effective_from = effective_from
    rule.number = next_number(series=RULE_SERIES, org=rule.org, year=timezone.localdate(at).year)
    rule.save(update_fields=["effective_from", "number"])
    rule.move_to(RuleDoc.State.ISSUED)
    if old:
        _repeal(old, effective_from)
        Adoption.objects.bulk_create(
            Adoption(rule=rule, org_id=each.org_id, adopted_on=effective_from, adopted_by=each.adopted_by)
            for each in old.adoptions.all()
        )
        write_turns(Adoption.objects.filter(rule=rule), timezone.localdate(at))
    return rule


@action("campaigns.repeal_rule")
def repeal_rule(*, actor: Actor, rule: RuleDoc, repealed_on: date) -> RuleDoc:
    """Repeal a rule 废止 from a day: turns of later periods need not be done any more."""
    require(actor, PLAN, rule.org)
    rule = RuleDoc.objects.locked(rule.pk)
    if rule.effective_from and repealed_on < rule.effective_from:
        raise Invalid({"repealed_on": [_("还没施行，就到了废止的那天。")]})
    return _repeal(rule, repealed_on)


def _repeal(rule: RuleDoc, on: date) -> RuleDoc:
    rule.repealed_on = on
    rule.save(update_fields=["repealed_on"])
    rule.move_to(RuleDoc.State.REPEALED)
    later = Turn.objects.waiting().filter(duty__rule=rule, period_to__gte=on)
    later.update(state=Turn.State.WAIVED)
    return rule


@action("campaigns.adopt_rule")
def adopt_rule(*, actor: Actor, rule: RuleDoc, org: Org, on: date, at: datetime) -> Adoption:
    """Adopt a rule 落实 at `org`: its duties are the unit's from that day, and stand in its calendar."""
    require(actor, WORK, org)
    above = OrgClosure.objects.filter(ancestor=rule.org, descendant=org, standing=True)
    if rule.state != RuleDoc.State.ISSUED or not above.exists():
        raise RuleNotBinding(title=rule.title, org=str(org))
    with refused_as(rule_adopted_once=AdoptedAlready(org=str(org), title=rule.title)):
        made = Adoption.objects.create(rule=rule, org=org, adopted_on=on, adopted_by=user_of(actor))  # type: ignore[misc]
    write_turns(Adoption.objects.filter(pk=made.pk), timezone.localdate(at))
    return made
