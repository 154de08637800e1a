"""The member code 会员码 as bytes and text: signed, short-lived, checked with the public key alone.

Body: version(1) key id(2) alias(16) issued(4) life(2) flags(1), then an Ed25519 signature over a label and
the body: 90 bytes, as `WL1:` and base45, which a QR code keeps in its alphanumeric mode. No name, number or
key of a person is in it. Six digits that can be spoken follow from the alias and the half minute.
"""

import hashlib
import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from uuid import UUID

import base45
import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

PREFIX = "WL1:"
LABEL = b"wuli member code 1\0"
BODY = struct.Struct(">BH16sIHB")
VERSION = 1
STEP = 30  # seconds until the next code
LIFE = 60  # seconds a code is good for
SLACK = 30  # seconds that a verifier's clock may be off
DAY_LIFE = 18 * 3600 - 1  # a day code; the field holds 65,535 seconds
OFFLINE = 1
DIGITS = 6


class BadCode(Exception):
    """Not a member code that holds now; the text says why: form, key, signature, early or late."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a good code says: whose alias, when issued, and whether it is the day code."""

    alias: UUID | None
    issued_at: datetime
    offline: bool
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A code to show: text for the QR, six digits, and how long."""

    text: str
    digits: str
    issued_at: datetime
    expires_at: datetime
    offline: bool = False

    @property
    def spoken(self) -> str:
        """The digits in two groups, as they are said."""
        return f"{self.digits[:3]} {self.digits[3:]}"

    @property
    def svg(self) -> str:
        """The QR code, level M, as an inline picture without inline style."""
        out = BytesIO()
        segno.make(self.text, error="m", micro=False).save(
            out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=1, svgclass=None, lineclass=None
        )
        return out.getvalue().decode()


def issue(alias: UUID, at: datetime, *, offline: bool = False) -> Shown:
    """The code of `alias` for the half minute of `at`, or the day code."""
    issued = int(at.timestamp()) // STEP * STEP
    life = DAY_LIFE if offline else LIFE
    key_id = settings.KEYS.active_signing
    body = BODY.pack(VERSION, key_id, alias.bytes, issued, life, OFFLINE if offline else 0)
    signed = body + _private_key(settings.KEYS.signing[key_id]).sign(LABEL + body)
    return Shown(
        text=PREFIX + base45.b45encode(signed).decode(),
        digits=digits_of(alias, issued),
        issued_at=datetime.fromtimestamp(issued, UTC),
        expires_at=datetime.fromtimestamp(issued + life, UTC),
        offline=offline,
    )


def verify(text: str, at: datetime, keys: Mapping[int, bytes] | None = None) -> Told:
    """Check a code at the instant `at` with public keys by id (this installation's own); raises BadCode.

    Pure: neither network nor database. Good from `SLACK` before its issue to `SLACK` after its life.
    """
    body, signature = _split(text)
    version, key_id, alias, issued, life, flags = BODY.unpack(body)
    public = (public_keys() if keys is None else keys).get(key_id)
    if version != VERSION or public is None:
        raise BadCode("key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, LABEL + body)
    except InvalidSignature as error:
        raise BadCode("signature") from error
    issued_at = datetime.fromtimestamp(issued, UTC)
    expires_at = issued_at + timedelta(seconds=life)
    if at < issued_at - timedelta(seconds=SLACK):
        raise BadCode("early")
    if at > expires_at + timedelta(seconds=SLACK):
        raise BadCode("late")
    return Told(UUID(bytes=alias), issued_at, bool(flags & OFFLINE), expires_at)


def _split(text: str) -> tuple[bytes, bytes]:
    text = text.strip()
    if not text.startswith(PREFIX):
        raise BadCode("form")
    try:
        signed = base45.b45decode(text[len(PREFIX) :])
    except ValueError as error:
        raise BadCode("form") from error
    if len(signed) != BODY.size + 64:
        raise BadCode("form")
    return signed[: BODY.size], signed[BODY.size :]


def digits_of(alias: UUID, issued: int) -> str:
    """Six digits for one half minute; without the secret they cannot be told in advance."""
    seed = settings.KEYS.signing[settings.KEYS.active_signing]
    mark = hmac.new(seed, b"digits\0" + alias.bytes + struct.pack(">I", issued), hashlib.sha256).digest()
    return f"{int.from_bytes(mark[:8]) % 10**DIGITS:0{DIGITS}d}"


def digits_issued_at(alias: UUID, digits: str, at: datetime) -> datetime | None:
    """When the digits were this alias's, if that is now or within the life of a code before."""
    newest = int(at.timestamp()) // STEP * STEP
    for issued in range(newest, newest - LIFE - SLACK - 1, -STEP):
        if hmac.compare_digest(digits_of(alias, issued), digits):
            return datetime.fromtimestamp(issued, UTC)
    return None


def public_keys() -> dict[int, bytes]:
    """The raw public keys by id: two are good at a time when the key changes."""
    return {
        key_id: _private_key(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        for key_id, seed in settings.KEYS.signing.items()
    }


@lru_cache(maxsize=8)
def _private_key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
