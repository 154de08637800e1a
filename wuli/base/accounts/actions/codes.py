"""One-time codes by text message: sent, counted, proved. The same answers whether or not a phone is known."""

import secrets
from datetime import datetime, timedelta
from hmac import compare_digest
from math import ceil
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.secrets import blind

from .. import rules
from ..errors import CodeTooSoon, CodeWrong, TooManyCodes
from ..models import OneTimeCode
from ..permission import SEND_CODES, require_own_or
from ..phones import normalise_phone, phone_index
from ..senders import send_text


@action("accounts.send_code")
def send_code(*, actor: Actor, phone: str, purpose: str, address: str, at: datetime) -> OneTimeCode:
    """Send a six-digit code 验证码 to `phone`; asked for from the network `address`.

    One a minute and five an hour for a number, thirty an hour from one address. Raises Invalid,
    CodeTooSoon, TooManyCodes and MessageNotSent, and keeps nothing then.
    """
    _may_use_codes(actor)
    digits, phone_bidx = normalise_phone(phone), phone_index(phone)
    address_bidx = blind("code.address", address)
    _one_at_a_time(phone_bidx)
    _refuse_too_many(phone_bidx, address_bidx, at)
    code = f"{secrets.randbelow(10**6):06d}"
    sent = OneTimeCode(
        purpose=purpose,
        phone_bidx=phone_bidx,
        address_bidx=address_bidx,
        expires_at=at + rules.CODE_LIFE,
        created_at=at,
    )
    sent.code_hash = _hash(sent.pk, code)
    sent.save(force_insert=True)
    send_text(digits, _("%(code)s 是您的验证码，5 分钟内有效。不要告诉任何人。") % {"code": code})
    return sent


def prove_phone(*, actor: Actor, phone: str, purpose: str, code: str, at: datetime) -> OneTimeCode:
    """The spent code that proves `phone`, or CodeWrong. Not an action: a wrong try is kept though it fails.

    Call it outside a transaction, else the count of tries is rolled back with the refusal.
    """
    latest = take_try(actor=actor, phone=phone, purpose=purpose, at=at)
    if latest is None or not compare_digest(bytes(latest.code_hash), _hash(latest.pk, _digits(code))):
        raise CodeWrong()
    return spend_code(actor=actor, code=latest, at=at)


@action("accounts.take_code_try")
def take_try(*, actor: Actor, phone: str, purpose: str, at: datetime) -> OneTimeCode | None:
    """Use up one of the five tries of the newest code to `phone`; None when it has none or is stale."""
    _may_use_codes(actor)
    sent = OneTimeCode.objects.filter(phone_bidx=phone_index(phone), purpose=purpose)
    latest = sent.order_by("-created_at").first()
    if latest is None or not latest.is_open(at):
        return None
    counted = OneTimeCode.objects.filter(pk=latest.pk, used_at=None, attempts__lt=rules.CODE_TRIES)
    return latest if counted.update(attempts=F("attempts") + 1) else None


@action("accounts.spend_code")
def spend_code(*, actor: Actor, code: OneTimeCode, at: datetime) -> OneTimeCode:
    """Spend a code that was answered rightly, once; CodeWrong for the second of two at one moment."""
    _may_use_codes(actor)
    if not OneTimeCode.objects.filter(pk=code.pk, used_at=None).update(used_at=at):
        raise CodeWrong()
    code.used_at = at
    return code


def _may_use_codes(actor: Actor) -> None:
    if getattr(actor, "is_authenticated", False) and actor.pk is not None:
        return require_own_or(actor, SEND_CODES, actor)  # type: ignore[arg-type]
    return require(actor, SEND_CODES)


def _one_at_a_time(phone_bidx: bytes) -> None:
    with connection.cursor() as cursor:
        key = int.from_bytes(phone_bidx[:8], "big", signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _refuse_too_many(phone_bidx: bytes, address_bidx: bytes, at: datetime) -> None:
    lately = OneTimeCode.objects.filter(created_at__gt=at - timedelta(hours=1))
    to_phone = list(
        lately.filter(phone_bidx=phone_bidx).order_by("-created_at").values_list("created_at", flat=True)
    )
    if to_phone and at - to_phone[0] < rules.CODE_PAUSE:
        left = rules.CODE_PAUSE - (at - to_phone[0])
        raise CodeTooSoon(seconds=ceil(left.total_seconds()))
    if len(to_phone) >= rules.CODES_PER_HOUR["phone"]:
        raise TooManyCodes()
    if lately.filter(address_bidx=address_bidx).count() >= rules.CODES_PER_HOUR["address"]:
        raise TooManyCodes()


def _hash(pk: UUID, code: str) -> bytes:
    return blind("one_time_code", f"{pk}:{code}")


def _digits(code: str) -> str:
    return "".join(c for c in code if c.isdigit())
