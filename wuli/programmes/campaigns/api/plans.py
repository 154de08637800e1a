"""Plans over the API. Secluded ones are not here: they are opened on their own page, with a purpose."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, paginate
from wuli.base.core.errors import Missing
from wuli.base.orgs.models import Org

from .. import actions, progress
from ..kind import KINDS
from ..models import Plan, Stage
from ..schemas.plans import (
    FinishIn,
    MilestoneOut,
    PlanFilter,
    PlanIn,
    PlanOut,
    SplitIn,
    StageOut,
    UnitOut,
)
from ..schemas.tasks import TaskOut
from .routes import router
from .tasks import found_owner


def _plans(request: ApiRequest) -> QuerySet[Plan]:
    return Plan.objects.visible_to(request.auth).filter(secluded=False).select_related("org", "lead")


def _plan(request: ApiRequest, pk: UUID) -> Plan:
    return get_object_or_404(_plans(request), pk=pk)


@router.get("/plans", response=list[PlanOut], summary="Plans the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_plans(request: ApiRequest, filters: Query[PlanFilter]) -> QuerySet[Plan]:
    return filters.filter(_plans(request))


@router.get("/plans/{uuid:pk}", response=PlanOut, summary="One plan")
def get_plan(request: ApiRequest, pk: UUID) -> Plan:
    return _plan(request, pk)


@router.post("/plans", response={201: PlanOut}, summary="Draw up a plan of a kind")
def draw_up_plan(request: ApiRequest, told: PlanIn) -> Plan:
    fields = told.dict()
    if fields["kind"] in KINDS and KINDS[fields["kind"]].secluded:
        raise Missing()
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=fields.pop("org_id"))
    lead = found_owner(request, fields.pop("lead_id"))
    assert lead is not None  # noqa: S101 - the schema asks for one, an unknown one is 404
    return actions.draw_up_plan(actor=request.auth, org=org, lead=lead, **fields)


@router.get("/plans/{uuid:pk}/stages", response=list[StageOut], summary="The stages of a plan, in order")
def list_stages(request: ApiRequest, pk: UUID) -> list[Stage]:
    return list(_plan(request, pk).stages.all())


@router.post("/plans/{uuid:pk}/start", response=PlanOut, summary="Start a plan, or open it again")
def start_plan(request: ApiRequest, pk: UUID) -> Plan:
    return actions.start_plan(actor=request.auth, plan=_plan(request, pk), at=request.at)


@router.post("/plans/{uuid:pk}/finish", response=StageOut, summary="Call a stage done, in order")
def finish_stage(request: ApiRequest, pk: UUID, told: FinishIn) -> Stage:
    return actions.finish_stage(
        actor=request.auth, plan=_plan(request, pk), code=told.code, words=told.words, at=request.at
    )


@router.post("/plans/{uuid:pk}/close", response=PlanOut, summary="End a plan whose stages are done")
def close_plan(request: ApiRequest, pk: UUID) -> Plan:
    return actions.close_plan(actor=request.auth, plan=_plan(request, pk), at=request.at)


@router.post("/plans/{uuid:pk}/split", response={201: list[TaskOut]}, summary="Give every unit its task")
def split_plan(request: ApiRequest, pk: UUID, told: SplitIn) -> list:
    plan = _plan(request, pk)
    keys = {part.org_id: part.wanted for part in told.parts}
    orgs = list(Org.objects.visible_to(request.auth).filter(pk__in=keys))
    if len(orgs) != len(told.parts):
        raise Missing()
    parts = [(org, keys[org.pk]) for org in orgs]
    return actions.split_plan(
        actor=request.auth, plan=plan, parts=parts, title=told.title, due_on=told.due_on,
        detail=told.detail, at=request.at,
    )  # fmt: skip


@router.get("/plans/{uuid:pk}/units", response=list[UnitOut], summary="How far each unit is")
def list_units(request: ApiRequest, pk: UUID) -> list[UnitOut]:
    lines = progress.unit_lines(_plan(request, pk), request.auth, request.at)
    return [UnitOut.of(line) for line in lines]


@router.get("/plans/{uuid:pk}/milestones", response=list[MilestoneOut], summary="How far each milestone is")
def list_milestones(request: ApiRequest, pk: UUID) -> list[MilestoneOut]:
    plan = _plan(request, pk)
    lines = progress.milestone_lines(plan, request.auth, timezone.localdate(request.at))
    return [MilestoneOut.of(milestone, number) for milestone, number in lines]
