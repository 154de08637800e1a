"""Secrets that allauth keeps in its own tables as text, sealed with the keys of the installation."""

from base64 import b64decode, b64encode

from wuli.base.core.secrets import open_sealed, seal

LABEL = "authenticator.secret"


def seal_secret(clear: str) -> str:
    """Sealed text for a JSON column. The row is unknown when allauth asks, so the label alone binds it."""
    return b64encode(seal(clear, label=LABEL, row="")).decode()


def open_secret(sealed: str) -> str:
    """The clear secret; CannotOpen when its key is gone."""
    return open_sealed(b64decode(sealed), label=LABEL, row="")
