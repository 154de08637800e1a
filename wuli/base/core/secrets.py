"""Values that are never in the database in clear: sealed fields with a key id, and blind indexes.

A sealed blob is ver(1) alg(1) key id(2) nonce(12) ciphertext tag(16), bound to label and row, so a
blob moved to another row or field cannot be opened. Reading one in clear is an action with a purpose
(`people.reveal`); pages show `mask` of it. Rotation: `manage.py rotate_keys`.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

HEAD = struct.Struct(">BBH")
NONCE, TAG = 12, 16
Encrypt = Callable[[bytes, bytes, bytes | None], bytes]
AES_256_GCM, SM4_GCM = 1, 2  # SM4 where the site must use 国密: setting SEALING_ALGORITHM = 2


class Sealed(bytes):
    """A sealed blob as it lies in the database, told apart from a clear value."""


class CannotOpen(Exception):
    """A sealed value cannot be opened: its key is gone, or the blob was moved or changed."""


def seal(clear: str, *, label: str, row: Any) -> Sealed:
    """Seal `clear` for the field `label` of the record `row` with the active key."""
    return seal_bytes(clear.encode(), label=label, row=row)


def seal_bytes(clear: bytes, *, label: str, row: Any) -> Sealed:
    """Seal bytes, e.g. a file, for the place `label` of the record `row` with the active key."""
    return Sealer().seal(clear, label=label, row=row)


class Sealer:
    """Seals and indexes many values with the keys of one moment, which it looks up once."""

    def __init__(self) -> None:
        keys = settings.KEYS
        key_id = keys.active_sealing
        algorithm = getattr(settings, "SEALING_ALGORITHM", AES_256_GCM)
        self._head = HEAD.pack(1, algorithm, key_id)
        self._encrypt = {AES_256_GCM: _aes_sealing, SM4_GCM: _sm4_sealing}[algorithm](keys.sealing[key_id])
        self._index_key = keys.blind_index

    def seal(self, clear: bytes, *, label: str, row: Any) -> Sealed:
        """Like `seal_bytes`."""
        return Sealed(self.sealing(label)(clear, str(row).encode()))

    def sealing(self, label: str) -> Callable[[bytes, bytes], bytes]:
        """Seals values of one field: asks for the value and for the key of its record as text."""
        head, encrypt, urandom, bound = self._head, self._encrypt, os.urandom, _bound(self._head, label, "")

        def seal_one(clear: bytes, row: bytes) -> bytes:
            nonce = urandom(NONCE)
            return head + nonce + encrypt(nonce, clear, bound + row)

        return seal_one

    def blinding(self, label: str) -> Callable[[str], bytes]:
        """Like `blind` for many values of one field: the key and the label are hashed once."""
        begun = hmac.new(self._index_key, f"{label}\0".encode(), "sha256")

        def blind_one(normalised: str) -> bytes:
            told = begun.copy()
            told.update(normalised.encode())
            return told.digest()[:16]

        return blind_one


def open_sealed(blob: bytes, *, label: str, row: Any) -> str:
    """The clear value of `blob`; raises CannotOpen when it was not sealed for this field and record."""
    return open_sealed_bytes(blob, label=label, row=row).decode()


def open_sealed_bytes(blob: bytes, *, label: str, row: Any) -> bytes:
    """The clear bytes of `blob`; raises CannotOpen like `open_sealed`."""
    blob = bytes(blob)
    head, nonce, body = blob[:4], blob[4 : 4 + NONCE], blob[4 + NONCE :]
    try:
        version, algorithm, key_id = HEAD.unpack(head)
        decrypt = {(1, AES_256_GCM): _aes_decrypt, (1, SM4_GCM): _sm4_decrypt}[version, algorithm]
        return decrypt(settings.KEYS.sealing[key_id], nonce, body, _bound(head, label, row))
    except (KeyError, InvalidTag, ValueError, struct.error) as error:
        raise CannotOpen(label) from error


def key_of(blob: bytes) -> int:
    """The number of the key that `blob` is sealed with."""
    return int.from_bytes(bytes(blob[2:4]))


def _bound(head: bytes, label: str, row: Any) -> bytes:
    return head + f"{label}\0{row}".encode()


def _aes_sealing(key: bytes) -> Encrypt:
    return AESGCM(key).encrypt


def _aes_decrypt(key: bytes, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, body, bound)


def _sm4_key(key: bytes) -> bytes:
    return hashlib.sha256(b"sm4" + key).digest()[:16]


def _sm4_sealing(key: bytes) -> Encrypt:
    return partial(_sm4_encrypt, key)


def _sm4_encrypt(key: bytes, nonce: bytes, clear: bytes, bound: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(clear) + encryptor.finalize() + encryptor.tag


def _sm4_decrypt(key: bytes, nonce: bytes, body: bytes, bound: bytes) -> bytes:
    decryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, body[-TAG:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(body[:-TAG]) + decryptor.finalize()


def blind(label: str, normalised: str) -> bytes:
    """Keyed 16-byte index of a normalised value: equal values are equal, nothing else can be told."""
    text = f"{label}\0{normalised}".encode()
    return hmac.digest(settings.KEYS.blind_index, text, "sha256")[:16]


class SealedValue:
    """Descriptor: opens a sealed value at its first reading, so lists that do not show it pay nothing."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = open_sealed(value, label=self.field.label, row=instance.pk)
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A text kept sealed; `label` is fixed for ever (it is part of the seal), e.g. "person.id_number".

    Written only by `save()` and `bulk_create()`; `.update()` and `.filter()` with clear text raise
    TypeError instead of storing or sending it. Look up through the blind index column beside it.
    """

    descriptor_class = SealedValue

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        self.label = label
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """The label belongs to the field in migrations too."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs | {"label": self.label}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """Mark what comes from the database as sealed; it is opened when somebody reads it."""
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Seal a clear value; one that was never opened is kept, but moves to the active key."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or value == "":
            return None
        row = model_instance.pk
        if isinstance(value, Sealed):
            if key_of(value) == settings.KEYS.active_sealing:
                return value
            value = open_sealed(value, label=self.label, row=row)
        return seal(value, label=self.label, row=row)

    def to_python(self, value: Any) -> Any:
        """A clear text stays as it is: BinaryField would take it for base64."""
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Refuse a clear value on every way but save and bulk_create."""
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.label} is sealed: write it by save(), look it up by its blind index")
        return super().get_db_prep_value(value, connection, prepared)
