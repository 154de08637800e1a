"""What this app keeps, a file a noun."""

from .duty_reports import DutyReport, ReportFigure
from .judging import Draft, Evaluation, Mark
from .meetings import Bureau, Decision, Meeting, Seat
from .papers import Paper
from .plans import OPEN_FOR, Milestone, Plan, PlanAccess, PlanOpening, Stage, not_hidden
from .rulebook import Adoption, Duty, RuleDoc, Turn
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
    "OPEN_FOR",
    "OPEN_STATES",
    "WAITING",
    "Adoption",
    "Bureau",
    "Cause",
    "Decision",
    "Draft",
    "Duty",
    "DutyReport",
    "Evaluation",
    "Level",
    "Mark",
    "Meeting",
    "Milestone",
    "Paper",
    "Plan",
    "PlanAccess",
    "PlanOpening",
    "ReportFigure",
    "RuleDoc",
    "Seat",
    "Stage",
    "Supervision",
    "SupervisionProof",
    "SupervisionRule",
    "SupervisionStep",
    "Task",
    "TaskNote",
    "Turn",
    "not_hidden",
]
