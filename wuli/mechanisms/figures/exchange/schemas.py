"""Shapes of the exchange in the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from ..models import IncomingPackage, Outcome, Publication
from .definitions import field_name
from .document import plain
from .faults import Fault
from .receipts import receipt_of


class DifferenceOut(Schema):
    """One field in which two federations mean something else by an indicator."""

    code: str
    name: str
    field: str
    theirs: str
    ours: str


class SignedReceipt(Schema):
    """The answer under the receiver's signature; its inner form is told in docs/exchange.md."""

    document: dict[str, Any]
    sha256: str
    key: int
    signature: str


class ReceiptOut(Schema):
    """The answer to a package: taken in, taken in before, or refused with the reason."""

    id: UUID
    outcome: Outcome
    fault: Fault | None
    why: str
    sha256: str
    serial: int | None
    period: str
    created_at: datetime
    differences: list[DifferenceOut]
    receipt: SignedReceipt | None

    @staticmethod
    def resolve_receipt(package: IncomingPackage) -> dict[str, Any] | None:
        """None where nobody knows who sent the package."""
        signed = receipt_of(package)
        return plain(signed) if signed else None

    @staticmethod
    def resolve_fault(package: IncomingPackage) -> str | None:
        """None for what was not refused."""
        return package.fault or None

    @staticmethod
    def resolve_differences(package: IncomingPackage) -> list[dict[str, Any]]:
        """The field in words."""
        return [each | {"field": str(field_name(each["field"]))} for each in package.differences]


class PackageIn(Schema):
    """A package as it was signed; judged as a whole, so its inner form is told in docs/exchange.md."""

    document: dict[str, Any]
    sha256: str = Field(max_length=64)
    key: int
    signature: str = Field(max_length=100)


class PublicationOut(Schema):
    """A publication of ours and what became of it."""

    id: UUID
    peer: str = Field(alias="peer.code")
    org_id: UUID
    period: str
    reading: str
    indicators: list[str]
    units: int
    state: Publication.State
    serial: int | None
    sha256: str
    previous: str
    answer: str
    created_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None


class ReceivedOut(Schema):
    """A received figure with its unit and definition; persons and rows are never part of it."""

    id: UUID
    package: UUID = Field(alias="package_id")
    unit: str = Field(alias="unit.name")
    unit_key: UUID = Field(alias="unit.key")
    origin: str = Field(alias="unit.origin")
    indicator: str = Field(alias="definition.code")
    version: int = Field(alias="definition.version")
    period: str = Field(alias="package.period")
    as_of: date | None = Field(alias="package.as_of")
    value: Decimal | None
    part_value: Decimal | None
    whole_value: Decimal | None
