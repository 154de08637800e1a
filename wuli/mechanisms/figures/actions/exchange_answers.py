"""What the receiver of a publication answers: a receipt that it signed, or words that an officer writes down.

Imported from here, not from the package: receipts are read with the models.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _now

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.errors import Conflict, Invalid

from ..exchange.document import plain
from ..exchange.receipts import read_receipt, said
from ..models import Outcome, Publication
from .exchange_out import PUBLISH
from .exchange_texts import keep_text


@action("figures.take_receipt")
def take_receipt(*, actor: Actor, publication: Publication, text: bytes, at: datetime) -> Publication:
    """Take in a receipt 回执 that the receiver signed; it is kept, byte for byte, as the proof.

    Raises NotAReceipt for what is none of this package by this peer; then nothing has changed.
    """
    require(actor, PUBLISH, publication.org)
    told = read_receipt(text, publication, timezone.localdate(at))
    return record_answer(
        actor=actor, publication=publication, accepted=told.outcome != Outcome.REFUSED,
        answer=said(plain(told)), at=at, receipt=text,
    )  # fmt: skip


@action("figures.record_answer")
def record_answer(
    *, actor: Actor, publication: Publication, accepted: bool, answer: str, at: datetime, receipt: bytes = b""
) -> Publication:
    """Keep what the receiver answered: taken in, or refused with its reason. An answer is given once.

    The same answer again changes nothing; another one is a Conflict. `receipt` is what the receiver signed.
    """
    require(actor, PUBLISH, publication.org)
    if not accepted and not answer.strip():
        raise Invalid({"answer": [_now("退回要写对方说的原因。")]})
    held = Publication.objects.locked(publication.pk)
    state = Publication.State.ACKNOWLEDGED if accepted else Publication.State.REFUSED
    if held.state == state:
        return held
    if held.state not in (Publication.State.READY, Publication.State.SENT):
        raise Conflict()
    held.state, held.answer, held.answered_at = state, answer[:4000], at
    held.sent_at, held.last_trouble = held.sent_at or at, ""
    held.receipt = keep_text(receipt) if receipt else None
    held.save(update_fields=["state", "answer", "answered_at", "sent_at", "last_trouble", "receipt"])
    return held
