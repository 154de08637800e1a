"""Tables of the base itself, one file a promise."""

from .audit import AuditEntry, AuditSeal, Reveal
from .calendar import Holiday
from .columns import ColumnChoice
from .files import StoredFile
from .jobs import Job
from .notices import Notice
from .numbering import DocumentWord, NumberCounter
from .rules import RuleSet
from .staging import StagedRow
from .tokens import ApiToken, ApiTokenUse, KeptAnswer

__all__ = [
    "ApiToken",
    "ApiTokenUse",
    "AuditEntry",
    "AuditSeal",
    "ColumnChoice",
    "DocumentWord",
    "Holiday",
    "Job",
    "KeptAnswer",
    "Notice",
    "NumberCounter",
    "Reveal",
    "RuleSet",
    "StagedRow",
    "StoredFile",
]
