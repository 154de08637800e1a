"""Taking in a package 收上报: judged, answered and kept, whatever the answer is.

Imported from here, not from the package: it compares definitions with those that are read here.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.orgs.models import Org

from ..exchange.document import Document
from ..exchange.faults import Fault
from ..exchange.unpacking import Opened, Refused, check_contents, check_place, check_seal, open_package
from ..models import (
    Direction,
    IncomingPackage,
    Outcome,
    Peer,
    ReceivedDefinition,
    ReceivedUnit,
    ReceivedValue,
)
from .exchange_texts import keep_text

RECEIVE = Capability("figures.receive", _("收上报"), roles={"officer", "chair"})
log = structlog.get_logger()


@action("figures.receive_package")
def receive_package(
    *, actor: Actor, org: Org, text: bytes, at: datetime, via: str = "file"
) -> IncomingPackage:
    """Judge a package that reached `org` and answer: taken in, taken in before, or refused with the reason.

    Never raises for what is in the package: a refusal is an answer and is kept, too. A sender whose tree
    hangs where `actor` may not receive is as good as unknown. Locks the peer.
    """
    require(actor, RECEIVE, org)
    arrived = _Arrived(actor, org, text, at, via)
    try:
        return arrived.judged()
    except Refused as refused:
        log.warning("figures.package_refused", fault=str(refused.fault), serial=arrived.told.get("serial"))
        return arrived.answer(Outcome.REFUSED, fault=refused.fault, detail=refused.detail)


class _Arrived:
    """One package on its way through the judgement; `told` fills with what is known of it."""

    def __init__(self, actor: Actor, org: Org, text: bytes, at: datetime, via: str) -> None:
        self.actor, self.text, self.at = actor, text, at
        self.told: dict[str, Any] = {"org": org, "via": via, "received_by_id": actor.pk, "created_at": at}

    def judged(self) -> IncomingPackage:
        opened = open_package(self.text)
        document = opened.document
        self.told |= {
            "sender": f"{document.sender.name}（{document.sender.code}）"[:200], "serial": document.serial,
            "sha256": opened.envelope.sha256, "key_number": opened.envelope.key, "period": document.period,
            "reading": document.reading, "as_of": document.as_of, "made_at": document.made_at,
        }  # fmt: skip
        peer = self._peer(opened)
        self.told |= {"peer": peer, "org": peer.org, "text": keep_text(self.text)}
        accepted = peer.packages.accepted()
        if accepted.filter(sha256=opened.envelope.sha256).exists():
            return self.answer(Outcome.REPEATED)
        check_place(
            document, accepted.order_by("-serial").first(), accepted.filter(serial=document.serial).first()
        )
        check_contents(document)
        package = self.answer(Outcome.ACCEPTED)
        _keep(package, document)
        return package

    def _peer(self, opened: Opened) -> Peer:
        """The sender, its seal checked and its row locked; nothing the package says is believed before."""
        today = timezone.localdate(self.at)
        known = Peer.objects.visible_to(self.actor, RECEIVE.code).in_force(today)
        found = known.filter(code=opened.document.sender.code, direction=Direction.DOWN).first()
        if found is None:
            raise Refused(Fault.UNKNOWN_SENDER, {"sender": self.told["sender"]})
        peer = Peer.objects.locked(found.pk)
        check_seal(opened, peer.keys.filter(number=opened.envelope.key).first(), today)
        return peer

    def answer(self, outcome: str, *, fault: str = "", detail: Any = None) -> IncomingPackage:
        return IncomingPackage.objects.create(outcome=outcome, fault=fault, detail=detail or {}, **self.told)


def _keep(package: IncomingPackage, document: Document) -> None:
    """Units, definitions and figures of an accepted package, each in one statement."""
    units = _units(package, document)
    definitions = {
        each.code: ReceivedDefinition(
            package=package, code=each.code, version=each.version, name=each.name, unit=each.unit,
            period=each.period, kind=each.kind, meaning=each.meaning,
        )
        for each in document.definitions
    }  # fmt: skip
    ReceivedUnit.objects.bulk_create(units.values())
    ReceivedDefinition.objects.bulk_create(definitions.values())
    ReceivedValue.objects.bulk_create(
        [
            ReceivedValue(
                package=package, unit=units[each.unit], definition=definitions[each.indicator],
                value=_decimal(each.value), part_value=_decimal(each.part), whole_value=_decimal(each.whole),
            )
            for each in document.values
        ],
        batch_size=5000,
    )  # fmt: skip


def _units(package: IncomingPackage, document: Document) -> dict[str, ReceivedUnit]:
    found: dict[str, ReceivedUnit] = {}
    for rank, each in enumerate(document.units):
        origin = each.origin
        found[each.key] = ReceivedUnit(
            package=package, key=UUID(each.key), name=each.name, kind=each.kind, rank=rank,
            parent=found.get(each.parent),
            origin=origin.federation if origin else document.sender.code,
            origin_serial=origin.serial if origin else document.serial,
            origin_sha256=origin.sha256 if origin else package.sha256,
        )  # fmt: skip
    return found


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
