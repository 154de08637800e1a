"""What the API tells of people. Sealed values are always masks here."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import FilterSchema, Schema
from pydantic import Field

from .codes import IdType, PartyPost, PostTitle, Selection, Sex, Tag, Tenure
from .models import Membership, Person, Transfer


class PersonFilter(FilterSchema):
    """Narrow the list: words (name, initials, or a whole number or phone) and the unit they belong to."""

    q: str | None = Field(None, max_length=64)
    org: UUID | None = Field(None)
    sex: Sex | None = Field(None)

    def narrow(self, people: Any) -> Any:
        """The persons that fit."""
        if self.org:
            people = people.filter(home=self.org)
        if self.sex:
            people = people.filter(sex=self.sex)
        return people.matching(self.q) if self.q else people


class PersonOut(Schema):
    """A person, masked."""

    id: UUID
    name: str
    id_type: IdType
    id_mask: str
    phone_mask: str
    bank_mask: str
    sex: Sex
    born_on: date | None
    home_id: UUID | None
    merged_into_id: UUID | None
    version: int


class MembershipOut(Schema):
    """A membership; `ended_on` is the first day it no longer held."""

    id: UUID
    person_id: UUID
    org_id: UUID
    joined_on: date
    ended_on: date | None
    ended: Membership.Ended | Literal[""]
    card_no: str
    version: int


class PersonIn(Schema):
    """Somebody new; sex and birth come from the number."""

    org_id: UUID
    name: str = Field(max_length=64)
    id_number: str = Field(max_length=30)
    phone: str = Field("", max_length=24)


class JoinIn(Schema):
    """Admission to a union."""

    org_id: UUID
    joined_on: date
    card_no: str = Field("", max_length=30)


class LeaveIn(Schema):
    """The end of a membership, by somebody who saw `seen_version`."""

    left_on: date
    ended: Membership.Ended = Membership.Ended.LEFT
    note: str = Field("", max_length=200)
    seen_version: int = Field(ge=0, le=2147483647)


class TagIn(Schema):
    """A worker tag with its source."""

    tag: Tag
    from_on: date
    until: date | None = None
    source: str = Field(max_length=60)


class TagOut(Schema):
    """A worker tag."""

    id: UUID
    person_id: UUID
    tag: Tag
    from_on: date
    until: date | None
    source: str

    @staticmethod
    def resolve_from_on(tag: Any) -> date:
        """The first day it holds."""
        return tag.valid.lower

    @staticmethod
    def resolve_until(tag: Any) -> date | None:
        """The first day it no longer holds."""
        return tag.valid.upper


class TransferIn(Schema):
    """A request for transfer."""

    to_org_id: UUID
    reason: str = Field(max_length=300)


class AnswerIn(Schema):
    """Words to the person."""

    answer: str = Field("", max_length=300)


class ReceiveIn(Schema):
    """The day the membership moves."""

    effective_on: date
    answer: str = Field("", max_length=300)
    card_no: str = Field("", max_length=30)


class TransferOut(Schema):
    """A transfer and how far it is."""

    id: UUID
    person_id: UUID
    from_org_id: UUID
    to_org_id: UUID
    state: Transfer.State
    reason: str
    answer: str
    person_agreed_at: datetime | None
    effective_on: date | None


class TermOut(Schema):
    """A term in a post; `until` is the first day it no longer ran."""

    id: UUID
    person_id: UUID
    org_id: UUID
    title: PostTitle
    tenure: Tenure
    selection: Selection
    party_post: PartyPost | Literal[""]
    from_on: date
    until: date | None

    @staticmethod
    def resolve_from_on(term: Any) -> date:
        """The first day."""
        return term.valid.lower

    @staticmethod
    def resolve_until(term: Any) -> date | None:
        """The first day after."""
        return term.valid.upper


class RevealIn(Schema):
    """What to read in clear, and what for."""

    field: Literal["id_number", "phone", "bank_account"]
    purpose: str = Field(min_length=4, max_length=200)


class RevealOut(Schema):
    """The value, told once and logged."""

    value: str


class CodeIn(Schema):
    """A scanned member code or six spoken digits, where it is used, and by which unit."""

    code: str = Field(max_length=200)
    place: str = Field(min_length=1, max_length=100)
    org_id: UUID


class CodeOut(Schema):
    """Whose code it was."""

    person_id: UUID
    name: str
    used_at: datetime

    @staticmethod
    def resolve_name(use: Any) -> str:
        """Masked: a scanner's screen faces the crowd."""
        person: Person = use.person
        return person.masked_name
