"""The API of rules, working time and the audit: what holds where, when a deadline is due, who did what."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Schema

from . import calendar, rules
from .api import ApiRequest, CursorPagination, paginate
from .api_me import router
from .errors import Missing
from .models import AuditEntry, Holiday
from .models.rules import RuleSet
from .rule_pages import rules_told
from .rules_registry import RULE_KINDS

REGION = r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$"


class PlaceAndDay(Schema):
    """Where and when; the nation and today where nothing is said."""

    region: str = Field("", pattern=REGION, description="Division code; empty is the nation")
    on: date | None = None


class RuleOut(Schema):
    """A rule with the version that holds."""

    code: str
    name: str
    region: str
    version: int
    params: dict[str, Any]
    source: str
    citation: str
    provisional: bool
    valid_from: date | None
    valid_until: date | None = Field(description="The first day on which it no longer holds")

    @staticmethod
    def of(row: RuleSet) -> "RuleOut":
        """The version as the API tells it."""
        return RuleOut(
            code=row.code,
            name=str(RULE_KINDS[row.code].name),
            region=row.region,
            version=row.version,
            params=row.params,
            source=row.source,
            citation=row.citation,
            provisional=row.provisional,
            valid_from=row.valid.lower,
            valid_until=row.valid.upper,
        )


class DayOut(Schema):
    """A day that differs from its weekday."""

    id: UUID
    day: date
    kind: Holiday.Kind
    name: str
    source: str
    provisional: bool


class DueOut(Schema):
    """When working time runs out; provisional while that year's holidays are not published."""

    due_at: datetime
    provisional: bool


class ClockIn(PlaceAndDay):
    """A start and an amount of working time."""

    start: datetime = Field(description="An instant; without an offset it is local time")
    minutes: int = Field(ge=0, le=525_600)


class EntryOut(Schema):
    """One action as it was done."""

    id: UUID
    number: int
    created_at: datetime
    action: str = Field(alias="metadata.action")
    user: UUID | None = Field(None, alias="metadata.user")
    org: UUID | None = Field(None, alias="metadata.org")
    purpose: str | None = Field(None, alias="metadata.purpose")


@router.get("/rules", response=list[RuleOut], summary="Every rule in force at a place on a day")
def list_rules(request: ApiRequest, at: Query[PlaceAndDay]) -> list[RuleOut]:
    """The most specific division speaks."""
    told = rules_told(at.region, at.on or timezone.localdate(request.at))
    return [RuleOut.of(each.version.row) for each in told if each.version]


@router.get("/rules/{code}", response=RuleOut, summary="One rule in force at a place on a day")
def get_rule(request: ApiRequest, code: str, at: Query[PlaceAndDay]) -> RuleOut:
    """With the text of law it rests on."""
    if code not in RULE_KINDS:
        raise Missing
    said = rules.at(code, at.region, at.on or timezone.localdate(request.at))
    return RuleOut.of(get_object_or_404(RuleSet, pk=said.ruleset_id))


@router.get("/days", response=list[DayOut], summary="Days off and make-up workdays, newest first")
@paginate(CursorPagination, ordering=("-day",), page_size=100)
def list_days(request: ApiRequest) -> QuerySet[Holiday]:
    """All other days are what their weekday says."""
    return Holiday.objects.order_by("-day")


@router.get("/clock", response=DueOut, summary="When an amount of working time is over")
def get_due(request: ApiRequest, asked: Query[ClockIn]) -> DueOut:
    """With the office hours in force at the place."""
    start = timezone.make_aware(asked.start) if timezone.is_naive(asked.start) else asked.start
    days = calendar.load_days()
    due = calendar.add_working_minutes(start, asked.minutes, place=asked.region, days=days)
    return DueOut(due_at=due, provisional=days.is_provisional(due.date()))


@router.get("/audit", response=list[EntryOut], summary="Actions the caller may audit, newest first")
@paginate(CursorPagination, ordering=("-number",))
def list_entries(request: ApiRequest) -> QuerySet[AuditEntry]:
    """Entries of the units at which the caller audits, and the caller's own."""
    return AuditEntry.objects.visible_to(request.auth)
