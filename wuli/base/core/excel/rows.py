"""Reads rows by a declared sheet: each cell to its value or its problem."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.said import listed

from . import cells
from .cells import CellProblem, header_key
from .columns import Column, Kind, Sheet, in_every_language

Parser = Callable[[Any], Any]
Mask = Callable[[str], str]
MOST_KEPT = 20_000
CHOICES_TOLD = 8  # names of a choice in a fault; the template has them all


@dataclass(slots=True)
class Draft:
    """A row on its way: values by column, problems as they will be kept."""

    rowno: int
    raw: list[Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, column: str = "", *, value: str = "", fix: str = "", **told: Any) -> None:
        """Note a problem; `value` masked, `fix` what one click would put there (itself never sensitive)."""
        kept: dict[str, Any] = {"code": code}
        if column:
            kept["column"] = column
        if value:
            kept["value"] = value
        if fix:
            kept["fix"] = fix
        if told:
            kept["told"] = told
        self.problems.append(kept)


class RowReader:
    """Turns rows into drafts; made once for a file, for its columns are looked up once."""

    def __init__(
        self,
        sheet: Sheet,
        mapping: Mapping[str, int],
        *,
        parsers: Mapping[str, Parser],
        masks: Mapping[str, Mask],
    ) -> None:
        self.masks = masks
        self.steps = [
            (mapping[column.code], column, *_parser_and_memory(column, parsers.get(column.code)))
            for column in sheet.columns
            if column.code in mapping
        ]
        self.used = sorted(mapping.values())

    def is_blank(self, row: Sequence[Any]) -> bool:
        """Whether no column that is taken holds anything; such rows are passed over."""
        for index in self.used:
            if index >= len(row):
                break
            if (cell := row[index]) is not None and cell != "" and str(cell).strip():
                return False
        return True

    def read(self, rowno: int, row: list[Any]) -> Draft:
        """The draft of a row, with every problem its own cells have."""
        draft = Draft(rowno, row)
        values, width = draft.values, len(row)
        for index, column, parse, kept in self.steps:
            cell = row[index] if index < width else ""
            if kept is not None and type(cell) is str and (value := kept.get(cell)) is not None:
                values[column.code] = value
                continue
            if cell == "" or cell is None:
                self._missing(draft, column)
                continue
            try:
                value = parse(cell)
            except CellProblem as error:
                shown = self._shown(column, cell)
                draft.add(error.code, column.code, value=shown, fix=error.fix, **error.told)
                continue
            if value in ("", None):
                self._missing(draft, column)
                continue
            values[column.code] = value
            if kept is not None and type(cell) is str and len(kept) < MOST_KEPT:
                kept[cell] = value
        return draft

    def _missing(self, draft: Draft, column: Column) -> None:
        if column.required:
            draft.add("required", column.code)
        elif column.wanted:
            draft.add("wanted", column.code)

    def _shown(self, column: Column, cell: Any) -> str:
        words = cells.text(cell)[:40]
        mask = self.masks.get(column.code)
        return mask(words) if mask else words


def _parser_and_memory(column: Column, own: Parser | None) -> tuple[Parser, dict[str, Any] | None]:
    """How the column is read, and what has been read of it: a roster has few dates, jobs and schools."""
    if own is not None:
        return own, None
    unlike_each_other = column.sensitive or column.kind is Kind.DIGITS
    return parser_of(column), None if unlike_each_other else {}


def parser_of(column: Column) -> Parser:
    """How cells of a column are read when its app has nothing special to say."""
    if column.kind is Kind.DATE:
        return cells.day
    if column.kind is Kind.DIGITS:
        return cells.digits
    if column.kind is Kind.CHOICE:
        return choice_parser(column)
    if column.kind is Kind.CHOICES:
        return choices_parser(column)
    return text_parser(column, cells.prose if column.kind is Kind.PROSE else cells.text)


def text_parser(column: Column, say: Callable[[Any], str] = cells.text) -> Parser:
    """Text of at most the column's length."""
    limit = column.max_length

    def parse(cell: Any) -> str:
        words = say(cell)
        if len(words) > limit:
            raise CellProblem("too_long", length=len(words), limit=limit)
        return words

    return parse


def choice_parser(column: Column) -> Parser:
    """The code of what is written: a name, a code, a synonym; 汉族 is 汉, 本科学历 is 本科."""
    named = [(code, word) for code, name in column.choices.items() for word in in_every_language(name)]
    known = {header_key(word): code for code, word in named}
    known |= {header_key(code): code for code in column.choices}
    known |= {header_key(word): code for word, code in column.synonyms.items()}

    @lru_cache(maxsize=4_096)
    def lookup(words: str) -> str:
        return known[header_key(words)]

    def parse(cell: Any) -> str:
        words = cells.text(cell)
        try:
            return lookup(words)
        except KeyError:
            raise CellProblem("not_a_choice", found=words[:20], choices=some_choices(column)) from None

    return parse


def some_choices(column: Column) -> str:
    """The first names that may stand there, and how many more there are."""
    names = list(column.choices.values())
    some, more = listed(names[:CHOICES_TOLD]), len(names) - CHOICES_TOLD
    return _("%(some)s，还有 %(n)s 种") % {"some": some, "n": more} if more > 0 else some


def choices_parser(column: Column) -> Parser:
    """Codes of several, separated by 、 , ; or /."""
    one = choice_parser(column)

    def parse(cell: Any) -> list[str]:
        words = cells.text(cell)
        for separator in ",;/，；":
            words = words.replace(separator, "、")
        return sorted({one(word) for word in words.split("、") if word.strip()})

    return parse
