"""Rules, duties and duty reports over the API."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, paginate
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.times import parse_range

from .. import actions
from ..models import DutyReport, RuleDoc, Turn
from ..schemas.duties import (
    AdoptIn,
    AdoptionOut,
    BeginIn,
    CheckIn,
    FeedbackIn,
    ReportFilter,
    ReportOut,
    RuleDocOut,
    ScoreIn,
    TurnFilter,
    TurnOut,
    WriteIn,
)
from ..schemas.tasks import WordsIn
from .routes import router


def _rules(request: ApiRequest) -> QuerySet[RuleDoc]:
    return RuleDoc.objects.visible_to(request.auth).select_related("org").prefetch_related("duties")


@router.get("/rules", response=list[RuleDocOut], summary="Rule documents the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_rules(request: ApiRequest) -> QuerySet[RuleDoc]:
    return _rules(request)


@router.get("/rules/{uuid:pk}", response=RuleDocOut, summary="One rule document with its duties")
def get_rule(request: ApiRequest, pk: UUID) -> RuleDoc:
    return get_object_or_404(_rules(request), pk=pk)


@router.post("/rules/{uuid:pk}/adopt", response={201: AdoptionOut}, summary="Adopt a rule at a unit")
def adopt_rule(request: ApiRequest, pk: UUID, told: AdoptIn) -> object:
    rule = get_object_or_404(_rules(request), pk=pk)
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=told.org_id)
    return actions.adopt_rule(actor=request.auth, rule=rule, org=org, on=told.on, at=request.at)


def _turns(request: ApiRequest) -> QuerySet[Turn]:
    return Turn.objects.visible_to(request.auth).select_related("org", "duty__rule")


@router.get("/duties", response=list[TurnOut], summary="Turns of duties the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_turns(request: ApiRequest, filters: Query[TurnFilter]) -> QuerySet[Turn]:
    return filters.filter(_turns(request))


@router.post("/duties/{uuid:pk}/do", response=TurnOut, summary="Record that a turn was done")
def do_turn(request: ApiRequest, pk: UUID, told: WordsIn) -> Turn:
    turn = get_object_or_404(_turns(request), pk=pk)
    return actions.do_turn(actor=request.auth, turn=turn, words=told.words, at=request.at)


@router.post("/duties/{uuid:pk}/check", response=TurnOut, summary="Check a turn that was done")
def check_turn(request: ApiRequest, pk: UUID, told: CheckIn) -> Turn:
    turn = get_object_or_404(_turns(request), pk=pk)
    return actions.check_turn(actor=request.auth, turn=turn, passed=told.passed, words=told.words)


def _reports(request: ApiRequest) -> QuerySet[DutyReport]:
    return DutyReport.objects.visible_to(request.auth).select_related("org")


def _report(request: ApiRequest, pk: UUID) -> DutyReport:
    return get_object_or_404(_reports(request), pk=pk)


@router.get("/reports", response=list[ReportOut], summary="Duty reports the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_reports(request: ApiRequest, filters: Query[ReportFilter]) -> QuerySet[DutyReport]:
    return filters.filter(_reports(request))


@router.get("/reports/{uuid:pk}", response=ReportOut, summary="One duty report")
def get_report(request: ApiRequest, pk: UUID) -> DutyReport:
    return _report(request, pk)


@router.post("/reports", response={201: ReportOut}, summary="Begin the duty report of a post and period")
def begin_report(request: ApiRequest, told: BeginIn) -> DutyReport:
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=told.org_id)
    when = parse_range(told.period, timezone.localdate(request.at))
    return actions.begin_report(
        actor=request.auth, org=org, post=told.post, holder=told.holder, when=when, at=request.at
    )


@router.put("/reports/{uuid:pk}", response=ReportOut, summary="Write the text of a duty report")
def write_report(request: ApiRequest, pk: UUID, told: WriteIn) -> DutyReport:
    return actions.write_report(actor=request.auth, report=_report(request, pk), **told.dict())


@router.post("/reports/{uuid:pk}/submit", response=ReportOut, summary="Submit a duty report, figures frozen")
def submit_report(request: ApiRequest, pk: UUID) -> DutyReport:
    return actions.submit_report(actor=request.auth, report=_report(request, pk), at=request.at)


@router.post("/reports/{uuid:pk}/score", response=ReportOut, summary="Score a duty report from above")
def score_report(request: ApiRequest, pk: UUID, told: ScoreIn) -> DutyReport:
    return actions.score_report(actor=request.auth, report=_report(request, pk), at=request.at, **told.dict())


@router.post("/reports/{uuid:pk}/return", response=ReportOut, summary="Send a duty report back")
def return_report(request: ApiRequest, pk: UUID, told: FeedbackIn) -> DutyReport:
    report = _report(request, pk)
    return actions.return_report(actor=request.auth, report=report, feedback=told.feedback, at=request.at)
