"""Sessions and attendances over the API: the same querysets and actions as the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Status, UploadedFile

from wuli.base.accounts.models import User
from wuli.base.core.actions import require
from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.errors import Invalid
from wuli.base.orgs.access import holders_at
from wuli.base.orgs.models import Org
from wuli.base.people.models import Person

from . import actions
from .models import Attendance, Evidence, Session
from .schemas import (
    AttendanceOut,
    CancelIn,
    CheckInIn,
    CorrectIn,
    EvidenceIn,
    EvidenceOut,
    HandOverIn,
    OfficerOut,
    SessionFilter,
    SessionIn,
    SessionOut,
)

router = Router()


def _planners(org: Org) -> QuerySet[User]:
    return holders_at(org, actions.PLAN.code)


def _session(request: ApiRequest, pk: UUID) -> Session:
    return get_object_or_404(
        Session.objects.visible_to(request.auth).select_related("org", "responsible"), pk=pk
    )


@router.get("/sessions", response=list[SessionOut], summary="Sessions the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_sessions(request: ApiRequest, filters: Query[SessionFilter]) -> QuerySet[Session]:
    return filters.filter(Session.objects.visible_to(request.auth).select_related("org", "responsible"))


@router.get("/sessions/{uuid:pk}", response=SessionOut, summary="One session")
def get_session(request: ApiRequest, pk: UUID) -> Session:
    return _session(request, pk)


@router.post("/sessions", response={201: SessionOut}, summary="Plan a session")
def plan_session(request: ApiRequest, told: SessionIn) -> Session:
    fields = told.dict()
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=fields.pop("org_id"))
    answers = fields.pop("responsible_id")
    responsible = get_object_or_404(_planners(org), pk=answers) if answers else None
    return actions.plan_session(actor=request.auth, org=org, responsible=responsible, **fields)


@router.post("/sessions/{uuid:pk}/correct", response=SessionOut, summary="Correct a session's facts")
def correct_session(request: ApiRequest, pk: UUID, told: CorrectIn) -> Session:
    return actions.correct_session(actor=request.auth, session=_session(request, pk), **told.dict())


@router.get(
    "/sessions/{uuid:pk}/officers", response=list[OfficerOut], summary="Who could answer for a session"
)
def list_officers(request: ApiRequest, pk: UUID) -> QuerySet[User]:
    """Those who may plan at its unit."""
    session = _session(request, pk)
    require(request.auth, actions.PLAN, session.org)
    return _planners(session.org)


@router.post(
    "/sessions/{uuid:pk}/hand-over", response=SessionOut, summary="Hand a session to another officer"
)
def hand_over_session(request: ApiRequest, pk: UUID, told: HandOverIn) -> Session:
    session = _session(request, pk)
    to = get_object_or_404(_planners(session.org), pk=told.to_id)
    return actions.hand_over_session(
        actor=request.auth, session=session, to=to, seen_version=told.seen_version
    )


@router.post("/sessions/{uuid:pk}/open", response=SessionOut, summary="Begin check-in")
def open_session(request: ApiRequest, pk: UUID) -> Session:
    return actions.open_session(actor=request.auth, session=_session(request, pk), at=request.at)


@router.post("/sessions/{uuid:pk}/hold", response=SessionOut, summary="Record that a session was held")
def hold_session(request: ApiRequest, pk: UUID) -> Session:
    return actions.hold_session(actor=request.auth, session=_session(request, pk), at=request.at)


@router.post("/sessions/{uuid:pk}/cancel", response=SessionOut, summary="Cancel a session with a reason")
def cancel_session(request: ApiRequest, pk: UUID, told: CancelIn) -> Session:
    return actions.cancel_session(actor=request.auth, session=_session(request, pk), reason=told.reason)


@router.get("/sessions/{uuid:pk}/attendances", response=list[AttendanceOut], summary="Who attended a session")
@paginate(CursorPagination, ordering=("-id",), page_size=100)
def list_attendances(request: ApiRequest, pk: UUID) -> QuerySet[Attendance]:
    return _session(request, pk).attendances.select_related("person")


@router.post("/sessions/{uuid:pk}/attendances", response={201: AttendanceOut}, summary="Check a person in")
def check_in(request: ApiRequest, pk: UUID, told: CheckInIn) -> Attendance:
    session = _session(request, pk)
    if told.code:
        return actions.check_in_by_code(actor=request.auth, session=session, code=told.code, at=request.at)
    if told.person_id is None:
        raise Invalid({"person_id": [_("给出人员编号，或者会员码。")]})
    person = get_object_or_404(Person.objects.visible_to(request.auth), pk=told.person_id)
    return actions.check_in(actor=request.auth, session=session, person=person, at=request.at)


@router.post(
    "/attendances/{uuid:pk}/withdraw", response=AttendanceOut, summary="Take a mistaken check-in back"
)
def withdraw(request: ApiRequest, pk: UUID) -> Attendance:
    attendances = Attendance.objects.visible_to(request.auth).select_related("org", "person")
    return actions.withdraw_check_in(actor=request.auth, attendance=get_object_or_404(attendances, pk=pk))


@router.get("/sessions/{uuid:pk}/evidence", response=list[EvidenceOut], summary="Evidence of a session")
def list_evidence(request: ApiRequest, pk: UUID) -> QuerySet[Evidence]:
    return _session(request, pk).evidence.select_related("file").order_by("pk")


@router.post("/sessions/{uuid:pk}/evidence", response={201: EvidenceOut}, summary="Attach a photo or paper")
def add_evidence(request: ApiRequest, pk: UUID, told: Form[EvidenceIn], upload: File[UploadedFile]) -> Status:
    """The same contents twice are one piece of evidence."""
    session = _session(request, pk)
    return Status(
        201, actions.add_evidence(actor=request.auth, session=session, upload=upload, **told.dict())
    )


@router.post("/evidence/{uuid:pk}/remove", response={204: None}, summary="Take evidence off a session")
def remove_evidence(request: ApiRequest, pk: UUID) -> Status:
    """The file and the audit trail stay."""
    seen = Evidence.objects.visible_to(request.auth).select_related("session__org")
    actions.remove_evidence(actor=request.auth, evidence=get_object_or_404(seen, pk=pk))
    return Status(204, None)
