"""Declaring a sheet: its columns, how officers name them, what may stand in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from .cells import header_key


def in_every_language(text: str | Promise) -> set[str]:
    """The text as written in the code and as each language of ours has it: sheets come in any of them."""
    found = set()
    for language in (None, *(code for code, _name in settings.LANGUAGES)):
        with override(language):
            found.add(str(text))
    return found


class Kind(Enum):
    """What a column holds, hence how its cells are read and how the template formats it."""

    TEXT = "text"
    PROSE = "prose"  # words to be read by people: punctuation and lines stay as they were typed
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"  # several, separated by 、 or a comma
    DIGITS = "digits"  # a number that is a name: ID, phone, account; Excel must keep it as text


@dataclass(frozen=True)
class Column:
    """One column. `aliases` are other names officers use; `choices` maps codes to what people write."""

    code: str
    name: str | Promise
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    wanted: bool = False  # asked for when the sheet has the column, may be left open
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    sensitive: bool = False
    max_length: int = 200
    note: str | Promise = ""
    example: str = ""
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A declared import: `columns` in the order of the template."""

    code: str
    name: str | Promise
    columns: tuple[Column, ...]
    max_rows: int = 200_000
    ignored: tuple[str, ...] = ()  # headers that are known and deliberately not taken

    @cached_property
    def by_code(self) -> dict[str, Column]:
        """Columns by their code."""
        return {column.code: column for column in self.columns}

    @cached_property
    def names(self) -> dict[str, str]:
        """Normalised header text to the code of its column ("" for a known one that is not taken)."""
        found = {header_key(text): "" for text in self.ignored}
        for column in self.columns:
            for text in (*in_every_language(column.name), *column.aliases):
                found[header_key(text)] = column.code
        return found

    @property
    def required(self) -> list[Column]:
        """Columns without which nothing can be taken."""
        return [column for column in self.columns if column.required]

    def __hash__(self) -> int:
        return hash(self.code)
