"""What the API tells and takes about targets."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, FilterLookup, FilterSchema, Schema

from ..models import LeftOut, Method, Target, TargetProposal, TargetSplit
from .progress import Pace, Progress


class TargetOut(Schema):
    """A target as its readers see it; `version` is what an edit must have seen."""

    id: UUID
    indicator: str
    org_id: UUID
    org: str = Field(alias="org.name")
    set_by_id: UUID
    set_by: str = Field(alias="set_by.name")
    period: str = Field(alias="when.code")
    value: Decimal
    is_rate: bool
    weight: int
    document_no: str
    document_title: str
    state: Target.State
    supersedes_id: UUID | None
    change_reason: str
    withdrawn_because: str
    version: int


class TargetFilter(FilterSchema):
    """Narrow the list by indicator, unit and state."""

    indicator: str | None = Field(None, max_length=80)
    org: UUID | None = None
    state: Target.State | None = None
    from_day: Annotated[date | None, FilterLookup("period__startswith__gte")] = None


Value = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=2)]


class TargetIn(Schema):
    """What setting a target takes."""

    indicator: str = Field(max_length=80)
    org_id: UUID
    period: str = Field(max_length=24, description="2026, 2026-H1, 2026-Q4 or 2026-11")
    value: Value
    weight: int = Field(0, ge=0, le=100)
    document_no: str = Field("", max_length=60)
    document_title: str = Field("", max_length=200)
    draft: bool = False


class ReviseIn(Schema):
    """What changing a target in force takes."""

    seen_version: int = Field(ge=0, le=2147483647)
    value: Value
    reason: str = Field(min_length=1, max_length=300)
    weight: int | None = Field(None, ge=0, le=100)
    document_no: str = Field("", max_length=60)
    document_title: str = Field("", max_length=200)
    gap_reason: str = Field("", max_length=300)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=300)


class WithdrawIn(ReasonIn):
    """Why, and whether what was given down from it goes with it."""

    with_parts: bool = False


class SplitIn(Schema):
    """How a target is split: a method, a base for it, units, values that win over what is computed."""

    seen_version: int = Field(ge=0, le=2147483647)
    method: Method
    base: str = Field("", max_length=80)
    base_period: str = Field("", max_length=24)
    units: list[UUID] | None = Field(None, max_length=5000)
    given: dict[UUID, Value] = {}
    gap_reason: str = Field("", max_length=300)


class PartOut(Schema):
    """What a unit got, or why nothing."""

    org_id: UUID
    base: Decimal | None
    computed: Decimal | None
    value: Decimal | None
    left_out: LeftOut | None
    target_id: UUID | None


class SplitOut(Schema):
    """A split with its parts and the gap that was left knowingly."""

    id: UUID
    target_id: UUID
    method: Method
    total: Decimal
    gap: Decimal
    gap_reason: str
    parts: list[PartOut]

    @classmethod
    def of(cls, split: TargetSplit) -> "SplitOut":
        """From a split."""
        names = ("org_id", "base", "computed", "value", "target_id")
        parts = [
            PartOut(**{name: getattr(part, name) for name in names}, left_out=part.left_out or None)
            for part in split.parts.order_by("pk")
        ]
        return cls(
            id=split.pk, target_id=split.target_id, method=split.method, total=split.total, gap=split.gap,
            gap_reason=split.gap_note.reason if split.gap_note else "", parts=parts,
        )  # fmt: skip


class ProposalOut(Schema):
    """A proposal and its answer."""

    id: UUID
    target_id: UUID
    value: Decimal
    reason: str
    state: TargetProposal.State
    answer: str
    answered_at: datetime | None
    outcome_id: UUID | None


class ProposalIn(Schema):
    """Another value, and why."""

    value: Value
    reason: str = Field(min_length=1, max_length=500)


class AnswerIn(Schema):
    """An answer in words; `gap_reason` when the parts no longer add up after accepting."""

    accept: bool
    answer: str = Field(min_length=1, max_length=500)
    gap_reason: str = Field("", max_length=300)


class ProgressAsked(Schema):
    """The period, and one indicator or all."""

    period: str = Field("", max_length=24, description="2026, 2026-H1, 2026-Q4 or 2026-11")
    indicator: str = Field("", max_length=80)


class ProgressOut(Schema):
    """Where a unit stands: shares are parts of one, `change` is that of the last seven days."""

    indicator: str
    org_id: UUID
    org: str
    period: str
    actual: Decimal | None
    pending: bool
    target_id: UUID | None
    target: Decimal | None
    done: Decimal | None
    elapsed: Decimal
    forecast: Decimal | None
    change: Decimal | None
    rank: int | None
    pace: Pace

    @classmethod
    def of(cls, one: Progress) -> "ProgressOut":
        """From progress that was read."""
        target = one.target
        return cls(
            indicator=one.figure.indicator.code, org_id=one.org.pk, org=one.org.name,
            period=one.figure.when.code, actual=None if one.actual is None else Decimal(one.actual),
            pending=one.figure.pending, target_id=target.pk if target else None,
            target=target.value if target else None, done=one.done, elapsed=round(one.elapsed, 4),
            forecast=one.forecast, change=one.change, rank=one.rank, pace=one.pace,
        )  # fmt: skip
