"""Timed work of campaigns: rules look every workday, missed steps climb, duties get their turns."""

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from wuli.base.core.actions import SYSTEM
from wuli.base.core.calendar import load_days

from .actions import plan_turns, remind
from .actions.supervision import climb_supervision, run_rule
from .models import Supervision, SupervisionRule

log = structlog.get_logger()


@app.periodic(cron="10 23 * * *")  # the clock of cron is UTC: ten past seven in China
@app.task(name="campaigns.open_supervisions", queueing_lock="campaigns.open_supervisions")
def open_supervisions(timestamp: int) -> None:
    """Let every rule look, on workdays; a cause that is open already is not asked again."""
    at = datetime.fromtimestamp(timestamp, UTC)
    today = timezone.localdate(at)
    if not load_days().is_worked(today):
        return
    for rule in SupervisionRule.objects.in_force(today).select_related("org"):
        made = run_rule(actor=SYSTEM, rule=rule, at=at)
        log.info("campaigns.rule_run", rule=str(rule.pk), opened=len(made))


@app.periodic(cron="*/10 * * * *")
@app.task(name="campaigns.climb_supervisions", queueing_lock="campaigns.climb_supervisions")
def climb_supervisions(timestamp: int) -> None:
    """Climb one level for every step that was missed."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for item in Supervision.objects.overdue(at).select_related("org", "asked_by").iterator():
        climb_supervision(actor=SYSTEM, item=item, at=at)


@app.periodic(cron="40 1 * * *")
@app.task(name="campaigns.plan_turns", queueing_lock="campaigns.plan_turns")
def plan_turns_nightly(timestamp: int) -> None:
    """Write the turns of duties whose period has begun; each is written once."""
    plan_turns(actor=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="0 0 * * *")
@app.task(name="campaigns.remind", queueing_lock="campaigns.remind")
def remind_daily(timestamp: int) -> None:
    """Tell who answers for what falls due in a few days."""
    remind(actor=SYSTEM, at=datetime.fromtimestamp(timestamp, UTC))
