"""Verbs of figures, one file a noun."""

from .baselines import KEEP, UnderATotal, record_baseline, withdraw_baseline
from .proposals import accept_proposal, propose_change, refuse_proposal, take_back_proposal
from .splits import split_target
from .targets import (
    PROPOSE,
    SET,
    change_draft,
    explain_gap,
    put_in_force,
    revise_target,
    set_target,
    setter_for,
    withdraw_target,
)
from .tiles import ARRANGE, arrange_tiles
from .viewing import VIEW, may_see, seen_by

__all__ = [
    "ARRANGE",
    "KEEP",
    "PROPOSE",
    "SET",
    "VIEW",
    "UnderATotal",
    "accept_proposal",
    "arrange_tiles",
    "change_draft",
    "explain_gap",
    "may_see",
    "propose_change",
    "put_in_force",
    "record_baseline",
    "refuse_proposal",
    "revise_target",
    "seen_by",
    "set_target",
    "setter_for",
    "split_target",
    "take_back_proposal",
    "withdraw_baseline",
    "withdraw_target",
]
