"""What is thrown away by the clock: files after a week, rows that still wait after a month."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from wuli.base.core.actions import SYSTEM
from wuli.base.core.excel import vault
from wuli.base.core.excel.export import SHELF as EXPORTS
from wuli.base.core.models.staging import StagedRow

from .actions import SHELF, forget_rows
from .models import RosterImport

ROWS_KEPT = timedelta(days=30)


@app.periodic(cron="37 2 * * *")
@app.task(name="people.forget_old_rosters", queueing_lock="people.forget_old_rosters")
def forget_old_rosters(timestamp: int) -> None:
    """Delete uploads and exports of last week, and staged rows of last month."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for shelf in (SHELF, EXPORTS):
        vault.throw_away_old(shelf, at)
    waiting = StagedRow.objects.values("batch")
    for roster in RosterImport.objects.filter(created_at__lt=at - ROWS_KEPT, pk__in=waiting):
        forget_rows(actor=SYSTEM, roster=roster)
