"""The worker's part: bring marked cells up to date, and let the stocks move with the days."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .recompute import recompute_all


@app.periodic(cron="* * * * * */5")
@app.task(name="figures.recompute", queueing_lock="figures.recompute", pass_context=False)
def recompute_figures(timestamp: int) -> None:
    """Recompute what is marked; nothing waits longer than a few seconds, and twice is once."""
    recompute_all(timezone.localdate())
