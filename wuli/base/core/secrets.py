"""Values that are never in the database in clear: sealed fields with a key id, and blind indexes.

A sealed blob is ver(1) alg(1) key id(2) nonce(12) ciphertext tag(16), bound to label and row, so a
blob moved to another row or field cannot be opened. Reading one in clear is an action with a purpose
(`people.reveal`); pages show `mask` of it. Rotation: `manage.py rotate_keys`.
"""

import hashlib
import hmac
import os
import struct
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

HEAD = struct.Struct(">BBH")
AES_256_GCM = 1


class Sealed(bytes):
    """A sealed blob as it lies in the database, told apart from a clear value."""


class CannotOpen(Exception):
    """A sealed value cannot be opened: its key is gone, or the blob was moved or changed."""


def seal(clear: str, *, label: str, row: Any) -> Sealed:
    """Seal `clear` for the field `label` of the record `row` with the active key."""
    key_id = settings.KEYS.active_sealing
    head = HEAD.pack(1, AES_256_GCM, key_id)
    nonce = os.urandom(12)
    sealed = AESGCM(settings.KEYS.sealing[key_id]).encrypt(nonce, clear.encode(), _bound(head, label, row))
    return Sealed(head + nonce + sealed)


def open_sealed(blob: bytes, *, label: str, row: Any) -> str:
    """The clear value of `blob`; raises CannotOpen when it was not sealed for this field and record."""
    head, nonce, body = bytes(blob[:4]), bytes(blob[4:16]), bytes(blob[16:])
    _, _, key_id = HEAD.unpack(head)
    try:
        return AESGCM(settings.KEYS.sealing[key_id]).decrypt(nonce, body, _bound(head, label, row)).decode()
    except (KeyError, InvalidTag) as error:
        raise CannotOpen(label) from error


def _bound(head: bytes, label: str, row: Any) -> bytes:
    return head + label.encode() + str(row).encode()


def blind(label: str, normalised: str) -> bytes:
    """Keyed 16-byte index of a normalised value: equal values are equal, nothing else can be told."""
    return hmac.new(settings.KEYS.blind_index, f"{label}\0{normalised}".encode(), hashlib.sha256).digest()[
        :16
    ]


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
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"label": self.label}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return seal(value, label=self.label, row=model_instance.pk) if value != "" else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.label} is sealed: write it by save(), look it up by its blind index")
        return super().get_db_prep_value(value, connection, prepared)
