"""The verbs of duties: write the turns that a day brings, do one, check it, remind."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules as dated
from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.calendar import load_days
from wuli.base.core.errors import Invalid, RuleBroken
from wuli.base.core.notices import notify
from wuli.base.core.worktime import WorkDays

from .. import rules
from ..models import Adoption, Paper, RuleDoc, Task, Turn
from ..rule_kinds import DUTY_WARNING
from . import events
from ._giving import tell, user_of
from .capabilities import GIVE, WORK
from .owners import responsible_at

RUN = Capability("campaigns.run", _("按日生成规定动作"))


class TurnNeedsPaper(RuleBroken):
    """A duty that asks for evidence is not done without it."""

    code = "campaigns.turn_needs_paper"
    message = _("这一项要佐证，还没有记为已做。")
    cure = _("先加一张照片或一份材料。")


class OwnTurn(RuleBroken):
    """Nobody checks what they did themselves."""

    code = "campaigns.own_turn"
    message = _("这是您自己做的，要由别人来核。")


@action("campaigns.plan_turns")
def plan_turns(*, actor: Actor, at: datetime) -> int:
    """Write the turns whose period has begun by now; safe to run twice, for each exists once. Nightly."""
    require(actor, RUN)
    day = timezone.localdate(at)
    return write_turns(Adoption.objects.filter(rule__in=RuleDoc.objects.binding(day)), day)


def write_turns(adoptions: QuerySet[Adoption], until: date) -> int:
    """The turns of these adoptions up to `until`: those that are missing are written, none is changed."""
    days = load_days()
    before = Turn.objects.count()
    fresh: list[Turn] = []
    for adoption in adoptions.select_related("rule").prefetch_related("rule__duties"):
        fresh += _turns_of(adoption, until, days)
    Turn.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return Turn.objects.count() - before


def _turns_of(adoption: Adoption, until: date, days: WorkDays) -> Iterator[Turn]:
    rule = adoption.rule
    begin = max(adoption.adopted_on, rule.effective_from or adoption.adopted_on)
    end = min(until, rule.repealed_on - timedelta(days=1)) if rule.repealed_on else until
    for duty in rule.duties.all():
        for first, last in rules.periods(duty.cycle, duty.every, begin, end, days):
            due = rules.due_on(last, duty.within, days)
            yield Turn(duty=duty, org_id=adoption.org_id, period_from=first, period_to=last, due_on=due)  # type: ignore[misc]


@action("campaigns.add_turn_paper")
def add_turn_paper(*, actor: Actor, turn: Turn, upload: Any, caption: str = "") -> Paper:
    """Keep a photo or document with a turn of a duty."""
    require(actor, WORK, turn.org)
    file = keep_file(actor=actor, upload=upload, org=turn.org)
    return Paper.objects.create(  # type: ignore[misc]
        org=turn.org, turn=turn, file=file, caption=caption, added_by=user_of(actor)
    )


@action("campaigns.do_turn")
def do_turn(*, actor: Actor, turn: Turn, words: str, at: datetime) -> Turn:
    """Record that a turn was done 记为已做, in words, with evidence where the duty asks for it."""
    require(actor, WORK, turn.org)
    if not words.strip():
        raise Invalid({"words": [_("写一句做了什么。")]})
    turn = Turn.objects.locked(turn.pk)
    if turn.duty.needs_paper and not turn.papers.exists():
        raise TurnNeedsPaper()
    turn.words, turn.done_on, turn.done_by = words, timezone.localdate(at), user_of(actor)
    turn.save(update_fields=["words", "done_on", "done_by"])
    turn.move_to(Turn.State.DONE)
    return turn


@action("campaigns.check_turn")
def check_turn(*, actor: Actor, turn: Turn, passed: bool, words: str = "") -> Turn:
    """Check what was done 核: it stands, or goes back with a reason. Not by whoever did it (OwnTurn)."""
    require(actor, GIVE, turn.org)
    turn = Turn.objects.locked(turn.pk)
    if actor.pk and turn.done_by_id == actor.pk:
        raise OwnTurn()
    if not passed and not words.strip():
        raise Invalid({"words": [_("写清楚哪里不行、要补什么。")]})
    turn.checked_by, turn.judgement = user_of(actor), words
    turn.save(update_fields=["checked_by", "judgement"])
    turn.move_to(Turn.State.CHECKED if passed else Turn.State.RETURNED)
    return turn


@action("campaigns.remind")
def remind(*, actor: Actor, at: datetime) -> int:
    """Tell who answers, some days before (rule `campaigns.duty_warning`), of turns and tasks that fall due.

    Told once: on the very day that lies so many days before. Gives how many were told.
    """
    require(actor, RUN)
    today = timezone.localdate(at)
    day = today + timedelta(days=dated.at(DUTY_WARNING.code, None, today).value)
    turns = list(Turn.objects.waiting().filter(due_on=day).select_related("duty", "org"))
    answering = responsible_at([turn.org_id for turn in turns], today)
    told = 0
    for turn in turns:
        if user := answering.get(turn.org_id):
            notify(user, events.TURN_SOON, url=turn.get_absolute_url(), title=turn.duty.title, due=day)
            told += 1
    for task in Task.objects.waiting().filter(due_on=day).select_related("owner", "plan"):
        tell(task.owner, events.TASK_SOON, task, due=day)
        told += 1
    return told
