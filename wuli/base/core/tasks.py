"""Queue tasks of the base: doing jobs, and taking up those whose worker died."""

import structlog
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from .actions.kernel import SYSTEM
from .actions.tokens import forget_answers
from .jobs import run_job
from .sealing import head, seal_new_rows

log = structlog.get_logger()

STALLED_AFTER = 30  # seconds without a heartbeat of the worker


@app.task(name="core.run_job")
def run_job_task(job_id: str) -> None:
    """Do one job."""
    run_job(job_id)


@app.periodic(cron="* * * * * */20")
@app.task(name="core.retry_stalled", queueing_lock="core.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Give the work of dead workers to living ones; all work may be done twice, so this may too."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await manager.retry_job(stalled)


@app.periodic(cron="17 3 * * *")
@app.task(name="core.delete_old_entries", queueing_lock="core.delete_old_entries", pass_context=True)
async def delete_old_queue_entries(context: JobContext, timestamp: int) -> None:
    """Forget finished queue entries after three days; `Job` keeps what people want to see."""
    await context.app.job_manager.delete_old_jobs(nb_hours=72, include_failed=True, include_cancelled=True)


@app.periodic(cron="40 2 * * *")
@app.task(name="core.seal_audit", queueing_lock="core.seal_audit")
def seal_audit(timestamp: int) -> None:
    """Close the audit of the day; the head goes to the log, which is kept elsewhere."""
    rows = sum(block.rows for block in seal_new_rows())
    log.info("audit.sealed", rows=rows, head=head().hex())


@app.periodic(cron="5 4 * * *")
@app.task(name="core.forget_answers", queueing_lock="core.forget_answers")
def forget_old_answers(timestamp: int) -> None:
    """Delete the kept answers to API calls of the day before."""
    log.info("api.answers_forgotten", rows=forget_answers(actor=SYSTEM, at=timezone.now()))
