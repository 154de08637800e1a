"""What the API tells and takes about supervision."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, FilterSchema, Schema

from ..models import Cause, Level, Supervision, SupervisionStep


class SupervisionOut(Schema):
    """An item as its readers see it: whose turn it is, by when."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    asked_by_id: UUID
    asked_by: str = Field(alias="asked_by.name")
    with_org_id: UUID
    with_org: str = Field(alias="with_org.name")
    cause: Cause
    indicator: str
    title: str
    asks: str
    state: Supervision.State
    level: int
    due_at: datetime
    opened_on: date
    answered_on: date | None
    in_time: bool | None
    closed_on: date | None


class SupervisionFilter(FilterSchema):
    """Narrow the list by unit and state."""

    org: UUID | None = None
    state: Supervision.State | None = None


class StepOut(Schema):
    """One line of an item's course."""

    kind: SupervisionStep.Kind
    words: str
    with_org_id: UUID
    level: int
    at: datetime
    due_at: datetime | None


class AskIn(Schema):
    """What asking a unit takes."""

    org_id: UUID
    asked_by_id: UUID
    title: str = Field(min_length=1, max_length=120)
    asks: str = Field(min_length=1, max_length=1000)


class AnswerIn(Schema):
    """An answer in words, with the address of a record on this platform; files go through the page."""

    words: str = Field(min_length=1, max_length=1000)
    link: str = Field("", max_length=300)


class WordsIn(Schema):
    """Why."""

    words: str = Field(min_length=1, max_length=1000)


class SupervisionRuleOut(Schema):
    """A rule of supervision."""

    id: UUID
    org_id: UUID
    indicator: str
    cause: Cause
    threshold: int
    level: Level
    answer_hours: int
    from_on: date = Field(alias="valid.lower")
    until: date | None = Field(alias="valid.upper")
    source: str
