"""What the API says of accounts: masks only, no secrets."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, FilterLookup, FilterSchema, Schema

from .models import PrivacyRequest, User


class AccountOut(Schema):
    """An account that the caller manages."""

    id: UUID
    username: str
    name: str
    kind: User.Kind
    phone: str = Field(alias="phone_mask", description="masked")
    unit: UUID | None = Field(alias="home_org", description="the unit that answers for it")
    is_active: bool
    created_at: datetime
    last_login: datetime | None


class OpenIn(Schema):
    """An account to be opened: for an officer a login name and a first password, for a member a phone."""

    org: UUID = Field(description="The unit that answers for it")
    kind: User.Kind
    name: str = Field(min_length=1, max_length=64)
    username: str = Field("", max_length=64)
    password: str | None = Field(None, min_length=1, max_length=128)
    phone: str | None = Field(None, max_length=30)


class AccountFilter(FilterSchema):
    """By kind, state and name."""

    kind: User.Kind | None = None
    is_active: bool | None = None
    name: Annotated[str | None, FilterLookup("name__icontains")] = Field(None, max_length=64)


class ReasonIn(Schema):
    """Why it is done; kept in the audit trail."""

    reason: str = Field(min_length=1, max_length=300)


class PrivacyRequestOut(Schema):
    """A request about personal data, with its deadline."""

    id: UUID
    account: UUID = Field(alias="user_id")
    kind: PrivacyRequest.Kind
    state: PrivacyRequest.State
    asked_at: datetime
    due_on: date
    rule_source: str
    answered_at: datetime | None


class PrivacyRequestFilter(FilterSchema):
    """By state and kind."""

    state: PrivacyRequest.State | None = None
    kind: PrivacyRequest.Kind | None = None


class AnswerIn(Schema):
    """The answer, with reasons when refused."""

    granted: bool
    answer: str = Field(min_length=1, max_length=2000)
