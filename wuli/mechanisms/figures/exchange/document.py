"""The package 上报包 as it travels: its parts, their shape, and the one way in which it is written."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

FORMAT, VERSION = "wuli-figures", 1
LARGEST = 2_000_000  # bytes of a package; a county with 60 towns and 100 indicators takes a third of it
MOST_VALUES = 20_000

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=500)]
Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9]\d{0,17})(\.\d{1,4})?$")]
UnitKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]


class Part(BaseModel):
    """Base of all parts: nothing unknown is taken in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sender(Part):
    """The federation that made the package."""

    code: Code
    name: Name
    uscc: Annotated[str, StringConstraints(pattern=r"^([0-9A-Z]{18})?$")] = ""


class Definition(Part):
    """What an indicator counts. `kind`: additive, distinct persons (never added), or a ratio."""

    code: Code
    version: int = Field(ge=1, le=10_000)
    name: Name
    unit: Code
    period: Literal["as_of", "within"]
    kind: Literal["additive", "distinct", "ratio"]
    meaning: Text
    estimate: bool
    part: str = ""
    whole: str = ""


class Origin(Part):
    """Where a figure that is passed on was first published: federation, its package, that one's hash."""

    federation: Code
    serial: int = Field(ge=1)
    sha256: Hex


class Unit(Part):
    """A unit of the tree; its parent stands before it. Without `origin` it is the sender's own."""

    key: UnitKey
    name: Name
    kind: Annotated[str, StringConstraints(max_length=2)]
    parent: str = ""
    origin: Origin | None = None


class Value(Part):
    """A number at a unit with all below it; of a ratio both sums. Missing is null, never nought."""

    unit: UnitKey
    indicator: Code
    value: Number | None
    part: Number | None = None
    whole: Number | None = None


class Body(Part):
    """What is told: of which time, by which definitions, for which units."""

    period: Annotated[str, StringConstraints(min_length=4, max_length=32)]
    as_of: date
    reading: Literal["then", "now"]
    definitions: list[Definition] = Field(min_length=1, max_length=200)
    units: list[Unit] = Field(min_length=1, max_length=2000)
    values: list[Value] = Field(min_length=1, max_length=MOST_VALUES)


class Document(Body):
    """A body with its address: who tells whom, the how-manyeth, and the package before it."""

    format: Literal["wuli-figures"] = "wuli-figures"
    version: Literal[1] = 1
    sender: Sender
    receiver: Code
    serial: int = Field(ge=1, le=2_000_000_000)
    previous: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    made_at: AwareDatetime


class Envelope(Part):
    """The document with its hash and the sender's signature over it. `key` is the number of the key."""

    document: dict[str, Any]
    sha256: Hex
    key: int = Field(ge=1, le=65_535)
    signature: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]


def canonical(told: Any) -> bytes:
    """The one way in which a document is written: sorted keys, no spaces, UTF-8, no fractions in binary."""
    return json.dumps(
        told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def plain(part: BaseModel) -> dict[str, Any]:
    """A part as JSON takes it."""
    return part.model_dump(mode="json")


def read_json(text: bytes) -> Any:
    """JSON that can be written again in one way only: ValueError for fractions and for keys that repeat."""
    return json.loads(text, parse_float=_refused, parse_constant=_refused, object_pairs_hook=_each_once)


def _refused(text: str) -> Any:
    raise ValueError(f"no such number in a package: {text}")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def said_number(value: Any) -> str | None:
    """A number as a package writes it: no exponent, no needless noughts."""
    if value is None:
        return None
    text = f"{Decimal(value).quantize(Decimal('0.0001')):f}"
    return re.sub(r"\.?0+$", "", text) if "." in text else text
