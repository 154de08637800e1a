"""Tables of figures, one file a noun."""

from .baselines import Baseline, BaselineKind, BaselineMethod
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
    "Baseline",
    "BaselineKind",
    "BaselineMethod",
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
