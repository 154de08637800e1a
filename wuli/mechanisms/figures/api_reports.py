"""Reports over the API: the same texts, figures and steps as on the pages."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema, Status

from wuli.base.core.api import ApiRequest, CursorPagination, Router, paginate
from wuli.base.core.api_jobs import JobOut
from wuli.base.core.models.jobs import Job
from wuli.base.orgs.models import Org

from .actions import reports as actions
from .models import Report, ReportTemplate
from .reports.publishing import publish
from .reports.showing import PublishedPage, page_of

router = Router()


class TemplateOut(Schema):
    """A template: for which kinds of unit and which length of period."""

    id: UUID
    title: str
    length: ReportTemplate.Length
    kinds: list[str]
    language: str
    shipped: bool


class FigureReportOut(Schema):
    """A report without its text."""

    id: UUID
    title: str
    org: UUID = Field(alias="org_id")
    period: str
    state: Report.State
    edition: int
    version: int
    published_at: datetime | None
    sha256: str


class PieceOut(Schema):
    """Words or a number; `key` names the figure, `exact` its exact number where the text rounds."""

    kind: str
    text: str
    exact: str
    key: str


class BlockOut(Schema):
    """A title, heading, paragraph, table or chart."""

    kind: str
    pieces: list[PieceOut]
    heads: list[str]
    rows: list[list[PieceOut]]


class ReportTextOut(Schema):
    """A report as the caller may read it; what they may not see is a word with no key."""

    report: FigureReportOut
    blocks: list[BlockOut]


class FrozenOut(Schema):
    """A frozen figure beside what the same question gives today."""

    key: str
    indicator: str
    version: int
    org: UUID
    period: str
    as_of: date
    value: Decimal | None
    now: Decimal | None
    rows: int
    sha256: str


class BeginIn(Schema):
    """Which template, for which unit and period."""

    template: UUID
    org: UUID
    period: str = Field(max_length=24, description="2026, 2026-H1, 2026-Q4 or 2026-11")
    title: str = Field("", max_length=120)


class TextIn(Schema):
    """Title and text of a draft, with the version that was read."""

    title: str = Field(max_length=120)
    text: str
    seen_version: int = Field(ge=0, le=2147483647)


class Step(StrEnum):
    """A step of a report."""

    submit = "submit"
    take_back = "take_back"
    publish = "publish"
    return_ = "return"
    withdraw = "withdraw"
    edition = "edition"
    drop = "drop"


class StepIn(Schema):
    """The reason, for steps that need one: return and withdraw."""

    words: str = Field("", max_length=300)


STEPS: dict[str, Any] = {
    "submit": actions.submit_report,
    "take_back": actions.take_report_back,
    "publish": publish,
    "edition": actions.begin_edition,
    "drop": actions.drop_report,
    "return": actions.return_report,
    "withdraw": actions.withdraw_report,
}


def _report(request: ApiRequest, pk: UUID) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.auth).select_related("org"), pk=pk)


@router.get("/templates", response=list[TemplateOut], summary="Templates that reports may be begun from")
def list_report_templates(request: ApiRequest) -> list[TemplateOut]:
    """Those that ship, and those of the caller's units and the units above them."""
    templates = ReportTemplate.objects.visible_to(request.auth).in_use().order_by("title", "pk")[:200]
    return [
        TemplateOut(
            id=each.pk, title=each.title, length=each.length, kinds=each.kinds, language=each.language,
            shipped=each.org_id is None,
        )
        for each in templates
    ]  # fmt: skip


@router.get("", response=list[FigureReportOut], summary="Reports the caller may see, newest first")
@paginate(CursorPagination, ordering=("-id",), page_size=50)
def list_reports(request: ApiRequest) -> QuerySet[Report]:
    """Without their texts."""
    return Report.objects.visible_to(request.auth).defer("text", "content")


@router.get("/{uuid:pk}", response=ReportTextOut, summary="A report as it reads")
def get_report(request: ApiRequest, pk: UUID) -> dict[str, Any]:
    """Live figures in a draft, frozen ones once it is published."""
    report = _report(request, pk)
    page = page_of(report, request.auth, timezone.localdate(request.at))
    blocks = [
        {
            "kind": block.kind,
            "pieces": [_piece(piece) for piece in block.pieces],
            "heads": block.heads,
            "rows": [[_piece(piece) for piece in row] for row in block.rows],
        }
        for block in page.document.blocks
    ]
    return {"report": report, "blocks": blocks}


def _piece(piece: Any) -> dict[str, str]:
    return {"kind": piece.kind, "text": piece.full, "exact": piece.exact, "key": piece.key}


@router.get("/{uuid:pk}/figures", response=list[FrozenOut], summary="Frozen figures of a published report")
def list_report_figures(request: ApiRequest, pk: UUID) -> list[FrozenOut]:
    """Each beside the number of today; nothing for a report that is not published."""
    page = page_of(_report(request, pk), request.auth, timezone.localdate(request.at))
    if not isinstance(page, PublishedPage):
        return []
    return [
        FrozenOut(
            key=each.key, indicator=each.figure.indicator, version=each.figure.version,
            org=each.figure.org_id, period=each.figure.period, as_of=each.figure.as_of,
            value=each.figure.value, now=page.now[each.key], rows=each.figure.rows.count,
            sha256=each.figure.rows.sha256,
        )
        for each in page.seen
    ]  # fmt: skip


@router.post("", response={201: FigureReportOut}, summary="Begin a report")
def begin_report(request: ApiRequest, told: BeginIn) -> Any:
    """From a template that fits the unit and the period."""
    template = get_object_or_404(ReportTemplate.objects.visible_to(request.auth), pk=told.template)
    org = get_object_or_404(Org.objects.visible_to(request.auth, actions.WRITE.code), pk=told.org)
    known = {"template": template, "org": org, "period": told.period, "title": told.title}
    return Status(201, actions.begin_report(actor=request.auth, at=request.at, **known))


@router.patch("/{uuid:pk}", response=FigureReportOut, summary="Change title and text of a draft")
def write_report(request: ApiRequest, pk: UUID, told: TextIn) -> Report:
    """Refused when somebody else changed it since `seen_version`."""
    return actions.write_report(actor=request.auth, report=_report(request, pk), **told.dict())


@router.post(
    "/{uuid:pk}/steps/{step}",
    response={200: FigureReportOut, 202: JobOut},
    summary="Take a step of a report",
)
def step_report(request: ApiRequest, pk: UUID, step: Step, told: StepIn) -> Any:
    """Submit, take back, publish, return with a reason, withdraw with a reason, new edition, drop.

    A report with many rows behind it is published by a job; then the answer is 202 with the job.
    """
    words = {"words": told.words} if step in (Step.return_, Step.withdraw) else {}
    done = STEPS[step.value](actor=request.auth, report=_report(request, pk), at=request.at, **words)
    return Status(202, done) if isinstance(done, Job) else done
