"""Queue tasks of accounts."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from wuli.base.core.actions import SYSTEM

from .actions.sweeping import sweep

log = structlog.get_logger()


@app.periodic(cron="25 3 * * *")
@app.task(name="accounts.sweep", queueing_lock="accounts.sweep")
def sweep_every_night(timestamp: int) -> None:
    """Clear away codes, messages, failures and sessions that have had their day."""
    log.info("accounts.swept", rows=sweep(actor=SYSTEM, at=timezone.now()))
