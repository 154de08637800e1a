"""Splitting a target 分解 over the units directly below, in one step; what no longer adds up is said."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Invalid
from wuli.base.core.notices import Event, notify_all
from wuli.base.orgs.models import RoleGrant
from wuli.base.orgs.roles import roles_with

from ..models import Target, TargetGap, TargetPart, TargetProposal, TargetSplit
from ..targets.drafting import SplitDraft
from ..targets.errors import NotInForce, TargetTaken, UnitNotThere
from ..targets.wording import said, value_faults
from ..times import TimeRange
from .targets import PROPOSE, SET, explained

TOLD = Event(
    "figures.target_told", _("%(by)s下达目标：%(name)s %(value)s（%(when)s）"), glyph="标", tone="chuang"
)


@action("figures.split_target")
def split_target(
    *, actor: Actor, target: Target, seen_version: int, method: str, today: date, base_code: str = "",
    base_when: TimeRange | None = None, chosen: set[UUID] | None = None,
    given: Mapping[UUID, Decimal] | None = None, gap_reason: str = "",
) -> TargetSplit:  # fmt: skip
    """Split a target in force over the units directly below, or `chosen` of them; their targets hold at once.

    `given` are values written by hand or read from a sheet; what is not given is computed by `method`.
    What the units had for this cell before is superseded. Units that closed, moved or are not founded yet
    are left out and kept by name. Raises UnitNotThere when one of those was given a value, Invalid for
    values that cannot be and for a gap without `gap_reason`, Conflict when another split was quicker.
    Locks the target, then the targets below in the order of their keys.
    """
    require(actor, SET, target.org)
    target = target.claim_edit(seen_version)
    if target.state != Target.State.IN_FORCE:
        raise NotInForce()
    draft = SplitDraft(
        target, method, today, base_code=base_code, base_when=base_when, chosen=chosen, given=given or {}
    )
    _check(draft)
    note = _gap_note(actor, draft, gap_reason)
    made = _tell(actor, draft)
    split = TargetSplit.objects.create(
        target=target, method=method, base_indicator=draft.base.code if draft.base else "",
        base_period=DateRange(draft.base_when.start, draft.base_when.end) if draft.base_when else None,
        total=target.value, is_rate=target.is_rate, gap=draft.gap, gap_note=note, made_by_id=actor.pk,
    )  # fmt: skip
    _keep_parts(split, draft, made)
    return split


def _check(draft: SplitDraft) -> None:
    absent = {each.org.pk: each.org for each in draft.below.absent}
    gone = [str(absent[key]) for key in {*(draft.chosen or ()), *draft.given} if key in absent]
    if gone:
        raise UnitNotThere(names="、".join(sorted(gone)), when=draft.target.when.words)
    wrong: dict[str, list[Any]] = {}
    declared = draft.target.declared
    for org in draft.orgs:
        value = draft.values.get(org.pk)
        if value is None:
            wrong[f"value_{org.pk}"] = [_now("%(org)s还没有填。不分给它，就去掉前面的勾。") % {"org": org}]
        elif declared and (faults := value_faults(value, declared)):
            wrong[f"value_{org.pk}"] = faults
    strangers = set(draft.given) - {org.pk for org in draft.below.there}
    if strangers:
        wrong["units"] = [
            _now("有 %(n)s 个单位不在%(org)s下面。") % {"n": len(strangers), "org": draft.target.org}
        ]
    if wrong:
        raise Invalid(wrong)


def _gap_note(actor: Actor, draft: SplitDraft, reason: str) -> TargetGap | None:
    return explained(actor, draft.target, draft.gap, reason) if draft.gap else None


def _tell(actor: Actor, draft: SplitDraft) -> dict[UUID, Target]:
    """The units' targets, in force; what they had before is superseded."""
    target, keys = draft.target, [org.pk for org in draft.orgs]
    cell = {"indicator": target.indicator, "period": target.period, "org__in": keys}
    there = Target.objects.in_force().filter(**cell).select_for_update().order_by("pk")
    before = {each.org_id: each for each in there}
    Target.objects.filter(pk__in=[each.pk for each in before.values()]).update(state="superseded")
    _lapse(before)
    made = Target.objects.bulk_create(
        Target(
            indicator=target.indicator, org=org, set_by=target.org, period=target.period,
            value=draft.values[org.pk], is_rate=target.is_rate, weight=target.weight,
            document_no=target.document_no, document_title=target.document_title, document=target.document,
            made_by_id=actor.pk, supersedes=before.get(org.pk),
            change_reason=_now("上级重新分解") if org.pk in before else "",
        )
        for org in draft.orgs
    )  # fmt: skip
    with refused_as(target_one_in_force=TargetTaken(
        org=target.org, when=target.when.words, name=target.name, value=said(target.value, target.declared),
        by=target.set_by,
    )):  # fmt: skip
        Target.objects.filter(pk__in=[each.pk for each in made]).update(state="in_force")
    _notify(target, made, today=draft.today)
    return {each.org_id: each for each in made}


def _lapse(before: Mapping[UUID, Target]) -> None:
    TargetProposal.objects.filter(target__in=before.values(), state="open").update(state="lapsed")


def _notify(target: Target, made: list[Target], *, today: date) -> None:
    """Tell those who work at each unit; one look-up for all of them."""
    grants = RoleGrant.objects.in_force(today).filter(
        org__in=[each.org_id for each in made], role__in=roles_with(PROPOSE.code), user__is_active=True
    )
    users: dict[UUID, dict[Any, Any]] = {}
    for grant in grants.select_related("user"):
        users.setdefault(grant.org_id, {})[grant.user_id] = grant.user
    for each in made:
        if each.org_id in users:
            notify_all(
                users[each.org_id].values(), TOLD, url=each.get_absolute_url(), by=target.org,
                name=target.name, value=said(each.value, each.declared), when=target.when.words,
            )  # fmt: skip


def _keep_parts(split: TargetSplit, draft: SplitDraft, made: Mapping[UUID, Target]) -> None:
    parts = [
        TargetPart(
            split=split, org=line.org, base=line.base, computed=line.computed, value=line.value,
            target=made[line.org.pk],
        )
        for line in draft.lines
    ]  # fmt: skip
    parts += [TargetPart(split=split, org=each.org, left_out=each.reason) for each in draft.left_out]
    TargetPart.objects.bulk_create(parts)
