"""The rows behind a figure as a file for Excel, with what it counts and when it was made on top."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from wuli.base.core.templatetags.wuli import moment

from .cards import FigureCard, columns_of

BOM = "\ufeff"  # without it Excel reads UTF-8 as the system's code page
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows_file(card: FigureCard, at: datetime) -> StreamingHttpResponse:
    """Every row that the viewer may see, streamed; how many others there are is said, not shown."""
    name = f"{card.declared.code}-{card.asking.when.code}.csv"
    response = StreamingHttpResponse(_lines(card, at), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(card: FigureCard, at: datetime) -> Iterator[str]:
    yield BOM + _line([card.declared.name, card.asking.org.name, card.when_words])
    yield _line([_("数值"), card.figure.value, card.declared.unit.label])
    yield _line([_("怎么数"), card.declared.meaning, _("第 %(n)s 版") % {"n": card.declared.version}])
    yield _line([_("生成时间"), moment(at), _("不在您范围内的行：%(n)s") % {"n": card.counts["hidden"]}])
    columns = columns_of(card.base)
    yield _line([str(column.header) for column in columns])
    for row in card.rows.iterator(chunk_size=2000):
        yield _line([column.value(row) for column in columns])  # type: ignore[operator]


def _line(cells: list[Any]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow([_safe(cell) for cell in cells])
    return buffer.getvalue()


def _safe(cell: Any) -> str:
    """A text that a spreadsheet will not take for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
