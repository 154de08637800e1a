"""Roster imports over the API: a file, its check, the rows that wait, entering, taking back.

The same actions as the pages. Checking, entering and taking back are jobs: the answer tells the job, and
asking for the import again tells how far it is.
"""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Status, UploadedFile

from wuli.base.core.actions.jobs import cancel_job
from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.errors import Conflict
from wuli.base.core.excel.sniff import MAX_UPLOAD
from wuli.base.core.models.staging import StagedRow
from wuli.base.orgs.models import Org

from .roster import actions, mend_actions
from .roster.models import RosterImport
from .roster.reading import Review
from .roster.schemas import (
    CellIn,
    CheckIn,
    ColumnIn,
    FilledOut,
    RosterIn,
    RosterOut,
    RosterRowFilter,
    RosterRowOut,
    SheetIn,
)

router = Router()


def _roster(request: ApiRequest, pk: UUID) -> RosterImport:
    visible = RosterImport.objects.visible_to(request.auth).select_related("org", "owner", "job")
    return get_object_or_404(visible, pk=pk)


def _row(request: ApiRequest, roster: RosterImport, rowno: int) -> StagedRow:
    """The row as it stands now, ready to be told."""
    request.review = Review(roster)  # type: ignore[attr-defined]
    return get_object_or_404(StagedRow, batch=roster.pk, rowno=rowno)


@router.get("/rosters", response=list[RosterOut], summary="Roster imports, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=20, max_page_size=50)
def list_rosters(request: ApiRequest) -> QuerySet[RosterImport]:
    """Imports into units at which the caller may import."""
    return RosterImport.objects.visible_to(request.auth).select_related("org", "job")


@router.post("/rosters", response={201: RosterOut}, summary="Upload a roster; nothing is entered yet")
def upload_roster(request: ApiRequest, told: Form[RosterIn], file: File[UploadedFile]) -> Status:
    """An .xlsx, .xls or .csv; the answer says which columns were recognised."""
    org = get_object_or_404(Org.objects.visible_to(request.auth, actions.IMPORT.code), pk=told.org_id)
    data = file.read(MAX_UPLOAD + 1)
    taken = actions.upload_roster(
        actor=request.auth, org=org, file_name=file.name or "", data=data, at=request.at
    )
    return Status(201, taken)


@router.get("/rosters/{uuid:pk}", response=RosterOut, summary="One import: state, counts, progress")
def get_roster(request: ApiRequest, pk: UUID) -> RosterImport:
    """Ask again while its job runs."""
    return _roster(request, pk)


@router.post("/rosters/{uuid:pk}/sheet", response=RosterOut, summary="Read another sheet of the file")
def choose_sheet(request: ApiRequest, pk: UUID, told: SheetIn) -> RosterImport:
    """`by_hand` takes the sheet even where no header is found."""
    roster = _roster(request, pk)
    if told.sheet not in roster.sheets:
        raise Http404
    return actions.choose_sheet(actor=request.auth, roster=roster, **told.dict())


@router.post("/rosters/{uuid:pk}/check", response={202: RosterOut}, summary="Check every row, as a job")
def check(request: ApiRequest, pk: UUID, told: CheckIn) -> Status:
    """With the columns as they were recognised, or as `mapping` says."""
    roster = _roster(request, pk)
    mapping = roster.mapping if told.mapping is None else told.mapping
    return Status(
        202, actions.start_checking(actor=request.auth, roster=roster, mapping=mapping, at=request.at)
    )


@router.post("/rosters/{uuid:pk}/enter", response={202: RosterOut}, summary="Enter the good rows, as a job")
def enter(request: ApiRequest, pk: UUID) -> Status:
    """Rows with problems stay and can be entered later."""
    return Status(202, actions.start_entering(actor=request.auth, roster=_roster(request, pk), at=request.at))


@router.post("/rosters/{uuid:pk}/cancel", response=RosterOut, summary="Stop the job that is at work on it")
def cancel(request: ApiRequest, pk: UUID) -> RosterImport:
    """Only whoever started it may. Rows that are in stay in; they can be taken back."""
    roster = _roster(request, pk)
    if roster.job is None:
        raise Conflict()
    cancel_job(actor=request.auth, job=roster.job, at=request.at)
    roster.refresh_from_db()
    return roster


@router.post("/rosters/{uuid:pk}/undo", response={202: RosterOut}, summary="Take it all back, as a job")
def undo(request: ApiRequest, pk: UUID) -> Status:
    """Within the hours that the rule gives, and only if nothing else happened to these people."""
    return Status(202, actions.start_undoing(actor=request.auth, roster=_roster(request, pk), at=request.at))


@router.get("/rosters/{uuid:pk}/rows", response=list[RosterRowOut], summary="Rows with what is wrong")
@paginate(CursorPagination, ordering=("rowno",), page_size=50)
def list_rows(request: ApiRequest, pk: UUID, filters: Query[RosterRowFilter]) -> QuerySet[StagedRow]:
    """The rows that wait to be mended, or those of another state, in the order of the file."""
    roster = _roster(request, pk)
    request.review = Review(roster)  # type: ignore[attr-defined]
    return StagedRow.objects.filter(batch=roster.pk, state=filters.state)


@router.post("/rosters/{uuid:pk}/fill", response=FilledOut, summary="Fill a column where it is missing")
def fill(request: ApiRequest, pk: UUID, told: CellIn) -> FilledOut:
    """Puts one value into every waiting row that lacks it."""
    roster = _roster(request, pk)
    count = mend_actions.fill_rows(actor=request.auth, roster=roster, at=request.at, **told.dict())
    return FilledOut(rows=count)


@router.post("/rosters/{uuid:pk}/rows/{int:rowno}/mend", response=RosterRowOut, summary="Correct a cell")
def mend_row(request: ApiRequest, pk: UUID, rowno: int, told: CellIn) -> StagedRow:
    """The row is judged again at once."""
    roster = _roster(request, pk)
    mend_actions.mend_row(actor=request.auth, roster=roster, rowno=rowno, at=request.at, **told.dict())
    return _row(request, roster, rowno)


@router.post("/rosters/{uuid:pk}/rows/{int:rowno}/fix", response=RosterRowOut, summary="Take the cure")
def fix_row(request: ApiRequest, pk: UUID, rowno: int, told: ColumnIn) -> StagedRow:
    """The proposed one, where the problem is `fixable`."""
    roster = _roster(request, pk)
    mend_actions.fix_row(actor=request.auth, roster=roster, rowno=rowno, column=told.column, at=request.at)
    return _row(request, roster, rowno)


@router.post("/rosters/{uuid:pk}/rows/{int:rowno}/open", response=RosterRowOut, summary="Leave a cell open")
def leave_open(request: ApiRequest, pk: UUID, rowno: int, told: ColumnIn) -> StagedRow:
    """The row enters without it."""
    roster = _roster(request, pk)
    mend_actions.leave_open(actor=request.auth, roster=roster, rowno=rowno, column=told.column, at=request.at)
    return _row(request, roster, rowno)


@router.post("/rosters/{uuid:pk}/rows/{int:rowno}/accept", response=RosterRowOut, summary="Let a row pass")
def accept_row(request: ApiRequest, pk: UUID, rowno: int) -> StagedRow:
    """A suspicion that somebody has looked at: these are two people."""
    roster = _roster(request, pk)
    mend_actions.accept_row(actor=request.auth, roster=roster, rowno=rowno, at=request.at)
    return _row(request, roster, rowno)


@router.post("/rosters/{uuid:pk}/rows/{int:rowno}/again", response=RosterRowOut, summary="Judge a row again")
def judge_again(request: ApiRequest, pk: UUID, rowno: int) -> StagedRow:
    """Against the register as it is now."""
    roster = _roster(request, pk)
    mend_actions.look_again(actor=request.auth, roster=roster, rowno=rowno, at=request.at)
    return _row(request, roster, rowno)


@router.post("/rosters/{uuid:pk}/rows/{int:rowno}/skip", response=RosterRowOut, summary="Leave a row out")
def skip_row(request: ApiRequest, pk: UUID, rowno: int) -> StagedRow:
    """Nothing of it is entered."""
    roster = _roster(request, pk)
    mend_actions.skip_row(actor=request.auth, roster=roster, rowno=rowno)
    return _row(request, roster, rowno)
