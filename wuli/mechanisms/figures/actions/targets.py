"""Setting targets 目标: drafting, putting in force, revising, withdrawing. A change is a new version."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.actions import Actor, Capability, action, refused_as, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Invalid, Missing
from wuli.base.core.figures import INDICATORS, Indicator, Ratio
from wuli.base.core.notices import Event, notify_all
from wuli.base.orgs.models import Org, OrgClosure, RoleGrant
from wuli.base.orgs.roles import roles_with

from ..models import Target, TargetGap
from ..targets.drafting import gap_now, upper_of
from ..targets.errors import NotInForce, TargetTaken, UnitNotThere
from ..targets.wording import must_be_target_range, said, value_faults
from ..times import TimeRange
from .viewing import may_see

SET = Capability("figures.set_targets", _("定目标、分解目标"), roles={"officer", "chair"})
PROPOSE = Capability("figures.propose_targets", _("对目标提意见"), roles={"officer", "chair"})
CHANGED = Event(
    "figures.target_changed", _("%(name)s的目标改成 %(value)s：%(reason)s"), glyph="标", tone="chuang"
)


@action("figures.set_target")
def set_target(
    *, actor: Actor, set_by: Org, org: Org, indicator: str, period: TimeRange, value: Decimal,
    weight: int = 0, document_no: str = "", document_title: str = "", upload: Any = None, draft: bool = False,
) -> Target:  # fmt: skip
    """Set a target for `org` on behalf of `set_by` (the unit itself or one above it), or only draft it.

    Raises TargetTaken with the one there is, UnitNotThere for a unit closed in the period, Invalid for a
    value, a period or a source that cannot be.
    """
    require(actor, SET, set_by)
    declared = _known(actor, indicator, org)
    _must_be_below(org, set_by)
    _check(declared, org, period, value, bool(document_no or document_title or upload))
    made = Target.objects.create(
        indicator=indicator, org=org, set_by=set_by, period=DateRange(period.start, period.end), value=value,
        is_rate=isinstance(declared, Ratio), weight=weight, document_no=document_no,
        document_title=document_title, made_by_id=actor.pk,
        document=keep_file(actor=actor, upload=upload, org=org) if upload else None,
    )  # fmt: skip
    if not draft:
        _begin(made)
    return made


def _known(actor: Actor, indicator: str, org: Org) -> Indicator | Ratio:
    declared = INDICATORS.get(indicator)
    if declared is None or not may_see(actor, declared, org):
        raise Missing()
    return declared


def _must_be_below(org: Org, set_by: Org) -> None:
    above = OrgClosure.objects.filter(ancestor=set_by, descendant=org, standing=True)
    if not above.exists():
        raise Invalid({"org": [_now("%(org)s不在%(by)s下面。") % {"org": org, "by": set_by}]})


def _check(declared: Indicator | Ratio, org: Org, when: TimeRange, value: Decimal, sourced: bool) -> None:
    must_be_target_range(when)
    faults: dict[str, list[Any]] = {}
    if wrong := value_faults(value, declared):
        faults["value"] = wrong
    if not sourced:
        faults["document_no"] = [_now("写文号、文件名称，或者上传文件，写一样就行。")]
    if faults:
        raise Invalid(faults)
    if (org.closed_on and org.closed_on <= when.last) or org.opened_on > when.last:
        raise UnitNotThere(names=org, when=when.words)


def _begin(target: Target) -> None:
    """Put a target in force; the database lets one through for each cell."""
    try:
        with refused_as(target_one_in_force=TargetTaken()):
            target.move_to(Target.State.IN_FORCE)
    except TargetTaken as refusal:
        raise taken(target) from refusal


def taken(target: Target) -> TargetTaken:
    """The refusal that names the target which stands in the same cell."""
    there = Target.objects.in_force().filter(
        indicator=target.indicator, org=target.org_id, period=target.period
    )
    found = there.select_related("org", "set_by").first()
    told = found or target  # it may be gone again by now
    refusal = TargetTaken(
        org=told.org,
        when=told.when.words,
        name=told.name,
        value=said(told.value, told.declared),
        by=told.set_by,
    )
    refusal.there = found
    return refusal


@action("figures.put_target_in_force")
def put_in_force(*, actor: Actor, target: Target) -> Target:
    """Let a drafted target hold. Raises TargetTaken, Conflict for what is no draft any more."""
    require(actor, SET, target.set_by)
    target = Target.objects.locked(target.pk)
    _begin(target)
    return target


@action("figures.change_draft_target")
def change_draft(
    *, actor: Actor, target: Target, seen_version: int, value: Decimal, weight: int = 0,
    document_no: str = "", document_title: str = "", upload: Any = None,
) -> Target:  # fmt: skip
    """Change what was only drafted; nobody was told of it yet."""
    require(actor, SET, target.set_by)
    target = target.claim_edit(seen_version)
    if target.state != Target.State.DRAFT:
        raise NotInForce()
    declared = _known(actor, target.indicator, target.org)
    sourced = bool(document_no or document_title or upload or target.document_id)
    _check(declared, target.org, target.when, value, sourced)
    target.value, target.weight = value, weight
    target.document_no, target.document_title = document_no, document_title
    if upload:
        target.document = keep_file(actor=actor, upload=upload, org=target.org)
    target.save(update_fields=["value", "weight", "document_no", "document_title", "document"])
    return target


@action("figures.revise_target")
def revise_target(
    *, actor: Actor, target: Target, seen_version: int, value: Decimal, reason: str, today: date,
    weight: int | None = None, document_no: str = "", document_title: str = "", upload: Any = None,
    gap_reason: str = "",
) -> Target:  # fmt: skip
    """Change a target in force: a new version with the reason; the old one is kept as it was told.

    Without a new document the old one goes on. Raises Invalid for `gap_reason` when the parts of the
    target above no longer add up and nobody says why.
    """
    require(actor, SET, target.set_by)
    target = target.claim_edit(seen_version)
    declared = _known(actor, target.indicator, target.org)
    _check(declared, target.org, target.when, value, sourced=True)
    weight = target.weight if weight is None else weight
    if (value, weight) == (target.value, target.weight) and not (document_no or document_title or upload):
        raise Invalid({"value": [_now("和现在的目标一样，没有要改的。")]})
    told: dict[str, Any] = {}
    if document_no or document_title or upload:
        file = keep_file(actor=actor, upload=upload, org=target.org) if upload else None
        told = {"document_no": document_no, "document_title": document_title, "document": file}
    new = replace(target, value=value, weight=weight, reason=reason, made_by_id=actor.pk, **told)
    explain_upper_gap(actor, new, gap_reason, today)
    tell_changed(new)
    return new


def replace(target: Target, *, reason: str, answering: Any = None, **changed: Any) -> Target:
    """The next version of a target in force, which the caller has locked.

    Proposals that wait lapse, but for the one that is being answered.
    """
    if target.state != Target.State.IN_FORCE:
        raise NotInForce()
    if not reason.strip():
        raise Invalid({"reason": [_now("写一句为什么改，执行的单位会看到。")]})
    same = {
        name: getattr(target, name)
        for name in (
            "indicator", "org", "set_by", "period", "value", "is_rate", "weight", "document_no",
            "document_title", "document",
        )
    }  # fmt: skip
    target.move_to(Target.State.SUPERSEDED)
    waiting = target.proposals.filter(state="open")
    if answering:
        waiting = waiting.exclude(pk=answering.pk)
    waiting.update(state="lapsed")
    new = Target.objects.create(**(same | changed), supersedes=target, change_reason=reason.strip())
    _begin(new)
    return new


def tell_changed(target: Target) -> None:
    """Tell those who work at the unit that its target is another one."""
    notify_all(
        holders(target.org, PROPOSE), CHANGED, url=target.get_absolute_url(), name=target.name,
        value=said(target.value, target.declared), reason=target.change_reason,
    )  # fmt: skip


def explain_upper_gap(actor: Actor, part: Target, reason: str, today: date) -> TargetGap | None:
    """After a part changed: the gap above is nought, or explained already, or `reason` explains it now."""
    upper = upper_of(part)
    gap = gap_now(upper, today) if upper else None
    if upper is None or not gap:
        return None
    known = upper.gaps.order_by("-created_at", "-pk").first()
    if known and known.gap == gap:
        return known
    return explained(actor, upper, gap, reason)


def explained(actor: Actor, target: Target, gap: Decimal, reason: str) -> TargetGap:
    """The explanation of a gap, kept; Invalid under `gap_reason` with the gap in words without one."""
    if not reason.strip():
        told = {"org": target.org, "gap": said(abs(gap), target.declared)}
        words = _now("改了以后，%(org)s的目标还差 %(gap)s 没有分下去。写一句为什么，才能存。")
        more = _now("改了以后，各单位加起来比%(org)s的目标多 %(gap)s。写一句为什么，才能存。")
        raise Invalid({"gap_reason": [(words if gap > 0 else more) % told]})
    return TargetGap.objects.create(target=target, gap=gap, reason=reason.strip(), made_by_id=actor.pk)


@action("figures.explain_gap")
def explain_gap(*, actor: Actor, target: Target, reason: str, today: date) -> TargetGap:
    """Say why the parts below a target do not add up to it; Invalid when they do."""
    require(actor, SET, target.org)
    target = Target.objects.locked(target.pk)
    gap = gap_now(target, today)
    if target.state != Target.State.IN_FORCE:
        raise NotInForce()
    if not gap:
        raise Invalid({"gap_reason": [_now("现在没有差额，不用说明。")]})
    return explained(actor, target, gap, reason)


@action("figures.withdraw_target")
def withdraw_target(*, actor: Actor, target: Target, reason: str, with_parts: bool = False) -> Target:
    """Take a target back, with the reason.

    `with_parts` takes back what was given down from it, too; else that stands on its own from then on.
    """
    require(actor, SET, target.set_by)
    target = Target.objects.locked(target.pk)
    if not reason.strip():
        raise Invalid({"reason": [_now("写一句为什么撤回，执行的单位会看到。")]})
    parts = Target.objects.given_down_from(target) if with_parts else []
    for part in parts:
        require(actor, SET, part.set_by)
    _withdraw(target, reason)
    still = Target.objects.in_force().filter(pk__in=[part.pk for part in parts]).order_by("pk")
    for part in still.select_for_update(of=("self",)):
        _withdraw(part, reason)
    return target


def _withdraw(target: Target, reason: str) -> None:
    target.withdrawn_because = reason.strip()
    target.save(update_fields=["withdrawn_because"])
    target.move_to(Target.State.WITHDRAWN)
    target.proposals.filter(state="open").update(state="lapsed")


def holders(org: Org, capability: Capability) -> QuerySet[User]:
    """The accounts that were given `capability` at `org` itself."""
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(
        org=org, role__in=roles_with(capability.code)
    )
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def setter_for(actor: Actor, org: Org, on: date) -> Org | None:
    """On whose behalf `actor` sets targets for `org`: the unit above where they may, else the unit itself."""
    above = Org.objects.filter(
        child_edges__child=org, child_edges__line="territorial", child_edges__valid__contains=on
    )
    for unit in [*above, org]:
        if actor.has_perm(SET.code, unit):
            return unit
    return None
