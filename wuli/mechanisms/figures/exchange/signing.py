"""Sealing a package or a receipt with this federation's Ed25519 key, and checking the seal of another.

The keys are those of the key file (`settings.KEYS.signing`), which sign member codes under another label:
a signature for the one can never pass for the other.
"""

import hashlib
from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from pydantic import BaseModel

from .document import Envelope, canonical, plain

PACKAGE, RECEIPT = b"wuli figures package 1\0", b"wuli figures receipt 1\0"


def digest(document: dict[str, Any]) -> str:
    """SHA-256 over the document in its one way of writing: what the next package names as its previous."""
    return hashlib.sha256(canonical(document)).hexdigest()


def sign(part: BaseModel, label: bytes = PACKAGE) -> Envelope:
    """A document under the active key of this federation; a seal for one `label` is none for another."""
    number = settings.KEYS.active_signing
    told = plain(part)
    sha256 = digest(told)
    seal = Ed25519PrivateKey.from_private_bytes(settings.KEYS.signing[number]).sign(label + sha256.encode())
    return Envelope(document=told, sha256=sha256, key=number, signature=b64encode(seal).decode())


def is_signed_by(envelope: Envelope, public: bytes, label: bytes = PACKAGE) -> bool:
    """Whether the owner of the raw public key `public` signed what the envelope says it holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            b64decode(envelope.signature), label + envelope.sha256.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def own_public_keys() -> dict[int, str]:
    """This federation's public keys by number, in base64: what a peer enters."""
    return {number: b64encode(_public(seed)).decode() for number, seed in settings.KEYS.signing.items()}


def _public(seed: bytes) -> bytes:
    return (
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    )


def read_public_key(text: str) -> bytes:
    """The 32 raw bytes of a public key in base64; ValueError for anything else."""
    raw = b64decode(text.strip(), validate=True)
    if len(raw) != 32:
        raise ValueError("an Ed25519 key has 32 bytes")
    Ed25519PublicKey.from_public_bytes(raw)
    return raw


def fingerprint(public: bytes) -> str:
    """The first bytes of a key's hash in groups of four, to be compared on the telephone."""
    text = hashlib.sha256(bytes(public)).hexdigest()[:24]
    return " ".join(text[at : at + 4] for at in range(0, 24, 4))
