"""Tables of figures, one file a noun."""

from .baselines import Baseline, BaselineKind, BaselineMethod
from .cells import Cell, DirtyMark, KnownIndicator, StockDay
from .exchange import Direction, PackageText, Peer, PeerKey, Publication
from .frozen import FrozenFigure, FrozenRows
from .received import IncomingPackage, Outcome, ReceivedDefinition, ReceivedUnit, ReceivedValue
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
    "Direction",
    "DirtyMark",
    "Explanation",
    "FrozenFigure",
    "FrozenRows",
    "IncomingPackage",
    "KnownIndicator",
    "LeftOut",
    "Method",
    "Outcome",
    "PackageText",
    "Peer",
    "PeerKey",
    "PublicLink",
    "Publication",
    "ReceivedDefinition",
    "ReceivedUnit",
    "ReceivedValue",
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
