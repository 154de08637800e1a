"""What the API tells about rules, duties and duty reports."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, FilterLookup, FilterSchema, Schema

from ..models import Duty, DutyReport, RuleDoc, Turn


class DutyOut(Schema):
    """What a rule asks for."""

    id: UUID
    title: str
    cycle: Duty.Cycle
    every: int | None
    within: int
    needs_paper: bool


class RuleDocOut(Schema):
    """A rule document."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    number: str
    title: str
    edition: int
    scope: str
    body: str
    source: str
    sample: bool
    state: RuleDoc.State
    effective_from: date | None
    repealed_on: date | None
    duties: list[DutyOut]


class AdoptIn(Schema):
    """Which unit adopts a rule, and from when."""

    org_id: UUID
    on: date


class AdoptionOut(Schema):
    """That a unit adopted a rule."""

    id: UUID
    rule_id: UUID
    org_id: UUID
    adopted_on: date


class TurnOut(Schema):
    """One turn of a duty at a unit."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    duty: str = Field(alias="duty.title")
    rule_id: UUID = Field(alias="duty.rule_id")
    period_from: date
    period_to: date
    due_on: date
    done_on: date | None
    words: str
    state: Turn.State
    is_late: bool


class TurnFilter(FilterSchema):
    """Narrow the list by state, unit and days."""

    state: Turn.State | None = None
    org_id: UUID | None = None
    from_day: Annotated[date | None, FilterLookup("due_on__gte")] = None
    before_day: Annotated[date | None, FilterLookup("due_on__lt")] = None


class CheckIn(Schema):
    """Whether what was done stands."""

    passed: bool
    words: str = Field("", max_length=500)


class ReportOut(Schema):
    """A duty report."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    post: str
    holder: str
    period_from: date
    period_to: date
    due_on: date
    done: str
    problems: str
    next_steps: str
    state: DutyReport.State
    round: int
    submitted_on: date | None
    score: Decimal | None
    feedback: str
    version: int


class ReportFilter(FilterSchema):
    """Narrow the list by state and unit."""

    state: DutyReport.State | None = None
    org_id: UUID | None = None


class BeginIn(Schema):
    """Whose report, and for which period (2026, 2026-H1)."""

    org_id: UUID
    post: str = Field(max_length=24)
    holder: str = Field(min_length=1, max_length=40)
    period: str = Field(max_length=24)


class WriteIn(Schema):
    """The text of a report, with the version its writer saw."""

    seen_version: int = Field(ge=1, le=2_000_000_000)
    done: str = Field("", max_length=5000)
    problems: str = Field("", max_length=3000)
    next_steps: str = Field("", max_length=3000)


class ScoreIn(Schema):
    """What the unit above gives."""

    score: Decimal = Field(ge=0, le=100, max_digits=4, decimal_places=1)
    feedback: str = Field(min_length=1, max_length=2000)


class FeedbackIn(Schema):
    """What is to be changed."""

    feedback: str = Field(min_length=1, max_length=2000)
