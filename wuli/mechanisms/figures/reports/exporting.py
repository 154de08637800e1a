"""A report as a document to be kept: .docx to be edited, PDF to be printed, in the layout of GB/T 9704."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Conflict, Missing
from wuli.base.core.excel import vault
from wuli.base.core.excel.export import SHELF
from wuli.base.core.jobs import Progress, job_kind
from wuli.base.core.models import Job

from ..models import Report
from .document import FIGURE, Document, Piece
from .docx import docx_file
from .filling import document_of
from .fonts import fonts_are_there
from .pdf import pdf_file
from .remarks import remarks_of
from .rendering import masked

NONE, BRACKETS, NOTES = "none", "brackets", "notes"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": DOCX, "pdf": "application/pdf"}
LONG = 6_000  # pieces of a document from which a worker sets it

__all__ = ["LONG", "TYPES", "Choice", "Paper", "fonts_are_there", "is_long", "paper_of", "written"]


class NoFonts(Conflict):
    """No font with Chinese is to be found, so no PDF can be set."""

    code = "figures.no_fonts"
    message = _("这台服务器上没有中文字体，PDF 排不出来。Word 文件不受影响。")
    cure = _("请系统管理员运行 python scripts/fonts.py，或者安装 fonts-noto-cjk。")


@dataclass(frozen=True)
class Choice:
    """How a document is made: where exact numbers stand beside rounded ones, and whether with a red head."""

    form: str
    exact: str = NOTES
    head: bool = False

    @classmethod
    def of(cls, form: str, query: Mapping[str, str]) -> "Choice":
        """From an address; what is unknown is what is usual."""
        exact = query.get("exact", NOTES)
        return cls(form, exact if exact in (NONE, BRACKETS, NOTES) else NOTES, query.get("head") == "1")


@dataclass(frozen=True)
class Paper:
    """All that a document needs, ready to be set: what both layouts share."""

    title: str
    org: str
    signed_on: str
    document: Document  # what is to be noted below stands in `why` of its figure
    remarks: list[str]
    head: bool
    state: str
    address: str  # where the frozen figures are; empty for a draft
    language: str


def paper_of(report: Report, viewer: Any, choice: Choice, *, base: str, today: date) -> Paper:
    """The report as `viewer` may read it, for paper; `base` is the platform's own address."""
    document = masked(document_of(report, today), viewer, report.org)
    with override(report.language):
        document = document.with_pieces(lambda piece: _with_exact(piece, choice.exact))
        on = timezone.localdate(report.published_at) if report.published_at else today
        state = "" if report.state == Report.State.PUBLISHED else str(report.get_state_display())
        signed_on = f"{on.year}年{on.month}月{on.day}日" if report.language != "en" else f"{on:%-d %B %Y}"
    code = reverse("figures:report-code", args=[report.short_code])
    return Paper(
        title=report.title,
        org=report.org.name,
        signed_on=signed_on,
        document=document,
        remarks=remarks_of(report, document),
        head=choice.head,
        state=state,
        address=base.rstrip("/") + code if report.is_final else "",
        language=report.language,
    )


def _with_exact(piece: Piece, exact: str) -> Piece:
    """The exact number beside a rounded one: in brackets, or as a footnote."""
    if piece.kind != FIGURE or not piece.exact or piece.note:
        return piece
    if exact == BRACKETS:
        return replace(piece, note=True)
    return replace(piece, why=piece.exact) if exact == NOTES else piece


def written(paper: Paper, form: str) -> bytes:
    """The file. Raises NoFonts for a PDF without fonts."""
    if form == "docx":
        return docx_file(paper)
    if not fonts_are_there():
        raise NoFonts()
    return pdf_file(paper)


def is_long(document: Document) -> bool:
    """Whether a worker should set it."""
    return sum(1 for _piece in document.pieces()) > LONG


def file_name(report: Report, form: str) -> str:
    """The name of the file."""
    return f"{report.title.replace('/', ' ')}.{form}"


@job_kind("figures.report_file", _("报告成文"), steps={"set": _("正在排版")})
def set_report(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Set a long report for who asked; what they may not see is a word in it."""
    viewer = job.owner or SYSTEM
    reports = Report.objects.visible_to(viewer).select_related("org")
    report = reports.filter(pk=job.args["report"]).first()
    if report is None:
        raise Missing()
    progress.step("set")
    choice = Choice(job.args["form"], job.args["exact"], job.args["head"])
    paper = paper_of(report, viewer, choice, base=job.args["base"], today=timezone.localdate())
    data = written(paper, choice.form)
    vault.keep(SHELF, job.pk, data)
    return {"file": file_name(report, choice.form), "sha256": hashlib.sha256(data).hexdigest()}
