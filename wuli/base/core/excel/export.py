"""Lists as sheets: small ones at once, large ones as a job whose file waits a week for its owner.

An app declares what a list looks like with `offer_sheet`; the rows are asked for again with the right of
whoever exports, at the moment it is done.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.jobs import start_job
from wuli.base.core.jobs import Progress, job_kind
from wuli.base.core.models.jobs import Job

from . import vault

AT_ONCE = 5_000  # rows; more than this is written by a worker
SHELF = "exports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | Decimal
Columns = tuple[tuple[str | Promise, Callable[[Any], Any]], ...]
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class SheetOut:
    """How a list looks as a sheet. `rows(user, query)` is scoped to the user; columns are (head, getter).

    Where the columns depend on what is asked, `columns` is a function of the query. `rows` may give `Headed`
    rows: with lines that stand over the heads.
    """

    code: str
    name: str | Promise
    columns: Columns | Callable[[Mapping[str, str]], Columns]
    rows: "Callable[[Any, Mapping[str, str]], QuerySet | Headed]"

    def read(self, user: Any, query: Mapping[str, str]) -> "Headed":
        """What the user may see, with the lines over the heads."""
        found = self.rows(user, query)
        return found if isinstance(found, Headed) else Headed(found, [])


class Headed(NamedTuple):
    """Rows under lines that say what they are, of when, made when."""

    rows: QuerySet
    above: list[list[str]]


SHEETS: dict[str, SheetOut] = {}


def offer_sheet(sheet: SheetOut) -> SheetOut:
    """Make a sheet known; two with one code do not start."""
    if SHEETS.setdefault(sheet.code, sheet) is not sheet:
        raise ValueError(f"sheet {sheet.code} is offered twice")
    return sheet


def answer(user: Any, sheet: SheetOut, query: Mapping[str, str], *, kind: str = "xlsx") -> HttpResponse:
    """The file, or 303 to the job that writes it when there are more than AT_ONCE rows."""
    rows, above = sheet.read(user, query)
    if rows[: AT_ONCE + 1].count() > AT_ONCE:
        job = start_job(
            actor=user,
            kind="core.export",
            args={"sheet": sheet.code},
            about=str(sheet.name),
            private=json.dumps(dict(query), ensure_ascii=False),
        )
        return HttpResponse(status=303, headers={"Location": job.get_absolute_url()})
    lines = _lines(sheet, query, above, rows.iterator(chunk_size=2_000))
    data = written_csv(lines) if kind == "csv" else written_xlsx(str(sheet.name), lines, head=len(above))
    content_type = "text/csv; charset=utf-8" if kind == "csv" else XLSX
    return FileResponse(
        io.BytesIO(data), as_attachment=True, filename=f"{sheet.name}.{kind}", content_type=content_type
    )


def _lines(
    sheet: SheetOut, query: Mapping[str, str], above: list[list[str]], rows: Iterable[Any]
) -> Iterator[Sequence[Cell]]:
    columns = sheet.columns(query) if callable(sheet.columns) else sheet.columns
    yield from above
    yield [str(head) for head, _getter in columns]
    for row in rows:
        yield [_cell(getter(row)) for _head, getter in columns]


def _cell(value: Any) -> Cell:
    """A number as a number, so that it can be added up; all else as text."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    return "" if value is None else str(value)


def written_csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """CSV that Excel opens rightly; what it would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    out.write("\ufeff")
    told = ([harmless(each) if isinstance(each, str) else each for each in line] for line in lines)
    csv.writer(out).writerows(told)
    return out.getvalue().encode()


def harmless(cell: str) -> str:
    """The cell, so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def written_xlsx(name: str, lines: Iterable[Sequence[Cell]], *, head: int = 0) -> bytes:
    """An .xlsx of texts and numbers, written row by row: neither formulas nor memory to fear.

    The line of heads is that of number `head`; it stays in sight while the rows below are scrolled.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "out.xlsx"
        told = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": folder,
        }
        with xlsxwriter.Workbook(str(place), told) as book:
            sheet = book.add_worksheet(name[:31].translate(str.maketrans("", "", "[]:*?/\\")) or "1")
            text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
            plain = book.add_format({"num_format": "General"})
            sheet.set_column(0, 50, 16, text)
            sheet.freeze_panes(head + 1, 0)
            for number, line in enumerate(lines):
                for index, cell in enumerate(line):
                    if isinstance(cell, str):
                        sheet.write_string(number, index, cell, bold if number == head else text)
                    else:
                        sheet.write_number(number, index, cell, plain)
        return place.read_bytes()


@job_kind(
    "core.export",
    _("导出"),
    steps={"write": _("正在写表")},
    when_cancelled=lambda job: vault.throw_away(SHELF, job.pk),
)
def export_sheet(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Write a large list for its owner; what they may no longer see is not in it."""
    sheet = SHEETS[job.args["sheet"]]
    query = json.loads(job.private or "{}")
    rows, above = sheet.read(job.owner or SYSTEM, query)
    total = rows.count()
    progress.step("write", total=total)

    def told(lines: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        for number, line in enumerate(lines):
            progress.tick(min(number, total))
            yield line

    lines = told(_lines(sheet, query, above, rows.iterator(chunk_size=2_000)))
    data = written_xlsx(str(sheet.name), lines, head=len(above))
    vault.keep(SHELF, job.pk, data)
    return {"file": f"{sheet.name}.xlsx", "rows": total}
