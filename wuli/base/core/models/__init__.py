"""Tables of the base itself, one file a promise."""

from .audit import AuditSeal, Reveal
from .calendar import Holiday
from .files import StoredFile
from .numbering import DocumentWord, NumberCounter
from .rules import RuleSet
from .tokens import ApiToken, ApiTokenUse, KeptAnswer

__all__ = [
    "ApiToken",
    "ApiTokenUse",
    "AuditSeal",
    "DocumentWord",
    "Holiday",
    "KeptAnswer",
    "NumberCounter",
    "Reveal",
    "RuleSet",
    "StoredFile",
]
