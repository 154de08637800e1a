"""Tables of figures, one file a noun."""

from .cells import Cell, DirtyMark, KnownIndicator, StockDay
from .frozen import FrozenFigure, FrozenRows
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
    "FrozenFigure",
    "FrozenRows",
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
