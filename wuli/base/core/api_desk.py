"""What an officer keeps beside records, over the API: notices, rules of the own place, the calendar."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Schema, Status

from . import reach
from .actions.calendar import clear_day, set_day
from .actions.notices import read_all_notices, read_notice
from .actions.rules import SET_RULE, set_rule
from .api import ApiRequest, CursorPagination, paginate
from .api_jobs import router
from .api_rules import DayOut, RuleOut
from .errors import Missing
from .models import Holiday, Notice
from .models.rules import RuleSet
from .rules_registry import RULE_KINDS

VERSION = Field(ge=0, le=2147483647)


class NoticeOut(Schema):
    """Something that the caller was told, in the caller's language; `url` is the page it leads to."""

    id: UUID
    event: str
    words: str
    url: str
    at: datetime
    read_at: datetime | None

    @staticmethod
    def resolve_words(notice: Notice) -> str:
        """The event with its parameters."""
        return str(notice)


class ReadOut(Schema):
    """How many notices were read."""

    read: int


class RuleIn(Schema):
    """A version of a rule for the place of the unit `org`, from a day on, with the text it rests on."""

    org: UUID
    params: dict[str, Any] = Field(max_length=20)
    valid_from: date
    source: str = Field(min_length=1, max_length=200)
    citation: str = Field("", max_length=2000)
    note: str = Field("", max_length=300)
    provisional: bool = False


class DayIn(Schema):
    """A day off, or a day worked; `seen_version` where the day is in the calendar already."""

    day: date
    kind: Holiday.Kind
    name: str = Field(min_length=1, max_length=40)
    source: str = Field(min_length=1, max_length=120)
    provisional: bool = False
    seen_version: int | None = Field(None, ge=0, le=2147483647)


class SeenIn(Schema):
    """The version that the caller saw."""

    seen_version: int = VERSION


@router.get("/notices", response=list[NoticeOut], summary="What the caller was told, newest first")
@paginate(CursorPagination, ordering=("-at", "-id"))
def list_notices(request: ApiRequest, unread: bool = False) -> QuerySet[Notice]:
    """All, or only those not read yet."""
    mine = Notice.objects.visible_to(request.auth)
    return mine.unread() if unread else mine


@router.post("/notices/read", response=ReadOut, summary="Mark all notices as read")
def read_all(request: ApiRequest) -> ReadOut:
    """The caller's own."""
    return ReadOut(read=read_all_notices(actor=request.auth, at=request.at))


@router.post("/notices/{uuid:pk}/read", response=NoticeOut, summary="Mark a notice as read")
def read_one(request: ApiRequest, pk: UUID) -> Notice:
    """A second reading keeps the first time."""
    notice = get_object_or_404(Notice.objects.visible_to(request.auth), pk=pk)
    return read_notice(actor=request.auth, notice=notice, at=request.at)


@router.post("/rules/{code}", response={201: RuleOut}, summary="Set a rule for one's own place from a day on")
def set_rule_here(request: ApiRequest, code: str, told: RuleIn) -> Status:
    """The version in force ends where this one begins; parameters as `GET /core/rules/{code}` tells them."""
    if code not in RULE_KINDS:
        raise Missing
    units = reach.granted_units(request.auth, SET_RULE.code).exclude(region=None).select_related("region")
    org = get_object_or_404(units, pk=told.org)
    made: RuleSet = set_rule(
        actor=request.auth,
        org=org,
        code=code,
        region=org.region_id,
        region_name=org.region.name,
        today=timezone.localdate(request.at),
        **told.dict(exclude={"org"}),
    )
    return Status(201, RuleOut.of(made))


@router.post("/days", response={201: DayOut}, summary="Put a day into the calendar, or change it")
def put_day(request: ApiRequest, told: DayIn) -> Status:
    """With the notice it rests on."""
    return Status(201, set_day(actor=request.auth, **told.dict()))


@router.post("/days/{uuid:pk}/clear", response={204: None}, summary="Take a day out of the calendar")
def remove_day(request: ApiRequest, pk: UUID, told: SeenIn) -> Status:
    """It is again what its weekday says."""
    entry = get_object_or_404(Holiday, pk=pk)
    clear_day(actor=request.auth, entry=entry, seen_version=told.seen_version)
    return Status(204, None)
