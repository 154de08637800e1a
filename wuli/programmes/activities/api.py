"""Sessions and attendances over the API: the same querysets and actions as the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query

from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.errors import Invalid
from wuli.base.orgs.models import Org
from wuli.base.people.models import Person

from . import actions
from .models import Attendance, Session
from .schemas import AttendanceOut, CancelIn, CheckInIn, SessionFilter, SessionIn, SessionOut

router = Router()


def _session(request: ApiRequest, pk: UUID) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.auth).select_related("org"), pk=pk)


@router.get("/sessions", response=list[SessionOut], summary="Sessions the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_sessions(request: ApiRequest, filters: Query[SessionFilter]) -> QuerySet[Session]:
    return filters.filter(Session.objects.visible_to(request.auth).select_related("org"))


@router.get("/sessions/{uuid:pk}", response=SessionOut, summary="One session")
def get_session(request: ApiRequest, pk: UUID) -> Session:
    return _session(request, pk)


@router.post("/sessions", response={201: SessionOut}, summary="Plan a session")
def plan_session(request: ApiRequest, told: SessionIn) -> Session:
    fields = told.dict()
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=fields.pop("org_id"))
    return actions.plan_session(actor=request.auth, org=org, **fields)


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
