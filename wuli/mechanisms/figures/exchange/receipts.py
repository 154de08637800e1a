"""The receipt 回执: what became of a package, signed by its receiver and checked by its sender.

Only a package whose seal was proven gets one: what cannot be shown to be the sender's is answered in words.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from pydantic import AwareDatetime, Field, ValidationError

from wuli.base.core.errors import Invalid

from ..models import IncomingPackage, Outcome, Publication
from .definitions import SPOKEN, field_name
from .document import Code, Envelope, Hex, Part, read_json
from .signing import RECEIPT, digest, is_signed_by, sign

LARGEST = 1_000_000  # bytes of a receipt; one with every definition different has a tenth of it


class Difference(Part):
    """One field in which the receiver means something else by an indicator."""

    code: str
    name: str
    field: str
    theirs: str
    ours: str


class Receipt(Part):
    """Which package of which sender got which answer; `package` is the hash of the package's document."""

    format: Literal["wuli-receipt"] = "wuli-receipt"
    version: Literal[1] = 1
    receiver: Code
    sender: Code
    serial: int = Field(ge=1, le=2_000_000_000)
    package: Hex
    outcome: Literal["accepted", "repeated", "refused"]
    fault: str
    why: str
    differences: list[Difference]
    answered_at: AwareDatetime


class NotAReceipt(Invalid):
    """What came is no receipt of this package by this peer; the publication stays as it was."""

    code = "figures.not_a_receipt"
    message = _("这份回执没有收：%(why)s。")
    cure = _("请对方在“收到的”里重新下载这一包的回执。")


def receipt_of(package: IncomingPackage) -> Envelope | None:
    """The signed answer to a package; None where nobody knows who sent it."""
    peer = package.peer
    if peer is None:
        return None
    with override(SPOKEN):
        told = Receipt(
            receiver=settings.FEDERATION, sender=peer.code, serial=package.serial, package=package.sha256,
            outcome=package.outcome, fault=package.fault, why=package.why, answered_at=package.created_at,
            differences=[each | {"field": str(field_name(each["field"]))} for each in package.differences],
        )  # fmt: skip
    return sign(told, RECEIPT)


def is_asked_to_sign(publication: Publication) -> bool:
    """Whether a key of the peer was ever entered: then only what it signed counts as its answer."""
    return publication.peer.keys.exists()


def read_receipt(text: bytes, publication: Publication, on: date) -> Receipt:
    """The receipt for exactly this publication, its signature proven. Raises NotAReceipt."""
    try:
        if len(text) > LARGEST:
            raise ValueError("too long")
        envelope = Envelope.model_validate(read_json(text))
        told = Receipt.model_validate(envelope.document)
    except (ValidationError, ValueError, RecursionError) as error:
        raise NotAReceipt(why=_("读不出来")) from error
    key = publication.peer.keys.filter(number=envelope.key).first()
    if key is None or key.retired_at or on < key.from_on:
        raise NotAReceipt(why=_("没有登记对方第 %(n)s 号公钥，或者已经停用") % {"n": envelope.key})
    if digest(envelope.document) != envelope.sha256:
        raise NotAReceipt(why=_("内容被改过"))
    if not is_signed_by(envelope, bytes(key.public), RECEIPT):
        raise NotAReceipt(why=_("签名不是对方第 %(n)s 号钥匙签的") % {"n": envelope.key})
    if (told.receiver, told.sender) != (publication.peer.code, settings.FEDERATION):
        raise NotAReceipt(why=_("不是对方给我们的"))
    if (told.package, told.serial) != (publication.sha256, publication.serial):
        raise NotAReceipt(why=_("说的是另一包（第 %(n)s 号）") % {"n": told.serial})
    return told


def said(answer: Mapping[str, Any]) -> str:
    """The receiver's words, with each difference of a definition on a line of its own."""
    lines = [str(answer.get("why", ""))]
    for each in answer["differences"]:
        told = {key: str(each.get(key, "")) for key in ("name", "code", "field", "theirs", "ours")}
        lines += [_now("%(name)s（%(code)s）· %(field)s：我们“%(theirs)s”，对方“%(ours)s”") % told]
    return "\n".join(filter(None, lines)) or ("" if answer["outcome"] != Outcome.REFUSED else "—")
