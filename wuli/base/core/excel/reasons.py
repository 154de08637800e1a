"""The sheet of problems: the rows as they came, with one column more that says why they wait."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from . import cells

ROW_COLUMN = "原行号"
REASON_COLUMN = "原因"  # known to every importer as a column that is not taken


def write_reasons(labels: Sequence[str], rows: Iterable[tuple[int, Sequence[Any], str]]) -> bytes:
    """An .xlsx with the file's own columns, then the number of the row and the reasons."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("要改的行"))
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "bg_color": "#F2EEE6"})
        why = book.add_format({"font_color": "#B1242B", "text_wrap": True})
        width = len(labels)
        sheet.set_column(0, max(width - 1, 0), 16, text)
        sheet.set_column(width, width, 8)
        sheet.set_column(width + 1, width + 1, 60, why)
        for index, label in enumerate([*labels, ROW_COLUMN, REASON_COLUMN]):
            sheet.write_string(0, index, label, bold)
        for place, (rowno, raw, reason) in enumerate(rows, 1):
            for index, cell in enumerate(raw[:width]):
                sheet.write_string(place, index, cells.text(cell), text)
            sheet.write_number(place, width, rowno)
            sheet.write_string(place, width + 1, reason, why)
        sheet.freeze_panes(1, 0)
    return kept.getvalue()
