"""A sheet read row by row, with what is wrong told by row, column, cause and cure; nothing is written.

For imports that keep no rows: the file is read anew whenever its result is shown or taken.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wuli.base.core.errors import WuliError

from .cells import letter
from .columns import Sheet
from .faults import problem
from .layout import Header, find_header
from .reader import heads, open_rows
from .reasons import write_reasons
from .rows import Draft, Parser, RowReader
from .sniff import sniff

Tell = Callable[[int, int], None]
Say = Callable[[], tuple[str, str]]


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row: where in the sheet, what, and what to do."""

    rowno: int
    where: str
    value: str
    say: Say  # cause and cure, in the language of the moment

    @property
    def title(self) -> str:
        """What is wrong."""
        return self.say()[0]

    @property
    def cure(self) -> str:
        """What to do."""
        return self.say()[1]


@dataclass
class SheetReading:
    """A sheet as it was read: its rows, and the faults by row."""

    header: Header
    rows: list[Draft] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many rows have a fault."""
        return len({fault.rowno for fault in self.faults})

    @property
    def sound(self) -> list[Draft]:
        """The rows whose own cells have no problem."""
        return [draft for draft in self.rows if not draft.problems]

    def place(self, column: str) -> str:
        """Letter and name of a column, as in the file."""
        index = self.header.mapping.get(column)
        return "" if index is None else f"{letter(index)} {self.header.labels[index]}"

    def refuse(self, draft: Draft, column: str, say: Say, value: str | None = None) -> None:
        """Note a fault of a row at a column; what stands there is told with it."""
        told = str(draft.values.get(column, "")) if value is None else value
        self.faults.append(RowFault(draft.rowno, self.place(column), told, say))

    def refuse_by_rule(self, draft: Draft, column: str, error: WuliError) -> None:
        """Note what an action would refuse, in the action's own words."""
        self.refuse(draft, column, lambda: (str(error), str(error.how_to_mend)))


R = TypeVar("R", bound=SheetReading)


def rows_in(declared: Sheet, data: bytes, name: str) -> int:
    """How many rows the sheet says it has; raises a FileRefused when it is no such sheet at all."""
    file = sniff(data)
    header = find_header(declared, heads(data, file, name=name))
    with open_rows(data, file, sheet=header.sheet, limit=declared.max_rows) as rows:
        return max(rows.total - header.row, 0)


def read_sheet(
    made: Callable[[Header, list[Draft]], R],
    declared: Sheet,
    data: bytes,
    name: str,
    *,
    parsers: Mapping[str, Parser] | None = None,
    tell: Tell | None = None,
) -> R:
    """Read every row of the file into what `made` makes, the faults of single cells noted.

    Raises a FileRefused when it is no such sheet at all. `tell` hears how many rows are read, of how many.
    """
    file = sniff(data)
    header = find_header(declared, heads(data, file, name=name))
    reader = RowReader(declared, header.mapping, parsers=parsers or {}, masks={})
    drafts, rowno = [], 0
    with open_rows(data, file, sheet=header.sheet, limit=declared.max_rows) as rows:
        for chunk in rows.chunks:
            for row in chunk:
                rowno += 1
                if rowno > header.row and not reader.is_blank(row):
                    drafts.append(reader.read(rowno, row))
            if tell:
                tell(rowno, rows.total)
    reading = made(header, drafts)
    for draft in drafts:
        reading.faults += [_cell_fault(header, draft, kept) for kept in draft.problems]
    return reading


def _cell_fault(header: Header, draft: Draft, kept: dict[str, Any]) -> RowFault:
    labels = {code: header.labels[index] for code, index in header.mapping.items()}
    told = problem(kept, header.mapping, labels)
    where = f"{told.letter} {told.label}".strip()
    return RowFault(draft.rowno, where, told.value, lambda: (told.title, told.cure))


def faults_file(reading: SheetReading) -> bytes:
    """The rows with faults as they came, with their number and their reasons: the sheet to send again."""
    why: dict[int, list[str]] = defaultdict(list)
    for fault in reading.faults:
        why[fault.rowno].append(f"{fault.where} {fault.title} {fault.cure}".strip())
    waiting = ((each.rowno, each.raw, "\n".join(why[each.rowno])) for each in reading.rows)
    return write_reasons(reading.header.labels, (row for row in waiting if row[2]))
