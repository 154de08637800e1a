"""What this app keeps, a file a noun."""

from .papers import Paper
from .tasks import HANDED_IN, WAITING, Task, TaskNote

__all__ = ["HANDED_IN", "WAITING", "Paper", "Task", "TaskNote"]
