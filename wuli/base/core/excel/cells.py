"""What a cell says, however it was typed: text, dates in every Chinese spelling, numbers that are names."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

ODD = re.compile(r"[\u200b\ufeff\xa0\u3000\uff01-\uff5e]")
HEADER_NOISE = re.compile(r"[\s*＊:：/、,，.。\-_]|[（(【\[][^）)】\]]*[）)】\]]")
CHINESE_DATE = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})(?:\s*[月./\-]\s*(\d{1,2})?\s*[日号]?)?(?:\s.*)?")
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})?")
EXCEL_EPOCH = date(1899, 12, 30)
COLUMN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class CellProblem(ValueError):
    """A cell that cannot be right: `code` names the problem, `args` fill its words."""

    def __init__(self, code: str, fix: str = "", **told: Any) -> None:
        self.code = code
        self.fix = fix
        self.told = told
        super().__init__(code)


def text(cell: Any) -> str:
    """The cell as text: half width, no odd blanks, whole numbers without .0."""
    if type(cell) is str:
        if not cell.isascii() and ODD.search(cell):
            cell = unicodedata.normalize("NFKC", cell).replace("\u200b", "").replace("\ufeff", "")
            cell = ODD.sub(" ", cell)
        return cell.strip()
    if cell is None:
        return ""
    if type(cell) is float and cell.is_integer():
        return str(int(cell))
    if type(cell) is list:
        return cell[1]
    return str(cell)


def prose(cell: Any) -> str:
    """The cell as it was typed, without what cannot be seen: sentences keep their Chinese punctuation."""
    if type(cell) is not str:
        return text(cell)
    return cell.replace("\u200b", "").replace("\ufeff", "").replace("\r\n", "\n").strip()


def digits(cell: Any, *, exact: int = 15) -> str:
    """A number that is a name. Excel keeps 15 digits: a longer one typed as a number has lost its end."""
    if type(cell) is str:
        found = text(cell)
        if "E+" in found.upper() and re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", found):
            raise CellProblem("as_number")
        return found
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= 10**exact:
            raise CellProblem("as_number")
        return text(cell)
    return text(cell)


def day(cell: Any) -> date | None:
    """The day a cell says: a date, Excel's serial number, or any usual spelling; CellProblem when none."""
    if type(cell) is list:
        return date.fromisoformat(cell[1])
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _written(text(cell))


def _serial(number: float) -> date:
    if 10_000 <= number < 80_000:  # 1927 to 2119
        return EXCEL_EPOCH + timedelta(days=int(number))
    return _written(str(int(number))) or _no_date(str(number))


@lru_cache(maxsize=20_000)
def _written(words: str) -> date | None:
    if not words:
        return None
    if len(words) == 5 and words.isdigit():
        return _serial(float(words))
    found = CHINESE_DATE.fullmatch(words) or COMPACT_DATE.fullmatch(words)
    if found is None:
        return _no_date(words)
    year, month, day_of_month = (int(part) if part else 1 for part in found.groups())
    return _date(year, month, day_of_month)


def _date(year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError as error:
        if month > 12:
            swapped = _swapped(year, month, day_of_month)
            if not swapped:
                raise CellProblem("no_such_month", month=month) from error
            raise CellProblem("no_month", fix=swapped, month=month, guess=swapped) from error
        raise CellProblem("no_day", year=year, month=month, day=day_of_month) from error


def _swapped(year: int, month: int, day_of_month: int) -> str:
    """The day when month and day were mixed up, or nothing: 2025-13-02 is probably 2025-02-13."""
    try:
        return date(year, day_of_month, month).isoformat()
    except ValueError:
        return ""


def _no_date(words: str) -> date:
    raise CellProblem("not_a_date", found=words[:20])


def header_key(words: Any) -> str:
    """A header without blanks, stars and remarks in brackets, lower case: names are compared by it."""
    return HEADER_NOISE.sub("", text(words)).lower()


def letter(index: int) -> str:
    """The letter of a column as Excel writes it: 0 is A, 27 is AB."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = COLUMN_LETTERS[rest] + found
    return found
