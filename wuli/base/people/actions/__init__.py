"""Every verb of people, one file a noun. Nothing else writes persons, memberships, posts or tags."""

from .bulk import Admission, MemberRow, admit_many
from .capabilities import (
    ADMIT,
    APPOINT,
    CORRECT,
    EXPORT,
    MERGE,
    OF_PERSON,
    REGISTER,
    REVEAL,
    TAG,
    TRANSFER,
    USE_CODE,
    VIEW,
    VIEW_HARDSHIP,
)
from .codes import allow_code, show_code, stop_code, use_member_code
from .duplicates import merge_persons, pair_persons, propose_duplicates, reject_duplicate, undo_merge
from .membership import AlreadyMember, join_union, leave_union, retire_member
from .persons import PhoneShared, correct_person, link_account, my_person, register_person
from .posts import PostTaken, TermRow, appoint, appoint_many, end_term
from .reveal import reveal_person
from .tags import tag_many, tag_person, untag_person
from .transfers import (
    agree_to_transfer,
    ask_transfer,
    receive_transfer,
    refuse_transfer,
    release_transfer,
    withdraw_transfer,
)

__all__ = [
    "ADMIT",
    "APPOINT",
    "CORRECT",
    "EXPORT",
    "MERGE",
    "OF_PERSON",
    "REGISTER",
    "REVEAL",
    "TAG",
    "TRANSFER",
    "USE_CODE",
    "VIEW",
    "VIEW_HARDSHIP",
    "Admission",
    "AlreadyMember",
    "MemberRow",
    "PhoneShared",
    "PostTaken",
    "TermRow",
    "admit_many",
    "agree_to_transfer",
    "allow_code",
    "appoint",
    "appoint_many",
    "ask_transfer",
    "correct_person",
    "end_term",
    "join_union",
    "leave_union",
    "link_account",
    "merge_persons",
    "my_person",
    "pair_persons",
    "propose_duplicates",
    "receive_transfer",
    "refuse_transfer",
    "register_person",
    "reject_duplicate",
    "release_transfer",
    "retire_member",
    "reveal_person",
    "show_code",
    "stop_code",
    "tag_many",
    "tag_person",
    "undo_merge",
    "untag_person",
    "use_member_code",
    "withdraw_transfer",
]
