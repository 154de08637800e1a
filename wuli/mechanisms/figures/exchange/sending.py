"""Bringing a package to its receiver over https, and reading the answer. Twice is as good as once."""

import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import WuliError
from wuli.base.core.jobs import Progress, job_kind
from wuli.base.core.models.jobs import Job

from ..actions.exchange_answers import record_answer, take_receipt
from ..actions.exchange_out import SEND, note_sent, note_trouble
from ..models import Outcome, Publication
from .document import canonical
from .receipts import NotAReceipt, is_asked_to_sign, read_receipt, said

PATIENCE = 60  # seconds for an answer
MOST_TRIES = 100  # every ten minutes: most of a day
MOST_READ = 1_000_000  # bytes of an answer
log = structlog.get_logger()


class NotDelivered(WuliError):
    """The receiver could not be reached, or gave no answer that can be understood."""

    code = "figures.not_delivered"
    status = 502
    message = _("没有送到：%(trouble)s。")
    cure = _("包还在，十分钟后自动再试；也可以下载文件用别的办法送。")


@job_kind(SEND, _("发上报"), steps={"send": _("正在送")})
def send(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Deliver one package and keep the answer. Safe to run twice: the receiver answers as before."""
    publication = Publication.objects.select_related("peer", "envelope").get(pk=job.args["publication"])
    progress.step("send")
    deliver(publication, timezone.now())
    return {}


def deliver(publication: Publication, at: datetime) -> None:
    """Post the package and keep what comes back. Raises NotDelivered, and the publication says why.

    Where the peer's key is known, an answer without its signature changes nothing: it is tried again.
    """
    if publication.state not in (Publication.State.READY, Publication.State.SENT):
        return
    try:
        answer = post(publication)
        receipt = _signed(publication, answer, at)
    except NotDelivered as trouble:
        note_trouble(actor=SYSTEM, publication=publication, trouble=str(trouble.params["trouble"]))
        raise
    note_sent(actor=SYSTEM, publication=publication, at=at)
    if receipt:
        take_receipt(actor=SYSTEM, publication=publication, text=receipt, at=at)
        return
    accepted = answer["outcome"] in (Outcome.ACCEPTED, Outcome.REPEATED)
    record_answer(actor=SYSTEM, publication=publication, accepted=accepted, answer=said(answer), at=at)


def _signed(publication: Publication, answer: Mapping[str, Any], at: datetime) -> bytes:
    """The signed receipt in an answer, proven; empty where the peer's key is not known here."""
    if not is_asked_to_sign(publication):
        return b""
    if not answer.get("receipt"):
        told = {"why": answer.get("why") or _now("没有说原因")}
        raise NotDelivered(trouble=_now("对方的答复没有签名，不算数：%(why)s") % told)
    text = canonical(answer["receipt"])
    try:
        read_receipt(text, publication, timezone.localdate(at))
    except NotAReceipt as refused:
        raise NotDelivered(trouble=str(refused)) from refused
    return text


def post(publication: Publication) -> dict[str, Any]:
    """One POST to the peer; redirects are not followed. Returns its receipt for exactly this package."""
    peer = publication.peer
    where = urlsplit(peer.address)
    headers = {
        "Authorization": f"Bearer {peer.token!s}", "Content-Type": "application/json",
        "Accept-Language": "zh-hans", "Idempotency-Key": str(uuid4()),
    }  # fmt: skip
    door = _door(where.scheme, where.hostname or "", where.port)
    try:
        door.request("POST", where.path or "/", publication.envelope.text.encode(), headers)
        response = door.getresponse()
        status, told = response.status, response.read(MOST_READ)
    except (OSError, HTTPException) as error:
        raise NotDelivered(trouble=_now("连不上 %(host)s") % {"host": where.hostname}) from error
    finally:
        door.close()
    return _receipt(status, told, publication.sha256)


def _door(scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    return HTTPConnection(host, port, timeout=PATIENCE)


def _receipt(status: int, told: bytes, sha256: str) -> dict[str, Any]:
    if status in (401, 403):
        raise NotDelivered(trouble=_now("对方不认这个令牌（%(status)s）") % {"status": status})
    try:
        answer = json.loads(told)
        if status in (200, 201) and answer["sha256"] == sha256 and answer["outcome"] in Outcome.values:
            answer["differences"] = [dict(each) for each in answer.get("differences", [])]
            return dict(answer)
    except (ValueError, KeyError, TypeError):
        pass
    raise NotDelivered(trouble=_now("对方的答复看不懂（%(status)s）") % {"status": status})


def send_waiting(at: datetime) -> None:
    """Try once more every package that was sent by the interface and did not get through."""
    waiting = Publication.objects.filter(state=Publication.State.READY, tries__range=(1, MOST_TRIES))
    for each in waiting.exclude(peer__address="").select_related("peer", "envelope").order_by("serial"):
        try:
            deliver(each, at)
        except WuliError as error:
            log.info("figures.package_waits", publication=str(each.pk), code=error.code)
