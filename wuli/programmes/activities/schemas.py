"""What the API tells about sessions and attendances."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, FilterLookup, FilterSchema, Schema

from .models import Attendance, Session


class SessionOut(Schema):
    """A session as its readers see it."""

    id: UUID
    org_id: UUID
    org: str = Field(alias="org.name")
    kind: str
    title: str
    topic: str
    speaker: str
    speaker_unit: str
    place: str
    starts_at: datetime
    ends_at: datetime
    occurred_on: date
    capacity: int | None
    responsible_id: UUID | None
    responsible: str = Field(alias="responsible_name")
    state: Session.State
    cancelled_because: str
    version: int


class SessionFilter(FilterSchema):
    """Narrow the list by kind, state and days."""

    kind: str | None = Field(None, max_length=32)
    state: Session.State | None = None
    from_day: Annotated[date | None, FilterLookup("occurred_on__gte")] = None
    before_day: Annotated[date | None, FilterLookup("occurred_on__lt")] = None


class SessionIn(Schema):
    """What planning a session takes."""

    org_id: UUID
    kind: str = Field("technology_lecture", max_length=32)
    title: str = Field(min_length=1, max_length=80)
    topic: str = Field("", max_length=24)
    speaker: str = Field("", max_length=40)
    speaker_unit: str = Field("", max_length=80)
    place: str = Field(min_length=1, max_length=100)
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = Field(None, ge=1, le=100_000)
    summary: str = Field("", max_length=1000)
    responsible_id: UUID | None = Field(None, description="Who answers for it; the caller when left out")


class CorrectIn(Schema):
    """All facts of a session as they should be, by somebody who saw `seen_version`."""

    seen_version: int = Field(ge=0, le=2147483647)
    title: str = Field(min_length=1, max_length=80)
    topic: str = Field("", max_length=24)
    speaker: str = Field("", max_length=40)
    speaker_unit: str = Field("", max_length=80)
    place: str = Field(min_length=1, max_length=100)
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = Field(None, ge=1, le=100_000)
    summary: str = Field("", max_length=1000)


class OfficerOut(Schema):
    """Somebody who could answer for a session."""

    id: UUID
    name: str


class HandOverIn(Schema):
    """Who answers for a session from now on, told by somebody who saw `seen_version`."""

    to_id: UUID
    seen_version: int = Field(ge=0, le=2147483647)


class CancelIn(Schema):
    """Why a session does not take place."""

    reason: str = Field(min_length=1, max_length=200)


class AttendanceOut(Schema):
    """A person's attendance; the name only, never a number."""

    id: UUID
    session_id: UUID
    person_id: UUID
    person: str = Field(alias="person.name")
    occurred_on: date
    method: Attendance.Method
    state: Attendance.State
    recorded_at: datetime


class CheckInIn(Schema):
    """Check a person in by key, or by the text of their member code."""

    person_id: UUID | None = None
    code: str | None = Field(None, max_length=300)


class EvidenceIn(Schema):
    """What is said of a photo or paper; the camera's own time comes first."""

    caption: str = Field("", max_length=100)
    taken_at: datetime | None = None


class EvidenceOut(Schema):
    """A piece of evidence; its file opens at `url` for whoever sees the session."""

    id: UUID
    session_id: UUID
    caption: str
    file: str = Field(alias="file.name")
    sha256: str = Field(alias="file.sha256")
    url: str = Field(alias="file.url")
    taken_at: datetime | None = Field(alias="file.taken_at")
    uploaded_at: datetime = Field(alias="file.uploaded_at")
