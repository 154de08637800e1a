"""Targets and progress over the API: the same querysets and actions as the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.orgs.models import Org

from .. import actions
from ..asking import Asking, find_unit
from ..models import Target, TargetProposal
from ..rows import THEN
from ..times import parse_range
from .schemas import (
    AnswerIn,
    ProgressAsked,
    ProgressOut,
    ProposalIn,
    ProposalOut,
    ReviseIn,
    SplitIn,
    SplitOut,
    TargetFilter,
    TargetIn,
    TargetOut,
    WithdrawIn,
)
from .standing import Standing
from .wording import target_range

router = Router()


def _target(request: ApiRequest, pk: UUID) -> Target:
    return get_object_or_404(Target.objects.visible_to(request.auth).select_related("org", "set_by"), pk=pk)


@router.get("/targets", response=list[TargetOut], summary="Targets the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=100)
def list_targets(request: ApiRequest, filters: Query[TargetFilter]) -> QuerySet[Target]:
    return filters.filter(Target.objects.visible_to(request.auth).select_related("org", "set_by"))


@router.get("/targets/{uuid:pk}", response=TargetOut, summary="One target")
def get_target(request: ApiRequest, pk: UUID) -> Target:
    return _target(request, pk)


@router.post("/targets", response={201: TargetOut}, summary="Set a target, or draft one")
def set_target(request: ApiRequest, told: TargetIn) -> Target:
    """On behalf of the unit above where the caller may set targets there, else of the unit itself."""
    today = timezone.localdate(request.at)
    fields = told.dict()
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=fields.pop("org_id"))
    set_by = actions.setter_for(request.auth, org, today) or org
    period = target_range(fields.pop("period"), today)
    return actions.set_target(actor=request.auth, org=org, set_by=set_by, period=period, **fields)


@router.post("/targets/{uuid:pk}/begin", response=TargetOut, summary="Put a draft in force")
def begin_target(request: ApiRequest, pk: UUID) -> Target:
    return actions.put_in_force(actor=request.auth, target=_target(request, pk))


@router.post("/targets/{uuid:pk}/revise", response=TargetOut, summary="Change a target by a new version")
def revise_target(request: ApiRequest, pk: UUID, told: ReviseIn) -> Target:
    today = timezone.localdate(request.at)
    return actions.revise_target(actor=request.auth, target=_target(request, pk), today=today, **told.dict())


@router.post("/targets/{uuid:pk}/withdraw", response=TargetOut, summary="Withdraw a target with a reason")
def withdraw_target(request: ApiRequest, pk: UUID, told: WithdrawIn) -> Target:
    return actions.withdraw_target(actor=request.auth, target=_target(request, pk), **told.dict())


@router.post("/targets/{uuid:pk}/split", response={201: SplitOut}, summary="Split a target downwards")
def split_target(request: ApiRequest, pk: UUID, told: SplitIn) -> SplitOut:
    """Values that are given win over what the method computes; without `units` the usual ones get a part."""
    today = timezone.localdate(request.at)
    split = actions.split_target(
        actor=request.auth, target=_target(request, pk), seen_version=told.seen_version, method=told.method,
        today=today, base_code=told.base, gap_reason=told.gap_reason, given=told.given,
        base_when=parse_range(told.base_period, today) if told.base_period else None,
        chosen=set(told.units) if told.units is not None else None,
    )  # fmt: skip
    return SplitOut.of(split)


@router.get("/targets/{uuid:pk}/proposals", response=list[ProposalOut], summary="Proposals on a target")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_proposals(request: ApiRequest, pk: UUID) -> QuerySet[TargetProposal]:
    return _target(request, pk).proposals.all()


@router.post("/targets/{uuid:pk}/proposals", response={201: ProposalOut}, summary="Propose another value")
def propose_change(request: ApiRequest, pk: UUID, told: ProposalIn) -> TargetProposal:
    return actions.propose_change(actor=request.auth, target=_target(request, pk), **told.dict())


@router.post("/proposals/{uuid:pk}/answer", response=ProposalOut, summary="Accept or refuse a proposal")
def answer_proposal(request: ApiRequest, pk: UUID, told: AnswerIn) -> TargetProposal:
    seen = TargetProposal.objects.visible_to(request.auth).select_related("target__org", "target__set_by")
    proposal = get_object_or_404(seen, pk=pk)
    known = {"actor": request.auth, "proposal": proposal, "answer": told.answer, "at": request.at}
    if told.accept:
        actions.accept_proposal(**known, gap_reason=told.gap_reason)
    else:
        actions.refuse_proposal(**known)
    return seen.get(pk=pk)


@router.get("/progress/{uuid:org}", response=list[ProgressOut], summary="Progress of the units below a unit")
def list_progress(request: ApiRequest, org: UUID, asked: Query[ProgressAsked]) -> list[ProgressOut]:
    """The unit itself first, then the units below that have targets for the period."""
    today = timezone.localdate(request.at)
    unit = find_unit(request.auth, str(org), today)
    standing = Standing(Asking(request.auth, unit, parse_range(asked.period, today), THEN, today))
    found = [*standing.whole.values(), *standing.found.values()]
    return [ProgressOut.of(one) for one in found if asked.indicator in ("", one.figure.indicator.code)]
