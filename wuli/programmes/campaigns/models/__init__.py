"""What this app keeps, a file a noun."""

from .papers import Paper
from .supervision import (
    OPEN_STATES,
    Cause,
    Level,
    Supervision,
    SupervisionProof,
    SupervisionRule,
    SupervisionStep,
)
from .tasks import HANDED_IN, WAITING, Task, TaskNote

__all__ = [
    "HANDED_IN",
    "OPEN_STATES",
    "WAITING",
    "Cause",
    "Level",
    "Paper",
    "Supervision",
    "SupervisionProof",
    "SupervisionRule",
    "SupervisionStep",
    "Task",
    "TaskNote",
]
