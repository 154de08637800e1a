"""What the API tells of roster imports. Sensitive cells are masks, names are masked as on the pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, FilterSchema, Schema

from wuli.base.core.api_jobs import JobOut
from wuli.base.core.excel.staging import counts
from wuli.base.core.models.staging import StagedRow

from .. import rules
from .models import RosterImport


class RosterIn(Schema):
    """The unit whose people the file lists; a column of units in the file goes first."""

    org_id: UUID


class CountsOut(Schema):
    """Rows by state."""

    ready: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    skipped: int = 0
    entered: int = 0
    undone: int = 0


class RosterOut(Schema):
    """An import and how far it is; `mapping` says at which place of `labels` each column stands."""

    id: UUID
    org_id: UUID
    state: RosterImport.State
    file_name: str
    sheets: list[str]
    sheet: str
    header_row: int
    labels: list[str]
    mapping: dict[str, int]
    counts: CountsOut
    job: JobOut | None
    created_at: datetime
    checked_at: datetime | None
    entered_at: datetime | None
    undone_at: datetime | None

    @staticmethod
    def resolve_counts(roster: RosterImport) -> dict[str, int]:
        """Rows by state, as they stand now."""
        return dict(counts(roster.pk))

    @staticmethod
    def resolve_labels(roster: RosterImport) -> list[str]:
        """The file's own names of its columns."""
        return [str(label) for label in roster.labels]


class SheetIn(Schema):
    """A sheet by its name; `by_hand` takes it even where no header is found."""

    sheet: str = Field(max_length=100)
    by_hand: bool = False


class CheckIn(Schema):
    """Which column is at which place of the file (0 is A); left out, as it was recognised."""

    mapping: dict[str, int] | None = Field(None, max_length=100)


class CellIn(Schema):
    """A value for a column, by the column's code."""

    column: str = Field(max_length=40)
    value: str = Field(min_length=1, max_length=200)


class ColumnIn(Schema):
    """A column by its code."""

    column: str = Field(max_length=40)


class FilledOut(Schema):
    """How many rows were filled."""

    rows: int


class RosterRowFilter(FilterSchema):
    """Which rows; those that wait where nothing is said."""

    state: StagedRow.State = StagedRow.State.BAD


class ProblemOut(Schema):
    """What is wrong: the column of the file, the value masked, cause and cure in the caller's language."""

    code: str = Field(alias="fault.code")
    column: str
    letter: str
    label: str
    value: str
    cause: str = Field(alias="title")
    cure: str
    fixable: bool = Field(alias="has_fix")


class RosterRowOut(Schema):
    """A row of the file by Excel's number."""

    rowno: int
    state: StagedRow.State
    name: str
    problems: list[ProblemOut]

    @staticmethod
    def resolve_name(row: StagedRow) -> str:
        """Whose row it is, masked."""
        name = str(row.cells.get("name", ""))
        return rules.mask_name(name) if name else ""

    @staticmethod
    def resolve_problems(row: StagedRow, context: Any) -> list[Any]:
        """In the order they were found; a row that no longer waits has none."""
        review = context["request"].review
        return list(review.waiting(row).problems) if row.state == StagedRow.State.BAD else []
