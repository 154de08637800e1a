"""The verbs of units, employers and grants; one file a noun."""

from ._founding import NewOrg
from .capabilities import (
    CLOSE,
    CORRECT,
    DIVISIONS,
    EMPLOYERS,
    FOUND,
    GRANT,
    MERGE,
    MOVE,
    RENAME,
    REOPEN,
    SPLIT,
    VIEW,
    VIEW_GRANTS,
)
from .divisions import load_divisions
from .employers import NewEmployer, add_employer, add_many, correct_employer, cover_employer, uncover_employer
from .endings import close_org, reopen_org
from .founding_day import correct_founding
from .grants import begin_federation, grant_role, revoke_role
from .reshape import merge_orgs, split_org
from .units import correct_org, found_many, found_org, move_org, rename_org

__all__ = [
    "CLOSE",
    "CORRECT",
    "DIVISIONS",
    "EMPLOYERS",
    "FOUND",
    "GRANT",
    "MERGE",
    "MOVE",
    "RENAME",
    "REOPEN",
    "SPLIT",
    "VIEW",
    "VIEW_GRANTS",
    "NewEmployer",
    "NewOrg",
    "add_employer",
    "add_many",
    "begin_federation",
    "close_org",
    "correct_employer",
    "correct_founding",
    "correct_org",
    "cover_employer",
    "found_many",
    "found_org",
    "grant_role",
    "load_divisions",
    "merge_orgs",
    "move_org",
    "rename_org",
    "reopen_org",
    "revoke_role",
    "split_org",
    "uncover_employer",
]
