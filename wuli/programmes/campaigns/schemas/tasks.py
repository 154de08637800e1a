"""What the API tells about tasks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, FilterLookup, FilterSchema, Schema

from ..models import Task, TaskNote


class TaskOut(Schema):
    """A task as its readers see it."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    asked_by_id: UUID
    asked_by: str = Field(alias="asked_by.name")
    owner_id: UUID
    owner: str = Field(alias="owner.name")
    plan_id: UUID | None
    wanted: Decimal | None
    title: str
    detail: str
    source_doc: str
    due_on: date
    ended_on: date | None
    state: Task.State
    is_late: bool
    version: int


class TaskFilter(FilterSchema):
    """Narrow the list by state, unit, owner and days."""

    state: Task.State | None = None
    org_id: UUID | None = None
    owner_id: UUID | None = None
    plan_id: UUID | None = None
    from_day: Annotated[date | None, FilterLookup("due_on__gte")] = None
    before_day: Annotated[date | None, FilterLookup("due_on__lt")] = None


class TaskIn(Schema):
    """What giving a task takes; without an owner the unit's responsible officer answers."""

    org_id: UUID
    title: str = Field(min_length=1, max_length=80)
    due_on: date
    owner_id: UUID | None = None
    plan_id: UUID | None = None
    detail: str = Field("", max_length=2000)
    source_doc: str = Field("", max_length=120)


class WordsIn(Schema):
    """Words that go with a step."""

    words: str = Field("", max_length=2000)


class NoteOut(Schema):
    """A line of a task's course."""

    id: UUID
    kind: TaskNote.Kind
    words: str
    by: str | None = None
    at: datetime

    @staticmethod
    def resolve_by(note: TaskNote) -> str | None:
        """The name of who said it; nobody for the platform."""
        return note.by.name if note.by else None
