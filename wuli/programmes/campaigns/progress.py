"""How far plans are: units by the number they are to reach, milestones by theirs; all read, nothing kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Count, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils import timezone

from wuli.base.core.figures import INDICATORS
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.actions import may_see
from wuli.mechanisms.figures.reading import Asked, Figure, figures_at
from wuli.mechanisms.figures.targets.progress import Aim, Progress, progress
from wuli.mechanisms.figures.times import TimeRange

from .models import Evaluation, Milestone, Plan, Task, TaskNote

SILENT_AFTER = timedelta(days=7)  # progress is told every week


@dataclass(frozen=True)
class Reached:
    """What is wanted, how far it is, and the address at which that number opens to its rows."""

    wanted: Decimal | None
    one: Progress | None = None  # None where the viewer may not see the number

    @property
    def url(self) -> str:
        """Where the number opens to its rows."""
        return address(self.one.figure) if self.one else ""

    @property
    def share(self) -> Decimal | None:
        """How much of what is wanted is there; None where that has no meaning."""
        return self.one.done if self.one and self.one.target and self.one.actual is not None else None


@dataclass(frozen=True)
class UnitLine:
    """One unit's part of a plan: its task, its number, its last word."""

    task: Task
    reached: Reached
    told_at: datetime | None
    told: str
    silent: bool


def shown(code: str, org: Any, viewer: Any) -> bool:
    """Whether there is such a figure and the viewer may see it at `org` and below."""
    return code in INDICATORS and may_see(viewer, INDICATORS[code], org)


def address(figure: Figure) -> str:
    """Where the figure opens to its rows."""
    query = urlencode({"period": figure.when.code})
    return f"{reverse('figures:figure', args=[figure.org.pk, figure.indicator.code])}?{query}"


def against(
    code: str, wanted: Mapping[Org, Decimal | None], when: TimeRange, today: date, *,
    read: TimeRange | None = None, with_week: bool = True,
) -> dict[Any, Progress]:  # fmt: skip
    """The progress of each unit within `when` against what it is to reach, by unit.

    The figure is that of `read`, by default of `when`. The caller has made sure that it may be seen.
    """
    indicators, orgs = [INDICATORS[code]], list(wanted)
    aims = {(code, org.pk): Aim(value) for org, value in wanted.items() if value is not None}
    values = figures_at(indicators, orgs, Asked(read or when, today))
    found = progress(indicators, orgs, when, today, values=values, aims=aims, with_week=with_week)
    return {org: one for (_code, org), one in found.items()}


def span_of(plan: Plan) -> TimeRange:
    """From the first to the last day of a plan."""
    return TimeRange.days(plan.starts_on, plan.ends_on)


def whole_plan(plan: Plan, viewer: Any, today: date) -> Reached | None:
    """The plan's own number at its own unit; None when it names no number."""
    if not shown(plan.indicator, plan.org, viewer):
        return None
    found = against(plan.indicator, {plan.org: plan.wanted}, span_of(plan), today)
    return Reached(plan.wanted, found.get(plan.org_id))


def of_task(task: Task, viewer: Any, today: date) -> Reached | None:
    """The number that one unit is to reach in a plan; None when its task has none."""
    plan = task.plan
    if plan is None or task.wanted is None:
        return None
    found: dict[Any, Progress] = {}
    if shown(plan.indicator, task.org, viewer):
        found = against(plan.indicator, {task.org: task.wanted}, span_of(plan), today)
    return Reached(task.wanted, found.get(task.org_id))


def unit_lines(plan: Plan, viewer: Any, at: datetime) -> list[UnitLine]:
    """The parts of a plan that was split, in the order of protocol; a handful of queries in all."""
    today = timezone.localdate(at)
    told = TaskNote.objects.filter(task=OuterRef("pk"), kind__in=["progress", "handed_in"]).order_by("-at")
    tasks = (
        plan.tasks.exclude(state="dropped")
        .filter(decision=None)
        .select_related("org", "owner")
        .annotate(told_at=Subquery(told.values("at")[:1]), told=Subquery(told.values("words")[:1]))
        .order_by("org__rank", "org__name_key", "pk")
    )
    listed = list(tasks)
    found: dict[Any, Progress] = {}
    if listed and shown(plan.indicator, plan.org, viewer):
        wanted = {task.org: task.wanted for task in listed}
        found = against(plan.indicator, wanted, span_of(plan), today)
    return [_line(task, found, at) for task in listed]


def _line(task: Any, found: dict[Any, Progress], at: datetime) -> UnitLine:
    since = task.told_at or task.created_at
    return UnitLine(
        task=task,
        reached=Reached(task.wanted, found.get(task.org_id) if task.wanted is not None else None),
        told_at=task.told_at,
        told=task.told or "",
        silent=task.is_waiting and at - since > SILENT_AFTER,
    )


def milestone_lines(plan: Plan, viewer: Any, today: date) -> list[tuple[Milestone, Reached | None]]:
    """Each milestone with its number, read up to its day or to today."""
    lines: list[tuple[Milestone, Reached | None]] = []
    for each in plan.milestones.all():
        number = None
        if shown(each.indicator, plan.org, viewer):
            when = TimeRange.days(each.since or each.due_on, each.due_on)
            # Of one day to come there is no figure yet: it is told by how it stands until then.
            read = when if each.since else TimeRange.days(min(each.due_on, today), each.due_on)
            wanted = {plan.org: each.wanted}
            found = against(each.indicator, wanted, when, today, read=read, with_week=False)
            number = Reached(each.wanted, found.get(plan.org_id))
        lines.append((each, number))
    return lines


@dataclass(frozen=True)
class StageScore:
    """What the evaluators of a stage gave: the mean of their sums, how many they are, each in turn."""

    name: Any
    code: str
    mean: Decimal | None
    evaluations: Sequence[Any]
    criteria: Sequence[tuple[Any, int, Decimal | None]]  # name, most, mean


def scores(plan: Plan) -> list[StageScore]:
    """The marks of a plan, stage by stage; three queries."""
    given = plan.evaluations.select_related("evaluator").annotate(total=Sum("marks__points")).order_by("at")
    means = {
        (stage, criterion): mean
        for stage, criterion, mean in plan.evaluations.order_by()
        .values_list("stage", "marks__criterion")
        .annotate(mean=Avg("marks__points"))
    }
    by_stage: dict[str, list[Any]] = {}
    for each in given:
        by_stage.setdefault(each.stage, []).append(each)
    found = []
    for stage in plan.declared.evaluated:
        there = by_stage.get(stage.code, [])
        mean = round(Decimal(sum(e.total for e in there)) / len(there), 1) if there else None
        criteria = [(c.name, c.points, means.get((stage.code, c.code))) for c in plan.declared.criteria]
        found.append(StageScore(stage.name, stage.code, mean, there, criteria))
    return found


def mean_scores(plans: Iterable[Plan]) -> dict[Any, tuple[Decimal, int]]:
    """For each plan the mean of its latest evaluated stage and how many evaluators; one query."""
    keys = [plan.pk for plan in plans]
    sums = (
        Evaluation.objects.filter(plan__in=keys)
        .order_by()
        .values("plan", "stage")
        .annotate(total=Sum("marks__points"), n=Count("pk", distinct=True))
    )
    found: dict[Any, tuple[int, Decimal, int]] = {}
    order = {plan.pk: [stage.code for stage in plan.declared.evaluated] for plan in plans}
    for each in sums:
        place = order[each["plan"]].index(each["stage"])
        if each["plan"] not in found or place > found[each["plan"]][0]:
            found[each["plan"]] = (place, round(Decimal(each["total"]) / each["n"], 1), each["n"])
    return {key: (mean, n) for key, (_place, mean, n) in found.items()}
