"""What a kind of plan can declare. If a kind needs an `if`, this module lacks a field."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise

Text = str | Promise


class Need(Enum):
    """What must be there before a stage can be called done."""

    NOTHING = ""
    MEETING = "meeting"  # a meeting that was held, with minutes
    TASKS = "tasks"  # tasks given to units
    CHECK = "check"  # a unit's work was looked at on the spot
    ACCEPTED = "accepted"  # every task accepted or dropped
    EVALUATION = "evaluation"  # at least one evaluator's marks for this stage
    DRAFT = "draft"  # a version of the report that was passed


@dataclass(frozen=True)
class StageKind:
    """A stage 阶段 in the order in which it comes."""

    code: str
    name: Text
    needs: Need = Need.NOTHING


@dataclass(frozen=True)
class Criterion:
    """What evaluators give points for, and how many at most."""

    code: str
    name: Text
    points: int


@dataclass(frozen=True)
class PlanKind:
    """A kind of plan 计划: a programme of `programmes.md` (row), its stages, and which parts it has.

    `split`: given to units below in one step, each with a number to reach. `bureaus`: member units outside
    the federation. `milestones`: numbers to reach by a day. `report`: a document in versions. `gallery`:
    shown to others once evaluated. `secluded`: seen only by those on its own list.
    """

    code: str
    row: str
    glyph: str
    name: Text
    about: Text
    stages: tuple[StageKind, ...]
    split: bool = False
    meetings: bool = False
    bureaus: bool = False
    milestones: bool = False
    criteria: tuple[Criterion, ...] = ()
    report: bool = False
    gallery: bool = False
    secluded: bool = False

    def stage(self, code: str) -> StageKind | None:
        """The stage of that code."""
        return next((stage for stage in self.stages if stage.code == code), None)

    def stage_name(self, code: str) -> Text | None:
        """What the stage of that code is called."""
        stage = self.stage(code)
        return stage.name if stage else None

    @property
    def evaluated(self) -> tuple[StageKind, ...]:
        """The stages in which evaluators give points."""
        return tuple(stage for stage in self.stages if stage.needs is Need.EVALUATION)


KINDS: dict[str, PlanKind] = {}


def kind_name(code: str) -> Text | None:
    """What the kind of that code is called; None when nobody declares it."""
    return KINDS[code].name if code in KINDS else None


def declare(*kinds: PlanKind) -> None:
    """Make kinds known; two with one code, or one whose stages need a part it lacks, do not start."""
    for kind in kinds:
        if not (kind.code and kind.name and kind.glyph and kind.stages):
            raise ValueError(f"plan kind {kind.code!r} lacks a code, name, glyph or stages")
        needs = {stage.needs for stage in kind.stages}
        parts = {Need.MEETING: kind.meetings, Need.EVALUATION: kind.criteria, Need.DRAFT: kind.report}
        if any(need in needs and not there for need, there in parts.items()):
            raise ValueError(f"plan kind {kind.code}: a stage needs a part that it does not have")
        if KINDS.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"plan kind {kind.code} is declared twice")
