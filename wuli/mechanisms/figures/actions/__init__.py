"""Verbs of figures, one file a noun."""

from .tiles import ARRANGE, arrange_tiles
from .viewing import VIEW, may_see, seen_by

__all__ = ["ARRANGE", "VIEW", "arrange_tiles", "may_see", "seen_by"]
