"""Publishing upwards 上报: made by one person, checked and signed by another, sent, answered.

Imported from here, not from the package: it reads figures, and reading asks the package who may see them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.actions.jobs import start_job
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.figures import INDICATORS
from wuli.base.core.models.jobs import Job

from ..exchange.definitions import is_sensitive
from ..exchange.document import MOST_VALUES, Body, Document, canonical, plain
from ..exchange.errors import NoAddress, NotYourOwnCheck, PeerEnded, SensitiveStays, TooMuch
from ..exchange.packing import Chosen, build, sender_of
from ..exchange.signing import sign
from ..models import Direction, Peer, Publication
from ..reading import Declared
from ..times import TimeRange
from .exchange_texts import keep_text
from .freezing import FigureNotYours, StillCounting
from .viewing import may_see

PUBLISH = Capability("figures.publish", _("做上报、发上报"), roles={"officer", "chair"})
CHECK = Capability("figures.check_publication", _("复核上报"), roles={"officer", "chair"})
SEND = "figures.send_package"


@action("figures.make_publication")
def make_publication(
    *, actor: Actor, peer: Peer, indicators: Sequence[str], when: TimeRange, reading: str, at: datetime,
    with_children: bool = True, forward: bool = False,
) -> Publication:  # fmt: skip
    """Write down the chosen figures of the peer's unit as they are now, to be checked by another person.

    Raises SensitiveStays, FigureNotYours, StillCounting while a figure is being recomputed, TooMuch,
    Invalid for a time that has not begun; nothing is kept then.
    """
    require(actor, PUBLISH, peer.org)
    today = timezone.localdate(at)
    _must_be_up(peer, today)
    declared = [_declared(actor, code, peer) for code in dict.fromkeys(indicators)]
    _check_chosen(declared, when, today)
    built = build(Chosen(peer.org, declared, when, reading, with_children, forward), today)
    for figure in built.figures:
        if figure.pending:
            raise StillCounting(name=figure.indicator.name)
    if len(built.body.values) > MOST_VALUES:
        raise TooMuch(most=MOST_VALUES, n=len(built.body.values))
    return Publication.objects.create(
        peer=peer, org=peer.org, period=when.code, reading=reading, made_by_id=actor.pk, created_at=at,
        indicators=[each.code for each in declared], units=len(built.body.units),
        body=keep_text(canonical(plain(built.body))),
    )  # fmt: skip


def _must_be_up(peer: Peer, today: Any) -> None:
    if peer.direction != Direction.UP or not Peer.objects.in_force(today).filter(pk=peer.pk).exists():
        raise PeerEnded(peer=peer.name)


def _declared(actor: Actor, code: str, peer: Peer) -> Declared:
    declared = INDICATORS.get(code)
    if declared is None:
        raise Invalid({"indicators": [_now("没有“%(code)s”这个指标。") % {"code": code}]})
    if not may_see(actor, declared, peer.org):
        raise FigureNotYours(name=declared.name)
    return declared


def _check_chosen(declared: Sequence[Declared], when: TimeRange, today: Any) -> None:
    sensitive = [str(each.name) for each in declared if is_sensitive(each)]
    if sensitive:
        raise SensitiveStays(names="、".join(sensitive))
    if not declared:
        raise Invalid({"indicators": [_now("至少选一个指标。")]})
    if when.start > today:
        raise Invalid({"period": [_now("这段时间还没有开始。")]})


@action("figures.check_publication")
def check_publication(*, actor: Actor, publication: Publication, at: datetime) -> Publication:
    """Check 复核 what somebody else made: it gets its number, is chained to the one before and signed.

    Raises NotYourOwnCheck, PeerEnded, Conflict when it is no longer waiting. Locks the peer, so that
    numbers and chain have no gap.
    """
    require(actor, CHECK, publication.org)
    peer = Peer.objects.locked(publication.peer_id)
    held = Publication.objects.locked(publication.pk)
    if held.made_by_id is not None and held.made_by_id == actor.pk:
        raise NotYourOwnCheck()
    if held.state != Publication.State.DRAFT:
        raise Conflict()
    _must_be_up(peer, timezone.localdate(at))
    body = Body.model_validate_json(held.body.text)
    last = peer.publications.exclude(serial=None).order_by("-serial").first()
    before = peer.publications.chained().order_by("-serial").first()
    document = Document(
        **dict(body), sender=sender_of(peer), receiver=peer.code, serial=last.serial + 1 if last else 1,
        previous=before.sha256 if before else "", made_at=at,
    )  # fmt: skip
    envelope = sign(document)
    held.serial, held.previous = document.serial, document.previous
    held.sha256, held.key_number = envelope.sha256, envelope.key
    held.envelope = keep_text(canonical(plain(envelope)))
    held.approved_by_id, held.approved_at = actor.pk, at
    held.state = Publication.State.READY
    held.save()
    return held


@action("figures.withdraw_publication")
def withdraw_publication(*, actor: Actor, publication: Publication) -> Publication:
    """Drop what was made and not yet checked. Conflict once it is signed: then a correction is needed."""
    require(actor, PUBLISH, publication.org)
    held = Publication.objects.locked(publication.pk)
    held.move_to(Publication.State.WITHDRAWN)
    return held


@action("figures.send_publication")
def send_publication(*, actor: Actor, publication: Publication) -> Job:
    """Send a signed package to the peer's address, as a job. Raises NoAddress; Conflict once answered."""
    require(actor, PUBLISH, publication.org)
    peer = publication.peer
    if publication.state not in (Publication.State.READY, Publication.State.SENT):
        raise Conflict()
    if not (peer.address and peer.token):
        raise NoAddress(peer=peer.name)
    return start_job(
        actor=actor, kind=SEND, args={"publication": str(publication.pk)}, org_id=publication.org_id,
        about=_now("上报%(peer)s %(period)s") % {"peer": peer.name, "period": publication.period},
        url=publication.get_absolute_url(),
    )  # fmt: skip


@action("figures.note_sent")
def note_sent(*, actor: Actor, publication: Publication, at: datetime) -> Publication:
    """The package went out as a file, or by the interface without an answer; another time changes nothing."""
    require(actor, PUBLISH, publication.org)
    held = Publication.objects.locked(publication.pk)
    if held.state == Publication.State.READY:
        held.move_to(Publication.State.SENT)
        held.sent_at = at
        held.save(update_fields=["sent_at"])
    return held


@action("figures.note_trouble")
def note_trouble(*, actor: Actor, publication: Publication, trouble: str) -> Publication:
    """The package did not get through; why. It stays where it was and is tried again."""
    require(actor, PUBLISH, publication.org)
    held = Publication.objects.locked(publication.pk)
    held.tries, held.last_trouble = held.tries + 1, trouble[:300]
    held.save(update_fields=["tries", "last_trouble"])
    return held
