"""Timed work of people."""

from procrastinate.contrib.django import app

from wuli.base.core.actions import SYSTEM

from .actions import propose_duplicates


@app.periodic(cron="20 2 * * *")
@app.task(name="people.propose_duplicates", queueing_lock="people.propose_duplicates")
def propose_duplicates_nightly(timestamp: int) -> None:
    """Look for records that may be one person; a pair is proposed once."""
    propose_duplicates(actor=SYSTEM)
