"""Tasks as a board and as a calendar: the same tasks as the list, laid out by state, owner or day."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wuli.base.core.web import OfficerRequest, officer_page
from wuli.base.orgs.models import Org
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns.actions import GIVE, WORK
from wuli.programmes.campaigns.filters import TaskFilter
from wuli.programmes.campaigns.models import Task, Turn
from wuli.programmes.campaigns.views.tasks import Step, allowed_steps

MOST = 30  # cards of a column; the list has the others
MOST_OWNERS = 12  # columns by owner; the list has the others
MOST_IN_A_MONTH = 500
COLUMNS = ("open", "doing", "done", "returned")


@dataclass
class BoardColumn:
    """A column: its heading, the first cards in the order of their days, and how many there are in all."""

    name: Any
    cards: list[tuple[Task, list[Step]]] = field(default_factory=list)
    count: int = 0


def _tasks(request: OfficerRequest) -> Any:
    tasks = Task.objects.visible_to(request.user).filter(state__in=COLUMNS).exclude(plan__secluded=True)
    found = TaskFilter(request.GET, queryset=tasks, request=request).qs
    return found.select_related("org", "owner", "asked_by", "plan").order_by("due_on", "pk")


@require_GET
@officer_page
def board(request: OfficerRequest) -> HttpResponse:
    """Tasks in columns, by state or by owner; a card moves by the steps on it, which are actions."""
    by_owner = request.GET.get("by") == "owner"
    key, found = "owner_id" if by_owner else "state", _tasks(request)
    counts = dict(found.order_by().values_list(key).annotate(n=Count("pk")))
    keys = sorted(counts, key=lambda each: -counts[each])[:MOST_OWNERS] if by_owner else COLUMNS
    columns = {each: BoardColumn("", count=counts.get(each, 0)) for each in keys}
    place = Window(RowNumber(), partition_by=F(key), order_by=["due_on", "pk"])
    cards = found.filter(**{f"{key}__in": keys}).annotate(place=place).filter(place__lte=MOST)
    for task in cards:
        columns[getattr(task, key)].cards.append((task, []))
    for each, column in columns.items():
        column.name = column.cards[0][0].owner.name if by_owner else Task.State(each).label
    shown = list(columns.values())
    _put_steps(shown, request.user)
    told = {"columns": shown, "by_owner": by_owner, "may_give": request.user.has_perm(GIVE.code)}
    return render(request, "campaigns/board.html", told)


def _put_steps(columns: Iterable[BoardColumn], user: Any) -> None:
    """Put on each card the steps that need no words; two queries for the whole board."""
    tasks = [task for column in columns for task, _none in column.cards]
    keys = {task.org_id for task in tasks} | {task.asked_by_id for task in tasks}
    gives, works = (
        set(Org.objects.visible_to(user, each.code).filter(pk__in=keys).values_list("pk", flat=True))
        for each in (GIVE, WORK)
    )
    for column in columns:
        column.cards = [(task, _steps(task, user, gives, works)) for task, _none in column.cards]


def _steps(task: Task, user: Any, gives: set[Any], works: set[Any]) -> list[Step]:
    """Those of one's own tasks, and of those one gave; the others move on their own pages."""
    if user.pk not in (task.owner_id, task.given_by_id):
        return []
    allowed = allowed_steps(task, user, gives=task.asked_by_id in gives, works=task.org_id in works)
    return [step for step in allowed if not step.ask]


@dataclass
class Entry:
    """What a day of the calendar names: a task, or one duty with the units for which it falls due."""

    title: str
    url: str
    tone: str
    late: bool = False
    count: int = 1


@dataclass(frozen=True)
class Day:
    """A day of the month with what falls due."""

    on: date
    inside: bool
    today: bool
    items: list[Entry]


@require_GET
@officer_page
def month(request: OfficerRequest) -> HttpResponse:
    """A month with the tasks and duties that fall due in it; printable."""
    today = timezone.localdate(request.at)
    first = _asked_month(request.GET.get("month", ""), today)
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    begin, end = weeks[0][0], weeks[-1][-1]
    tasks = Task.objects.visible_to(request.user).exclude(state="dropped").exclude(plan__secluded=True)
    turns = Turn.objects.visible_to(request.user).exclude(state="waived")
    due: dict[date, list[Entry]] = {}
    span = {"due_on__range": (begin, end)}
    for task in tasks.filter(**span).order_by("due_on", "pk")[:MOST_IN_A_MONTH]:
        due.setdefault(task.due_on, []).append(
            Entry(task.title, task.get_absolute_url(), task.tone, task.is_late)
        )
    for each in _duties(turns.filter(**span), today):
        due.setdefault(each[0], []).append(each[1])
    days = [[Day(d, d.month == first.month, d == today, due.get(d, [])) for d in week] for week in weeks]
    return render(
        request, "campaigns/calendar.html",
        {
            "weeks": days,
            "month": TimeRange.month(first),
            "before": (first - timedelta(days=1)).strftime("%Y-%m"),
            "after": (first + timedelta(days=32)).strftime("%Y-%m"),
            "weekdays": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        },
    )  # fmt: skip


def _duties(turns: Any, today: date) -> Iterable[tuple[date, Entry]]:
    """Each duty once a day, with how many units it is for and whether one of them is late."""
    waiting = Q(state__in=["due", "returned"])
    grouped = turns.order_by("due_on", "duty__title").values("due_on", "duty__title")
    for each in grouped.annotate(n=Count("pk"), left=Count("pk", filter=waiting)):
        late = bool(each["left"]) and each["due_on"] < today
        query = urlencode({"q": each["duty__title"], "until": each["due_on"]})
        tone = "late" if late else "neutral" if each["left"] else "ok"
        url = f"{reverse('campaigns:turns')}?{query}"
        yield each["due_on"], Entry(each["duty__title"], url, tone, late, each["n"])


FARTHEST = 50  # years; a calendar has neither a first nor a last month


def _asked_month(text: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= FARTHEST else today.replace(day=1)


@require_GET
@officer_page
def own_calendar(request: OfficerRequest) -> HttpResponse:
    """One's own tasks for the calendar of a phone or Outlook (iCalendar, RFC 5545)."""
    tasks = Task.objects.visible_to(request.user).waiting().filter(owner=request.user)
    mine = tasks.exclude(plan__secluded=True).select_related("org").order_by("due_on")
    text = written_ics(mine[:MOST_IN_A_MONTH], request.at)
    told = {"Content-Disposition": 'attachment; filename="tasks.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=told)


def written_ics(tasks: Iterable[Task], at: datetime) -> str:
    """Whole-day entries on the days that tasks are due; lines folded, marks escaped (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wuli//Tasks//ZH"]
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for task in tasks:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{task.pk}@wuli",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{task.due_on:%Y%m%d}",
            f"SUMMARY:{_escaped(task.title)}",
            f"DESCRIPTION:{_escaped(Truncator(f'{task.org.name} {task.detail}').chars(400))}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, never through a character."""
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > 74:
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
