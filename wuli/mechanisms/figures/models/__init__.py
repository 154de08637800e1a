"""Tables of figures, one file a noun."""

from .baselines import Baseline, BaselineKind, BaselineMethod
from .cells import Cell, DirtyMark, KnownIndicator, StockDay
from .frozen import FrozenFigure, FrozenRows
from .reports import (
    Explanation,
    PublicLink,
    Report,
    ReportFigure,
    ReportStep,
    ReportTemplate,
    TemplateVersion,
)
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
    "Explanation",
    "FrozenFigure",
    "FrozenRows",
    "KnownIndicator",
    "LeftOut",
    "Method",
    "PublicLink",
    "Report",
    "ReportFigure",
    "ReportStep",
    "ReportTemplate",
    "StockDay",
    "Target",
    "TargetGap",
    "TargetPart",
    "TargetProposal",
    "TargetSplit",
    "TemplateVersion",
]
