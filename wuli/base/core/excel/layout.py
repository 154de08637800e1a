"""Finds the header among titles and merged cells, and recognises the columns under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.said import listed

from .cells import header_key, letter, text
from .columns import Sheet
from .errors import HeaderNotFound
from .reader import SheetHead

LOOK_AT = 30  # rows in which the header is looked for


@dataclass(frozen=True)
class Header:
    """Where the header of a sheet ends (row number as in Excel) and the names it gives each column."""

    sheet: str
    row: int
    labels: tuple[str, ...]
    mapping: Mapping[str, int]  # column code -> index

    @property
    def letters(self) -> list[tuple[int, str, str]]:
        """(index, letter, label) of every named column."""
        return [(i, letter(i), label) for i, label in enumerate(self.labels) if label]


def find_header(declared: Sheet, heads: Sequence[SheetHead], wanted: str = "") -> Header:
    """The header of the sheet `wanted`, or of the sheet that has the best one.

    Raises HeaderNotFound with the sheets there are and, if another one has it, which.
    """
    found = {head.name: best for head in heads if (best := best_header(declared, head))}
    usable = {name: header for name, header in found.items() if _is_usable(declared, header)}
    if wanted:
        if wanted in usable:
            return usable[wanted]
        raise HeaderNotFound(sheet=wanted, wanted=_wanted(declared), hint=_hint(heads, usable))
    if usable:
        return max(usable.values(), key=lambda header: len(header.mapping))
    raise HeaderNotFound(sheet=heads[0].name, wanted=_wanted(declared), hint=_hint(heads, usable))


def best_header(declared: Sheet, head: SheetHead) -> Header | None:
    """The row, or the two merged rows, under which most columns are recognised."""
    best: Header | None = None
    for index in range(min(LOOK_AT, len(head.rows))):
        for rows in (head.rows[index : index + 1], head.rows[index : index + 2]):
            labels = _labels(rows)
            mapping = recognise(declared, labels)
            if mapping and (best is None or len(mapping) > len(best.mapping)):
                best = Header(head.name, index + len(rows), labels, mapping)
    return best


def first_row_of_words(head: SheetHead) -> Header:
    """Where no name is known: the first row with several words, for the officer to tell the columns."""
    for index, row in enumerate(head.rows[:LOOK_AT]):
        labels = _labels([row])
        if sum(1 for label in labels if label) >= 2:
            return Header(head.name, index + 1, labels, {})
    return Header(head.name, 1, _labels(head.rows[:1]), {})


def recognise(declared: Sheet, labels: Sequence[str]) -> dict[str, int]:
    """Which column stands where, by name or alias; the first of two with one name wins."""
    found: dict[str, int] = {}
    for index, label in enumerate(labels):
        code = declared.names.get(header_key(label)) if label else None
        if code:
            found.setdefault(code, index)
    return found


def _labels(rows: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """Names by column; under a merged group head the lower row speaks, beside it the upper one."""
    width = max((len(row) for row in rows), default=0)
    names = []
    for index in range(width):
        cells = [text(row[index])[:40] for row in rows if index < len(row)]
        names.append(next((cell for cell in reversed(cells) if cell), ""))
    return tuple(names)


def _is_usable(declared: Sheet, header: Header) -> bool:
    return any(column.code in header.mapping for column in declared.required)


def _wanted(declared: Sheet) -> str:
    return listed(column.name for column in declared.required)


def _hint(heads: Sequence[SheetHead], usable: Mapping[str, Header]) -> str:
    names = listed(head.name for head in heads)
    if usable:
        return _("换成工作表「%(name)s」，它有表头。") % {"name": next(iter(usable))}
    return _("文件里的工作表：%(names)s。可以下载模板，把内容贴进去再传。") % {"names": names}
