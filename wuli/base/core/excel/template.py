"""The empty form of a declared sheet: drop-downs, text columns, notes and an example, ready to fill."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from wuli.base.core.said import listed

from .cells import letter
from .columns import Column, Kind, Sheet

LAST_ROW = 5_000  # as far down as drop-downs and formats reach


def write_template(declared: Sheet, lists: dict[str, Sequence[str]] | None = None) -> bytes:
    """An .xlsx to fill in; `lists` are drop-downs known only now, e.g. the officer's own unions."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(str(declared.name)[:31])
        words = book.add_worksheet(_("字典"))
        _notes(book, declared)
        head = book.add_format({"bold": True, "bg_color": "#F2EEE6", "border": 1, "border_color": "#CCC4B8"})
        must = book.add_format(
            {
                "bold": True,
                "bg_color": "#F2EEE6",
                "font_color": "#B1242B",
                "border": 1,
                "border_color": "#CCC4B8",
            }
        )
        text = book.add_format({"num_format": "@"})
        for index, column in enumerate(declared.columns):
            sheet.set_column(index, index, column.width, text)
            sheet.write_string(0, index, str(column.name), must if column.required else head)
            if column.note:
                sheet.write_comment(0, index, str(column.note))
            options = (lists or {}).get(column.code) or [str(name) for name in column.choices.values()]
            if options and column.kind is not Kind.CHOICES:
                _drop_down(sheet, words, index, options)
        sheet.freeze_panes(1, 2)
        words.hide()
    return kept.getvalue()


def _drop_down(sheet: Any, words: Any, index: int, options: Sequence[str]) -> None:
    """A list on the hidden sheet: lists inside a cell may not be longer than 255 characters."""
    for place, option in enumerate(options):
        words.write_string(place, index, option)
    column = letter(index)
    source = f"={_('字典')}!${column}$1:${column}${len(options)}"
    rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
    sheet.data_validation(1, index, LAST_ROW, index, rule)


def _notes(book: Any, declared: Sheet) -> None:
    """How to fill it, and an example that is not read."""
    sheet = book.add_worksheet(_("怎么填"))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 2, 44)
    lines: list[Sequence[str]] = [(_("列"), _("怎么填"), _("例子"))]
    lines += [(str(column.name), _how(column), column.example) for column in declared.columns]
    for place, line in enumerate(lines):
        for index, cell in enumerate(line):
            sheet.write_string(place, index, cell, bold if place == 0 else None)
    more = [
        _("红字的列必须填。列的次序可以变，多余的列不会导入。"),
        _("从别的表粘贴时，用「只粘贴值」，号码就不会变成 1.1E+17。"),
        _("不要合并单元格，不要写公式。"),
    ]
    for place, words in enumerate(more, len(lines) + 1):
        sheet.write_string(place, 0, words)


def _how(column: Column) -> str:
    parts = [_("必填")] if column.required else []
    parts += [str(column.note)] if column.note else []
    if column.kind is Kind.DATE:
        parts.append(_("日期，如 2023-05-11"))
    if column.choices:
        parts.append(_("从下拉里选") if column.kind is Kind.CHOICE else listed(column.choices.values()))
    return "；".join(parts)
