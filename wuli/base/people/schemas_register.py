"""What the API takes for correcting the register."""

from datetime import date
from uuid import UUID

from ninja import Field, Schema

from .codes import PartyPost, PostTitle, Selection, Sex, Tag, Tenure
from .models import Duplicate

VERSION = Field(ge=0, le=2147483647)


class SeenIn(Schema):
    """The version that the caller saw."""

    seen_version: int = VERSION


class PersonCorrectIn(SeenIn):
    """Facts to be corrected; those left out stay, an empty text takes a fact away."""

    name: str = Field("", min_length=2, max_length=64)
    id_number: str = Field("", min_length=15, max_length=30)
    phone: str = Field("", max_length=24)
    bank_account: str = Field("", max_length=40)
    sex: Sex = Sex.UNKNOWN
    nation: str = Field("", max_length=2)
    education: str = Field("", max_length=2)
    political: str = Field("", max_length=2)
    marital: str = Field("", max_length=2)
    skill: str = Field("", max_length=1)
    job: str = Field("", max_length=40)
    work_started_on: date | None = None


class RetireIn(SeenIn):
    """The day a member retired."""

    retired_on: date
    note: str = Field("", max_length=200)


class EndTagIn(Schema):
    """The first day a tag no longer holds."""

    ended_on: date


class TagManyIn(Schema):
    """One tag for many, with its source."""

    persons: list[UUID] = Field(min_length=1, max_length=500)
    tag: Tag
    from_on: date
    source: str = Field(min_length=1, max_length=60)


class TaggedOut(Schema):
    """How many got the tag."""

    people: int


class TermIn(Schema):
    """Who took which post where, how and for how long."""

    org_id: UUID
    person_id: UUID
    title: PostTitle
    from_on: date
    until: date | None = None
    selection: Selection
    tenure: Tenure = Tenure.PART_TIME
    party_post: PartyPost | None = None
    session_no: int | None = Field(None, ge=1, le=200)
    approval_no: str = Field("", max_length=60)
    contract_no: str = Field("", max_length=60)


class EndTermIn(SeenIn):
    """The day somebody left a post, and why."""

    ended_on: date
    note: str = Field(min_length=1, max_length=200)


class DuplicateOut(Schema):
    """Two records that may be one person."""

    id: UUID
    left_id: UUID
    right_id: UUID
    winner_id: UUID | None
    reason: str
    state: Duplicate.State
    version: int


class PairIn(Schema):
    """Two records to be looked at side by side."""

    one: UUID
    other: UUID


class MergeIn(SeenIn):
    """The record that is kept."""

    winner: UUID


class StopCodeIn(Schema):
    """Why a member code is stopped."""

    reason: str = Field(min_length=1, max_length=100)
