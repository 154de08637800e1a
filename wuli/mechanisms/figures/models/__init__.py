"""Tables of figures, one file a noun."""

from .cells import Cell, DirtyMark, KnownIndicator, StockDay
from .targets import (
    LeftOut,
    Method,
    Target,
    TargetGap,
    TargetPart,
    TargetProposal,
    TargetSplit,
)

__all__ = [
    "Cell",
    "DirtyMark",
    "KnownIndicator",
    "LeftOut",
    "Method",
    "StockDay",
    "Target",
    "TargetGap",
    "TargetPart",
    "TargetProposal",
    "TargetSplit",
]
