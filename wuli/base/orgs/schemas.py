"""Shapes of units, employers and grants for the API."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, FilterLookup, FilterSchema, Schema

from .codes import ClosingGround, Line, OrgForm, OrgKind, SizeClass
from .models import Org, RoleGrant


class OrgRef(Schema):
    """A unit by its key and name."""

    id: UUID
    name: str


class OrgOut(Schema):
    """A unit with its facts; places have their own addresses."""

    id: UUID
    version: int
    name: str
    short_name: str
    kind: OrgKind
    form: OrgForm
    uscc: str | None
    region: str | None = Field(None, alias="region_id")
    opened_on: date
    closed_on: date | None = Field(None, description="The first day on which it is no more")
    closed_ground: ClosingGround | None
    approval_no: str
    term_years: int | None
    address: str
    legal_person: bool

    @staticmethod
    def resolve_closed_ground(org: Org) -> str | None:
        return org.closed_ground or None


class PlaceOut(Schema):
    """A unit above or below another, and how far."""

    org: OrgRef
    depth: int


class OrgFilter(FilterSchema):
    """Narrowing the list of units."""

    name: Annotated[str | None, Field(max_length=100), FilterLookup("name__icontains")] = None
    uscc: Annotated[str | None, Field(max_length=18), FilterLookup("uscc")] = None
    kind: OrgKind | None = None
    region: Annotated[str | None, Field(max_length=12), FilterLookup("region__code__startswith")] = None


class FoundIn(Schema):
    """A unit to be founded below `parent`."""

    parent: UUID
    name: str = Field(min_length=1, max_length=100)
    kind: OrgKind
    form: OrgForm
    founded_on: date
    joined_on: date | None = None
    industrial_parent: UUID | None = None
    short_name: str = Field("", max_length=40)
    uscc: str = Field("", max_length=30)
    region: str = Field("", max_length=12)
    document_no: str = Field("", max_length=60)


class RenameIn(Schema):
    """A new name from a day on."""

    name: str = Field(min_length=1, max_length=100)
    short_name: str = Field("", max_length=40)
    on: date
    seen_version: int = Field(ge=0, le=2147483647)
    reason: str = Field("", max_length=200)


class MoveIn(Schema):
    """A new place from a day on; no `to` leaves the industrial line."""

    to: UUID | None = None
    line: Line = Line.TERRITORIAL
    on: date
    reason: str = Field("", max_length=200)
    document_no: str = Field("", max_length=60)


class CloseIn(Schema):
    """The end of a unit and where its children go."""

    on: date
    ground: ClosingGround
    seen_version: int = Field(ge=0, le=2147483647)
    note: str = Field("", max_length=140)
    document_no: str = Field("", max_length=60)
    children_to: UUID | None = None


class ReopenIn(Schema):
    """Taking back a closing."""

    reason: str = Field(min_length=1, max_length=200)
    seen_version: int = Field(ge=0, le=2147483647)


class PartIn(Schema):
    """A new unit out of another, with what goes with it."""

    name: str = Field(min_length=1, max_length=100)
    kind: OrgKind
    form: OrgForm
    uscc: str = Field("", max_length=30)
    children: list[UUID] = Field(default_factory=list, max_length=1000)
    employers: list[UUID] = Field(default_factory=list, max_length=1000)


class SplitIn(Schema):
    """New units out of one."""

    parts: list[PartIn] = Field(min_length=1, max_length=20)
    on: date
    seen_version: int = Field(ge=0, le=2147483647)
    keep: bool = True
    reason: str = Field("", max_length=200)
    document_no: str = Field("", max_length=60)


class MergeIn(Schema):
    """Units that go into the one of the address."""

    orgs: list[UUID] = Field(min_length=1, max_length=100)
    on: date
    reason: str = Field("", max_length=200)
    document_no: str = Field("", max_length=60)


class MergeAnewIn(Schema):
    """Units that become a new one, which stands where the first of them stood."""

    orgs: list[UUID] = Field(min_length=2, max_length=100)
    name: str = Field(min_length=1, max_length=100)
    kind: OrgKind
    form: OrgForm
    uscc: str = Field("", max_length=30)
    on: date
    reason: str = Field("", max_length=200)
    document_no: str = Field("", max_length=60)


class CorrectIn(Schema):
    """Facts of a unit to be corrected, by somebody who saw `seen_version`; those left out stay."""

    seen_version: int = Field(ge=0, le=2147483647)
    short_name: str = Field("", max_length=40)
    kind: OrgKind = OrgKind.GRASSROOTS
    form: OrgForm = OrgForm.COMMITTEE
    uscc: str = Field("", max_length=30)
    region: str = Field("", max_length=12)
    women_committee: bool = False
    audit_committee: bool = False
    supervision_committee: bool = False
    legal_person: bool = False
    rank: int = Field(100, ge=0, le=32767)
    address: str = Field("", max_length=200)
    contact_phone: str = Field("", max_length=30)
    approval_no: str = Field("", max_length=60)
    approved_on: date | None = None
    term_years: int | None = Field(None, ge=1, le=10)


class FoundingIn(Schema):
    """The day a unit was really founded, why it is known, by somebody who saw `seen_version`."""

    founded_on: date
    reason: str = Field(min_length=1, max_length=200)
    seen_version: int = Field(ge=0, le=2147483647)


class EmployerOut(Schema):
    """An employer and the unit that answers for it."""

    id: UUID
    version: int
    name: str
    uscc: str | None
    size_class: SizeClass
    staff_count: int | None
    industry: str
    is_platform: bool
    ended_on: date | None
    org: OrgRef


class EmployerFilter(FilterSchema):
    """Narrowing the list of employers."""

    name: Annotated[str | None, Field(max_length=100), FilterLookup("name__icontains")] = None
    uscc: Annotated[str | None, Field(max_length=18), FilterLookup("uscc")] = None
    size_class: SizeClass | None = None
    org: UUID | None = None


class EmployerIn(Schema):
    """An employer to be entered under `org`."""

    org: UUID
    name: str = Field(min_length=1, max_length=100)
    uscc: str = Field("", max_length=30)
    size_class: SizeClass = SizeClass.OTHER
    staff_count: int | None = Field(None, ge=0, le=2147483647)
    industry: str = Field("", max_length=4)
    is_platform: bool = False
    covered_from: date | None = None


class EmployerCorrectIn(Schema):
    """Facts of an employer to be corrected, by somebody who saw `seen_version`; those left out stay."""

    seen_version: int = Field(ge=0, le=2147483647)
    name: str = Field("", min_length=1, max_length=100)
    uscc: str = Field("", max_length=30)
    size_class: SizeClass = SizeClass.OTHER
    staff_count: int | None = Field(None, ge=0, le=2147483647)
    industry: str = Field("", max_length=4)
    is_platform: bool = False
    ended_on: date | None = None


class CoverIn(Schema):
    """The union that covers an employer from a day on."""

    org: UUID
    on: date


class GrantOut(Schema):
    """A role of somebody at a unit for some days."""

    id: UUID
    user: str = Field(alias="user.name")
    role: str
    org: OrgRef
    since: date | None
    until: date | None
    reason: str

    @staticmethod
    def resolve_since(grant: RoleGrant) -> Any:
        return grant.valid.lower

    @staticmethod
    def resolve_until(grant: RoleGrant) -> Any:
        return grant.valid.upper


class GrantIn(Schema):
    """A role for an officer at a unit; from today, as long as the rule allows, when no days are told."""

    user: UUID = Field(description="The officer's account")
    role: str = Field(min_length=1, max_length=24)
    org: UUID
    since: date | None = None
    until: date | None = Field(None, description="The first day on which it no longer holds")
    reason: str = Field("", max_length=200)


class RevokeIn(Schema):
    """Why a role is taken back."""

    reason: str = Field(min_length=1, max_length=200)
