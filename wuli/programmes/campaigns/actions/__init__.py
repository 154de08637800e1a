"""The verbs of this app, a file a noun."""

from .capabilities import GIVE, VIEW, WORK
from .owners import CannotOwn, NobodyAnswers, may_own_below, responsible_at
from .tasks import (
    NoEvidence,
    NotBelow,
    NotWaiting,
    OwnWork,
    accept_task,
    add_task_paper,
    correct_task,
    drop_task,
    give_task,
    hand_in_task,
    put_task_back,
    report_progress,
    return_task,
    start_task,
)

__all__ = [
    "GIVE",
    "VIEW",
    "WORK",
    "CannotOwn",
    "NoEvidence",
    "NobodyAnswers",
    "NotBelow",
    "NotWaiting",
    "OwnWork",
    "accept_task",
    "add_task_paper",
    "correct_task",
    "drop_task",
    "give_task",
    "hand_in_task",
    "may_own_below",
    "put_task_back",
    "report_progress",
    "responsible_at",
    "return_task",
    "start_task",
]
