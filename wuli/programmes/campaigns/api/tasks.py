"""Tasks over the API: the same querysets and actions as the pages."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query

from wuli.base.accounts.models import User
from wuli.base.core.api import ApiRequest, CursorPagination, paginate
from wuli.base.orgs.models import Org

from .. import actions
from ..models import Plan, Task, TaskNote
from ..schemas.tasks import NoteOut, TaskFilter, TaskIn, TaskOut, WordsIn
from .routes import router


def _tasks(request: ApiRequest) -> QuerySet[Task]:
    """Tasks over the API; those of secluded plans are opened on their own page only."""
    seen = Task.objects.visible_to(request.auth).exclude(plan__secluded=True)
    return seen.select_related("org", "asked_by", "owner", "plan__org")


def _task(request: ApiRequest, pk: UUID) -> Task:
    return get_object_or_404(_tasks(request), pk=pk)


@router.get("/tasks", response=list[TaskOut], summary="Tasks the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_tasks(request: ApiRequest, filters: Query[TaskFilter]) -> QuerySet[Task]:
    return filters.filter(_tasks(request))


@router.get("/tasks/{uuid:pk}", response=TaskOut, summary="One task")
def get_task(request: ApiRequest, pk: UUID) -> Task:
    return _task(request, pk)


@router.post("/tasks", response={201: TaskOut}, summary="Give a unit a task")
def give_task(request: ApiRequest, told: TaskIn) -> Task:
    fields = told.dict()
    org = get_object_or_404(Org.objects.visible_to(request.auth), pk=fields.pop("org_id"))
    owner = found_owner(request, fields.pop("owner_id"))
    plan, key = None, fields.pop("plan_id")
    if key:
        plan = get_object_or_404(Plan.objects.visible_to(request.auth).filter(secluded=False), pk=key)
    return actions.give_task(actor=request.auth, org=org, owner=owner, plan=plan, at=request.at, **fields)


def found_owner(request: ApiRequest, key: UUID | None) -> User | None:
    """The officer of that key whom the caller can give work to; nobody when none was named."""
    if key is None:
        return None
    return get_object_or_404(actions.may_own_below(request.auth, timezone.localdate(request.at)), pk=key)


@router.get("/tasks/{uuid:pk}/notes", response=list[NoteOut], summary="The course of a task, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_notes(request: ApiRequest, pk: UUID) -> QuerySet[TaskNote]:
    return _task(request, pk).notes.select_related("by")


@router.post("/tasks/{uuid:pk}/progress", response={201: NoteOut}, summary="Say how far a task is")
def report_progress(request: ApiRequest, pk: UUID, told: WordsIn) -> TaskNote:
    task = _task(request, pk)
    return actions.report_progress(actor=request.auth, task=task, words=told.words, at=request.at)


@router.post("/tasks/{uuid:pk}/start", response=TaskOut, summary="Take a task up")
def start_task(request: ApiRequest, pk: UUID) -> Task:
    return actions.start_task(actor=request.auth, task=_task(request, pk), at=request.at)


@router.post("/tasks/{uuid:pk}/hand-in", response=TaskOut, summary="Hand in what was done, with evidence")
def hand_in_task(request: ApiRequest, pk: UUID, told: WordsIn) -> Task:
    return actions.hand_in_task(actor=request.auth, task=_task(request, pk), words=told.words, at=request.at)


@router.post("/tasks/{uuid:pk}/check", response={201: NoteOut}, summary="Say what a check on the spot found")
def check_task(request: ApiRequest, pk: UUID, told: WordsIn) -> TaskNote:
    return actions.check_task(actor=request.auth, task=_task(request, pk), words=told.words, at=request.at)


@router.post("/tasks/{uuid:pk}/accept", response=TaskOut, summary="Accept what was handed in")
def accept_task(request: ApiRequest, pk: UUID, told: WordsIn) -> Task:
    return actions.accept_task(actor=request.auth, task=_task(request, pk), words=told.words, at=request.at)


@router.post("/tasks/{uuid:pk}/return", response=TaskOut, summary="Send what was handed in back")
def return_task(request: ApiRequest, pk: UUID, told: WordsIn) -> Task:
    return actions.return_task(actor=request.auth, task=_task(request, pk), words=told.words, at=request.at)


@router.post("/tasks/{uuid:pk}/drop", response=TaskOut, summary="Drop a task with a reason")
def drop_task(request: ApiRequest, pk: UUID, told: WordsIn) -> Task:
    return actions.drop_task(actor=request.auth, task=_task(request, pk), words=told.words, at=request.at)
