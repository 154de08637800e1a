"""Tables of accounts: the key to the door, its proofs, what was agreed to, what was asked."""

from .consents import Consent, ConsentText
from .proofs import Brake, KeptSecret, OneTimeCode, PastPassword, ScreenMessage
from .requests import PrivacyRequest
from .user import User, UserManager

__all__ = [
    "Brake",
    "Consent",
    "ConsentText",
    "KeptSecret",
    "OneTimeCode",
    "PastPassword",
    "PrivacyRequest",
    "ScreenMessage",
    "User",
    "UserManager",
]
