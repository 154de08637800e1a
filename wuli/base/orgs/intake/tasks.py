"""What is thrown away by the clock: rows with faults after a month."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from wuli.base.core.actions import SYSTEM
from wuli.base.core.models.staging import StagedRow

from .actions import forget_rows
from .models import UnitsSheet

ROWS_KEPT = timedelta(days=30)


@app.periodic(cron="47 2 * * *")
@app.task(name="orgs.forget_old_sheets", queueing_lock="orgs.forget_old_sheets")
def forget_old_sheets(timestamp: int) -> None:
    """Delete the staged rows of last month's sheets."""
    at = datetime.fromtimestamp(timestamp, UTC)
    waiting = StagedRow.objects.values("batch")
    for sheet in UnitsSheet.objects.filter(created_at__lt=at - ROWS_KEPT, pk__in=waiting):
        forget_rows(actor=SYSTEM, sheet=sheet)
