"""Reading a sheet of tasks: every row is new, given already, or wrong with reasons; nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.accounts.models import User
from wuli.base.core.errors import Conflict, Invalid, RuleBroken, WuliError
from wuli.base.core.excel import cells
from wuli.base.core.excel.judged import SheetReading, read_sheet
from wuli.base.core.excel.rows import Draft
from wuli.base.orgs.models import Org, RoleGrant
from wuli.base.orgs.roles import roles_with

from .actions import (
    GIVE,
    WORK,
    CannotOwn,
    NewTask,
    NobodyAnswers,
    check_new_task,
    given_already,
    may_own_below,
)
from .kind import KINDS
from .models import Plan
from .sheet import TASK_SHEET

MOST_CHOICES = 1_000  # of a drop-down; further ones are typed


@dataclass
class TaskReading(SheetReading):
    """A sheet of tasks as it was read: those to give, and how many were given already."""

    batch: list[NewTask] = field(default_factory=list)
    unchanged: int = 0


def open_plans(user: Any) -> QuerySet[Plan]:
    """Plans into which `user` can put tasks from a sheet: open ones that are not split by number.

    Secluded ones are not among them: no sheet names them.
    """
    whole = [kind.code for kind in KINDS.values() if kind.split or kind.secluded]
    seen = Plan.objects.visible_to(user, GIVE.code).filter(state__in=["draft", "running"], secluded=False)
    return seen.exclude(kind__in=whole).select_related("org")


def template_lists(user: Any, on: date) -> dict[str, Sequence[str]]:
    """The drop-downs of the empty sheet: units with somebody who answers, officers, open plans."""
    grants = RoleGrant.objects.in_force(on).filter(role__in=roles_with(WORK.code), user__is_active=True)
    units = Org.objects.visible_to(user, GIVE.code).open_on(on).filter(pk__in=grants.values("org"))
    lists: dict[str, Iterable[str]] = {
        "org": units.order_by("rank", "name_key").values_list("name", flat=True)[:MOST_CHOICES],
        "owner": may_own_below(user, on).values_list("name", flat=True)[:MOST_CHOICES],
        "plan": open_plans(user).order_by("-starts_on").values_list("title", flat=True)[:MOST_CHOICES],
    }
    return {code: list(dict.fromkeys(names)) for code, names in lists.items()}


def read_tasks(data: bytes, name: str, user: Any, at: datetime, *, plan: Plan | None = None) -> TaskReading:
    """Read the file for `user`; rows that name no plan belong to `plan`, when one is given.

    Raises a FileRefused when it is no such sheet at all.
    """
    reading = read_sheet(TaskReading, TASK_SHEET, data, name)
    good = reading.sound
    found = Found(user, timezone.localdate(at), good)
    drafts = [(draft, new) for draft in good if (new := _new(reading, draft, found, plan))]
    drafts = _once(reading, drafts)
    there = given_already([new for _draft, new in drafts])
    reading.unchanged = sum(new.key in there for _draft, new in drafts)
    refusals: dict[Any, WuliError | None] = {}  # rows often differ in nothing that the rules ask for
    for draft, new in drafts:
        if new.key in there:
            continue
        alike = (new.org.pk, new.owner and new.owner.pk, new.plan and new.plan.pk, new.due_on < found.on)
        if alike not in refusals:
            refusals[alike] = _refusal(new, user, at)
        if refused := refusals[alike]:
            _refuse(reading, draft, refused)
        else:
            reading.batch.append(new)
    reading.faults.sort(key=lambda fault: fault.rowno)
    return reading


def _key(words: str) -> str:
    """Names are compared in half width, so that brackets of either kind fit."""
    return cells.text(words).casefold()


class Found:
    """What the sheet names, within the reach of `user`: units, officers, plans; a query for each."""

    def __init__(self, user: Any, on: date, drafts: Sequence[Draft]) -> None:
        self.on = on
        self.orgs: dict[str, dict[Any, Org]] = defaultdict(dict)
        words = self._named(drafts, "org")
        named = Q(name__in=words) | Q(short_name__in=words) | Q(uscc__in=words)
        for org in Org.objects.visible_to(user, GIVE.code).filter(named):
            for word in filter(None, (org.name, org.short_name, org.uscc)):
                self.orgs[_key(word)][org.pk] = org
        self.owners: dict[str, dict[Any, User]] = defaultdict(dict)
        words = self._named(drafts, "owner")
        for owner in may_own_below(user, on).filter(Q(name__in=words) | Q(username__in=words)):
            for word in {_key(owner.name), _key(owner.username)}:
                self.owners[word][owner.pk] = owner
        self.plans: dict[str, dict[Any, Plan]] = defaultdict(dict)
        for each in open_plans(user) if self._named(drafts, "plan") else ():
            self.plans[_key(each.title)][each.pk] = each

    @staticmethod
    def _named(drafts: Sequence[Draft], column: str) -> set[str]:
        """The words of a column, with brackets of either kind."""
        words = {draft.values[column] for draft in drafts if draft.values.get(column)}
        wide = {word.replace("(", "（").replace(")", "）") for word in words}
        return words | wide | {cells.text(word) for word in words}


def _new(reading: TaskReading, draft: Draft, found: Found, plan: Plan | None) -> NewTask | None:
    """The task of a row, or nothing with its faults noted."""
    told = draft.values
    before = len(reading.faults)
    org = _one(reading, draft, "org", _unit(found, told["org"]), _no_unit)
    owner = plan_named = None
    if told.get("owner"):
        owner = _one(reading, draft, "owner", found.owners[_key(told["owner"])], _no_owner)
    if told.get("plan"):
        plan_named = _one(reading, draft, "plan", found.plans[_key(told["plan"])], _no_plan)
    if org is None or len(reading.faults) > before:
        return None
    return NewTask(
        org=org, title=told["title"], due_on=told["due_on"], owner=owner, plan=plan_named or plan,
        detail=told.get("detail", ""), source_doc=told.get("source_doc", ""),
    )  # fmt: skip


def _unit(found: Found, words: str) -> dict[Any, Org]:
    """Units of that name; those that stand before those that are closed."""
    hits = found.orgs[_key(words)]
    standing = {pk: org for pk, org in hits.items() if org.closed_on is None or org.closed_on > found.on}
    return standing or hits


def _one(reading: TaskReading, draft: Draft, column: str, hits: dict[Any, Any], none: Any) -> Any:
    if len(hits) == 1:
        return next(iter(hits.values()))

    def several() -> tuple[str, str]:
        told = {"n": len(hits)}
        cures = {
            "owner": _now("写他的账号"),
            "org": _now("写全称或信用代码"),
            "plan": _now("先改成不同的名称"),
        }
        return _now("有 %(n)s 个叫这个名称") % told, cures[column]

    reading.refuse(draft, column, several if hits else none)
    return None


def _no_unit() -> tuple[str, str]:
    return _now("没有找到这个单位，或者不在您的范围内"), _now("从下拉里选，或者写全称、信用代码")


def _no_owner() -> tuple[str, str]:
    return _now("没有找到这位干部，或者不归您交办"), _now("从下拉里选，或者空着，交给承办单位的干事")


def _no_plan() -> tuple[str, str]:
    return _now("没有找到能加任务的计划"), _now("从下拉里选，或者空着；按单位分数的计划在计划页上分解")


def _once(reading: TaskReading, drafts: list[tuple[Draft, NewTask]]) -> list[tuple[Draft, NewTask]]:
    """Without the rows that say again what a row above says."""
    first: dict[Any, int] = {}
    kept = []
    for draft, new in drafts:
        if new.key in first:
            _refuse_twin(reading, draft, first[new.key])
        else:
            first[new.key] = draft.rowno
            kept.append((draft, new))
    return kept


def _refuse_twin(reading: TaskReading, draft: Draft, rowno: int) -> None:
    def say() -> tuple[str, str]:
        return _now("和第 %(row)s 行是同一件任务") % {"row": rowno}, _now("删掉一行")

    reading.refuse(draft, "title", say)


def _refusal(new: NewTask, user: Any, at: datetime) -> WuliError | None:
    """What the rules of giving say against a task."""
    try:
        check_new_task(user, new, at)
    except (Invalid, Conflict, RuleBroken) as refused:
        return refused
    return None


def _refuse(reading: TaskReading, draft: Draft, refused: WuliError) -> None:
    """Let what the rules say stand at its column."""
    if isinstance(refused, Invalid):
        for column, words in refused.fields.items():
            _refuse_value(reading, draft, column, str(words[0]))
    else:
        about_owner = isinstance(refused, CannotOwn | NobodyAnswers)
        reading.refuse_by_rule(draft, "owner" if about_owner else "org", refused)


def _refuse_value(reading: TaskReading, draft: Draft, column: str, words: str) -> None:
    cure = {"due_on": _("写今天或者以后的日期")}.get(column, "")
    reading.refuse(draft, column, lambda: (words, str(cure)))
