"""Sheets of units over the API: sent, checked and founded by jobs, however many rows they have."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Field, File, Schema, Status, UploadedFile

from wuli.base.core.actions.files import store_file
from wuli.base.core.actions.jobs import cancel_job
from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.api_jobs import JobOut
from wuli.base.core.errors import Conflict
from wuli.base.core.excel.judged import rows_in
from wuli.base.core.models.files import stored_bytes
from wuli.base.core.models.staging import StagedRow

from .intake import actions
from .intake.faults import told_faults, waiting
from .intake.models import UnitsSheet
from .sheet import UNITS

router = Router()


class SheetOut(Schema):
    """A sheet of units and how far it is; `ready` counts what can be founded and what was."""

    id: UUID
    file: str = Field(alias="file.name")
    state: UnitsSheet.State
    sheet: str
    rows: int
    ready: int
    unchanged: int
    wrong: int
    founded: int
    job: JobOut | None
    created_at: datetime
    checked_at: datetime | None
    founded_at: datetime | None


class FaultOut(Schema):
    """What is wrong with a cell: where, the value, cause and cure in the caller's language."""

    where: str
    value: str
    cause: str = Field(alias="title")
    cure: str


class SheetRowOut(Schema):
    """A row with faults by Excel's number."""

    rowno: int
    faults: list[FaultOut]

    @staticmethod
    def resolve_faults(row: StagedRow) -> list[dict[str, Any]]:
        """In the order they were found."""
        return told_faults(row)


def _sheet(request: ApiRequest, pk: UUID) -> UnitsSheet:
    mine = UnitsSheet.objects.visible_to(request.auth).select_related("file", "job", "owner")
    return get_object_or_404(mine, pk=pk)


@router.get("/unit-sheets", response=list[SheetOut], summary="Sheets of units the caller has sent")
@paginate(CursorPagination, ordering=("-id",), page_size=20)
def list_sheets(request: ApiRequest) -> QuerySet[UnitsSheet]:
    """Newest first; those sent on the page are here when a job works on them."""
    return UnitsSheet.objects.visible_to(request.auth).select_related("file", "job")


@router.post("/unit-sheets", response={202: SheetOut}, summary="Send a sheet of units to be checked")
def send_sheet(request: ApiRequest, file: File[UploadedFile]) -> Status:
    """An .xlsx, .xls or .csv; nothing is founded yet."""
    kept = store_file(actor=request.auth, upload=file, capability=actions.FOUND, at=request.at)
    rows_in(UNITS, stored_bytes(kept), kept.name)  # refuses at once what is no sheet of units
    return Status(202, actions.start_check(actor=request.auth, file=kept, at=request.at))


@router.get("/unit-sheets/{uuid:pk}", response=SheetOut, summary="One sheet: state, counts, progress")
def get_sheet(request: ApiRequest, pk: UUID) -> UnitsSheet:
    """Ask again while its job runs."""
    return _sheet(request, pk)


@router.get("/unit-sheets/{uuid:pk}/rows", response=list[SheetRowOut], summary="Rows with faults")
@paginate(CursorPagination, ordering=("rowno",), page_size=50)
def list_sheet_rows(request: ApiRequest, pk: UUID) -> QuerySet[StagedRow]:
    """In the order of the file."""
    return waiting(_sheet(request, pk))


@router.post("/unit-sheets/{uuid:pk}/check", response={202: SheetOut}, summary="Check it once more")
def check_sheet(request: ApiRequest, pk: UUID) -> Status:
    """After a stop, or when the tree has changed."""
    return Status(202, actions.check_again(actor=request.auth, sheet=_sheet(request, pk)))


@router.post("/unit-sheets/{uuid:pk}/found", response={202: SheetOut}, summary="Found the good rows")
def found_sheet(request: ApiRequest, pk: UUID) -> Status:
    """Rows with faults stay behind."""
    return Status(202, actions.start_founding(actor=request.auth, sheet=_sheet(request, pk)))


@router.post("/unit-sheets/{uuid:pk}/cancel", response=SheetOut, summary="Stop the job at work on it")
def cancel_sheet(request: ApiRequest, pk: UUID) -> UnitsSheet:
    """What was founded stays."""
    sheet = _sheet(request, pk)
    if sheet.job is None:
        raise Conflict()
    cancel_job(actor=request.auth, job=sheet.job, at=request.at)
    sheet.refresh_from_db()
    return sheet
