"""Tables of figures, one file a noun."""

from .cells import Cell, DirtyMark, KnownIndicator, StockDay

__all__ = ["Cell", "DirtyMark", "KnownIndicator", "StockDay"]
