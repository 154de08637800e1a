"""Judging a package that arrived. Pure: what is known of the sender is told, nothing is written.

The order matters: nothing of a package is believed before its signature is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import ValidationError

from wuli.base.core.errors import Invalid
from wuli.base.core.figures import Unit as Measure

from ..times import parse_range
from .definitions import differences
from .document import LARGEST, Body, Document, Envelope, Value, canonical, read_json
from .faults import Fault
from .signing import digest, is_signed_by


@dataclass(frozen=True)
class Refused(Exception):
    """The package cannot be taken in: why, and what the words of the fault need."""

    fault: Fault
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """A package that could be read: the envelope, and the document it claims to hold."""

    envelope: Envelope
    document: Document


def open_package(text: bytes) -> Opened:
    """Read the form of a package; says nothing yet on who made it. Raises Refused."""
    if len(text) > LARGEST:
        raise Refused(Fault.TOO_LARGE, {"limit": LARGEST // 1_000_000})
    try:
        envelope = Envelope.model_validate(read_json(text))
        if b"\\u0000" in canonical(envelope.document):
            raise ValueError("a NUL character")
        return Opened(envelope, Document.model_validate(envelope.document))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Refused(Fault.UNREADABLE, {"what": ".".join(map(str, first["loc"]))[:80]}) from error
    except (ValueError, RecursionError) as error:
        raise Refused(Fault.UNREADABLE, {"what": "JSON"}) from error


def check_seal(opened: Opened, key: Any, on: date) -> None:
    """That the sender's key `key` (None: not known) is good on the day and signed exactly this."""
    number = opened.envelope.key
    if key is None:
        raise Refused(Fault.UNKNOWN_KEY, {"key": number})
    if on < key.from_on or key.retired_at:
        raise Refused(Fault.KEY_RETIRED, {"key": number, "reason": key.retired_because or "—"})
    if digest(opened.envelope.document) != opened.envelope.sha256:
        raise Refused(Fault.TAMPERED)
    if not is_signed_by(opened.envelope, bytes(key.public)):
        raise Refused(Fault.BAD_SIGNATURE, {"key": number})
    if opened.document.receiver != settings.FEDERATION:
        raise Refused(Fault.NOT_FOR_US, {"receiver": opened.document.receiver, "us": settings.FEDERATION})


def check_place(document: Document, latest: Any, same_number: Any) -> None:
    """That the package follows the last one taken in (`latest`, None: the first) without a gap."""
    if same_number is not None:
        raise Refused(Fault.SERIAL_REUSED, {"serial": document.serial})
    told = {"latest": latest.serial if latest else 0, "serial": document.serial}
    if latest and document.serial < latest.serial:
        raise Refused(Fault.STALE, told)
    if document.previous != (latest.sha256 if latest else ""):
        raise Refused(Fault.CHAIN_BROKEN, told)


def check_contents(document: Document) -> None:
    """That both sides mean the same by every indicator, and that the package agrees with itself."""
    found = differences(document.definitions)
    if found:
        raise Refused(Fault.DEFINITIONS, {"n": len(found), "differences": found})
    for what in _faults(document):
        raise Refused(Fault.INCONSISTENT, {"what": what})


def _faults(body: Body) -> Iterator[str]:
    if not _is_period(body):
        yield _("时间写成了 %(period)s") % {"period": body.period}
    yield from _tree_faults(body)
    definitions = {each.code: each for each in body.definitions}
    if len(definitions) != len(body.definitions):
        yield _("同一个指标写了两次")
    names = {each.key: each.name for each in body.units}
    seen = set()
    for each in body.values:
        place = {"unit": names.get(each.unit, each.unit), "name": each.indicator}
        if each.unit not in names or each.indicator not in definitions:
            yield _("%(unit)s的 %(name)s 没有对应的单位或口径") % place
            continue
        if (each.unit, each.indicator) in seen:
            yield _("%(unit)s的 %(name)s 写了两次") % place
        seen.add((each.unit, each.indicator))
        if not _is_sound(each, definitions[each.indicator]):
            yield _("%(unit)s的 %(name)s 与它的分子、分母或单位不符") % place


def _is_period(body: Body) -> bool:
    try:
        return parse_range(body.period, body.as_of).code == body.period
    except Invalid:
        return False


def _tree_faults(body: Body) -> Iterator[str]:
    known: set[str] = set()
    for each in body.units:
        if each.key in known:
            yield _("单位%(unit)s写了两次") % {"unit": each.name}
        if each.parent and each.parent not in known:
            yield _("单位%(unit)s的上级不在它前面") % {"unit": each.name}
        known.add(each.key)
    if sum(not each.parent for each in body.units) != 1:
        yield _("包里要有而且只有一个最上级单位")


def _is_sound(value: Value, definition: Any) -> bool:
    """A count of persons is whole; a ratio is its part over its whole; only a ratio has sums."""
    if definition.kind != "ratio":
        whole = definition.kind != "distinct" or value.value is None or "." not in value.value
        return whole and value.part is None and value.whole is None
    part, whole_sum = (None if each is None else Decimal(each) for each in (value.part, value.whole))
    if value.value is None:
        return part is None or whole_sum is None or not whole_sum
    if part is None or not whole_sum:
        return False
    times = 100 if definition.unit == Measure.PERCENT.value else 1
    return Decimal(value.value) == (part * times / whole_sum).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
