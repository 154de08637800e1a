"""Proposing changes to a target 调整意见: the unit asks, who set the target decides, in words."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.notices import Event, notify_all

from ..models import Target, TargetProposal
from ..targets.errors import NotInForce, OwnProposal, OwnTarget, ProposalOpen
from ..targets.wording import said, value_faults
from .targets import PROPOSE, SET, explain_upper_gap, holders, replace

ASKED = Event("figures.target_asked", _("%(org)s建议把“%(name)s”改成 %(value)s"), glyph="标", tone="chuang")
ANSWERED = Event("figures.target_answered", _("目标调整意见%(state)s：%(answer)s"), glyph="标", tone="chuang")


@action("figures.propose_target")
def propose_change(*, actor: Actor, target: Target, value: Decimal, reason: str) -> TargetProposal:
    """Ask for another value, with the reason. One open proposal for a target; raises ProposalOpen.

    Raises OwnTarget where the unit set it for itself, NotInForce for an old version.
    """
    require(actor, PROPOSE, target.org)
    target = Target.objects.locked(target.pk)
    if target.is_own:
        raise OwnTarget(org=target.org)
    if target.state != Target.State.IN_FORCE:
        raise NotInForce()
    faults: dict[str, list[Any]] = {}
    if target.declared and (wrong := value_faults(value, target.declared)):
        faults["value"] = wrong
    elif value == target.value:
        faults["value"] = [_now("和现在的目标一样。")]
    if not reason.strip():
        faults["reason"] = [_now("写一句为什么，上级要照着答复。")]
    if faults:
        raise Invalid(faults)
    with refused_as(target_one_open_proposal=ProposalOpen()):
        made = TargetProposal.objects.create(
            target=target, value=value, reason=reason.strip(), made_by_id=actor.pk
        )
    notify_all(
        holders(target.set_by, SET), ASKED, url=made.get_absolute_url(), org=target.org, name=target.name,
        value=said(value, target.declared),
    )  # fmt: skip
    return made


@action("figures.accept_target_proposal")
def accept_proposal(
    *, actor: Actor, proposal: TargetProposal, answer: str, at: datetime, gap_reason: str = ""
) -> Target:
    """Accept a proposal 采纳: the target gets its next version with the value that was asked for.

    Raises Invalid under `gap_reason` when the parts above no longer add up and nobody says why. Locks the
    target, then the proposal.
    """
    require(actor, SET, proposal.target.set_by)
    target, proposal = _locked(actor, proposal, answer)
    reason = _now("采纳意见：%(reason)s") % {"reason": proposal.reason}
    new = replace(target, value=proposal.value, reason=reason[:300], made_by_id=actor.pk, answering=proposal)
    _answer(actor, proposal, answer, at, state=TargetProposal.State.ACCEPTED, outcome=new)
    explain_upper_gap(actor, new, gap_reason, timezone.localdate(at))
    return new


@action("figures.refuse_target_proposal")
def refuse_proposal(*, actor: Actor, proposal: TargetProposal, answer: str, at: datetime) -> TargetProposal:
    """Refuse a proposal 不采纳, in words; the target stays."""
    require(actor, SET, proposal.target.set_by)
    _target, proposal = _locked(actor, proposal, answer)
    _answer(actor, proposal, answer, at, state=TargetProposal.State.REFUSED)
    return proposal


@action("figures.take_back_target_proposal")
def take_back_proposal(*, actor: Actor, proposal: TargetProposal) -> TargetProposal:
    """Take one's unit's own proposal back; Conflict when it was answered meanwhile."""
    require(actor, PROPOSE, proposal.target.org)
    proposal.move_to(TargetProposal.State.WITHDRAWN)
    return proposal


def _locked(actor: Actor, proposal: TargetProposal, answer: str) -> tuple[Target, TargetProposal]:
    target = Target.objects.locked(proposal.target_id)
    proposal = TargetProposal.objects.locked(proposal.pk)
    if proposal.state != TargetProposal.State.OPEN:
        raise Conflict()
    if actor.pk is not None and proposal.made_by_id == actor.pk:
        raise OwnProposal()
    if not answer.strip():
        raise Invalid({"answer": [_now("写一句答复，提意见的单位会看到。")]})
    return target, proposal


def _answer(
    actor: Actor,
    proposal: TargetProposal,
    answer: str,
    at: datetime,
    *,
    state: str,
    outcome: Target | None = None,
) -> None:
    """State, words and outcome in one statement: the database takes none without the others."""
    proposal.state, proposal.answer, proposal.outcome = state, answer.strip(), outcome
    proposal.answered_by_id, proposal.answered_at = actor.pk, at
    proposal.save(update_fields=["state", "answer", "outcome", "answered_by", "answered_at"])
    notify_all(
        holders(proposal.target.org, PROPOSE), ANSWERED, url=proposal.get_absolute_url(),
        state=proposal.get_state_display(), answer=proposal.answer,
    )  # fmt: skip
