"""What the API tells about plans, their units and milestones."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, FilterSchema, Schema

from ..models import Plan
from ..progress import Reached


class StageOut(Schema):
    """A stage: when it is due and when it was done."""

    code: str
    number: int
    due_on: date | None
    ended_on: date | None
    words: str


class PlanOut(Schema):
    """A plan as its readers see it."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    kind: str
    title: str
    goal: str
    source_doc: str
    lead_id: UUID
    lead: str = Field(alias="lead.name")
    starts_on: date
    ends_on: date
    indicator: str
    wanted: Decimal | None
    state: Plan.State
    stage: str
    version: int


class PlanFilter(FilterSchema):
    """Narrow the list by kind, state and unit."""

    kind: str | None = Field(None, max_length=24)
    state: Plan.State | None = None
    org_id: UUID | None = None


class PlanIn(Schema):
    """What drawing a plan up takes."""

    org_id: UUID
    kind: str = Field(max_length=24)
    title: str = Field(min_length=1, max_length=80)
    lead_id: UUID
    starts_on: date
    ends_on: date
    goal: str = Field("", max_length=2000)
    source_doc: str = Field("", max_length=120)
    indicator: str = Field("", max_length=64)
    wanted: Decimal | None = Field(None, ge=0, le=10**12)


class FinishIn(Schema):
    """Which stage is done, and what it came to."""

    code: str = Field(max_length=24)
    words: str = Field("", max_length=500)


class PartIn(Schema):
    """One unit's part."""

    org_id: UUID
    wanted: Decimal | None = Field(None, ge=0, le=10**9)


class SplitIn(Schema):
    """The parts of a split: all are given, or none."""

    title: str = Field(min_length=1, max_length=80)
    due_on: date
    detail: str = Field("", max_length=2000)
    parts: list[PartIn] = Field(max_length=500)


class UnitOut(Schema):
    """How far one unit is: its task, the number so far, what is wanted, its share in percent, and by how much
    the number changed within seven days."""

    task_id: UUID
    org_id: UUID
    org: str
    owner: str
    state: str
    value: Decimal | None
    wanted: Decimal | None
    share: int | None
    change: Decimal | None
    silent: bool

    @classmethod
    def of(cls, line: Any) -> "UnitOut":
        """The line of the page, as data."""
        task, one = line.task, line.reached.one
        return cls(
            task_id=task.pk, org_id=task.org_id, org=task.org.name, owner=task.owner.name, state=task.state,
            silent=line.silent, change=one.change if one else None, **numbers(line.reached),
        )  # fmt: skip


class MilestoneOut(Schema):
    """A milestone and how far its number is."""

    id: UUID
    title: str
    due_on: date
    ended_on: date | None
    indicator: str
    value: Decimal | None
    wanted: Decimal | None
    share: int | None

    @classmethod
    def of(cls, milestone: Any, reached: Reached | None) -> "MilestoneOut":
        """A milestone with what was read for it."""
        return cls(
            id=milestone.pk, title=milestone.title, due_on=milestone.due_on, ended_on=milestone.ended_on,
            indicator=milestone.indicator, **numbers(reached),
        )  # fmt: skip


def numbers(reached: Reached | None) -> dict[str, Any]:
    """Value, what is wanted and the share in percent; empty where nothing can be said."""
    if reached is None:
        return {"value": None, "wanted": None, "share": None}
    share = None if reached.share is None else round(100 * reached.share)
    value = reached.one.actual if reached.one else None
    return {"value": value, "wanted": reached.wanted, "share": share}
