"""Supervision over the API: the same querysets and actions as the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.errors import Missing
from wuli.base.orgs.models import Org

from ..actions import supervision as actions
from ..models import Supervision, SupervisionRule, SupervisionStep
from .schemas import AnswerIn, AskIn, StepOut, SupervisionFilter, SupervisionOut, SupervisionRuleOut, WordsIn

router = Router()


def _seen(request: ApiRequest) -> QuerySet[Supervision]:
    return Supervision.objects.visible_to(request.auth).select_related(
        "org", "asked_by", "with_org", "person", "rule"
    )


def _item(request: ApiRequest, pk: UUID) -> Supervision:
    return get_object_or_404(_seen(request), pk=pk)


@router.get("/supervisions", response=list[SupervisionOut], summary="Items of supervision, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_supervisions(request: ApiRequest, filters: Query[SupervisionFilter]) -> QuerySet[Supervision]:
    return filters.filter(_seen(request))


@router.get("/supervisions/{uuid:pk}", response=SupervisionOut, summary="One item of supervision")
def get_supervision(request: ApiRequest, pk: UUID) -> Supervision:
    return _item(request, pk)


@router.get("/supervisions/{uuid:pk}/steps", response=list[StepOut], summary="The course of an item")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_supervision_steps(request: ApiRequest, pk: UUID) -> QuerySet[SupervisionStep]:
    return _item(request, pk).steps.all()


@router.post("/supervisions", response={201: SupervisionOut}, summary="Ask a unit")
def open_supervision(request: ApiRequest, told: AskIn) -> Supervision:
    seen = Org.objects.visible_to(request.auth)
    units = seen.in_bulk([told.org_id, told.asked_by_id])
    if len(units) < 2:
        raise Missing()
    org, asked_by = units[told.org_id], units[told.asked_by_id]
    return actions.open_supervision(
        actor=request.auth, org=org, asked_by=asked_by, title=told.title, asks=told.asks, at=request.at
    )


@router.post("/supervisions/{uuid:pk}/answer", response=SupervisionOut, summary="Answer an item")
def answer_supervision(request: ApiRequest, pk: UUID, told: AnswerIn) -> Supervision:
    item = _item(request, pk)
    return actions.answer_supervision(
        actor=request.auth, item=item, words=told.words, link=told.link, at=request.at
    )


@router.post("/supervisions/{uuid:pk}/accept", response=SupervisionOut, summary="Settle an item")
def accept_supervision(request: ApiRequest, pk: UUID) -> Supervision:
    return actions.accept_supervision(actor=request.auth, item=_item(request, pk), at=request.at)


@router.post("/supervisions/{uuid:pk}/return", response=SupervisionOut, summary="Send an answer back")
def return_supervision(request: ApiRequest, pk: UUID, told: WordsIn) -> Supervision:
    return actions.return_supervision(
        actor=request.auth, item=_item(request, pk), words=told.words, at=request.at
    )


@router.post("/supervisions/{uuid:pk}/withdraw", response=SupervisionOut, summary="Withdraw an item")
def withdraw_supervision(request: ApiRequest, pk: UUID, told: WordsIn) -> Supervision:
    return actions.withdraw_supervision(
        actor=request.auth, item=_item(request, pk), words=told.words, at=request.at
    )


@router.get(
    "/supervision-rules", response=list[SupervisionRuleOut], summary="Rules of supervision the caller may see"
)
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_supervision_rules(request: ApiRequest) -> QuerySet[SupervisionRule]:
    return SupervisionRule.objects.visible_to(request.auth)
