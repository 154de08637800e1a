"""The worker's part: bring marked cells up to date, and let the stocks move with the days."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .exchange.sending import send_waiting
from .recompute import recompute_all


@app.periodic(cron="* * * * * */5")
@app.task(name="figures.recompute", queueing_lock="figures.recompute", pass_context=False)
def recompute_figures(timestamp: int) -> None:
    """Recompute what is marked; nothing waits longer than a few seconds, and twice is once."""
    recompute_all(timezone.localdate())


@app.periodic(cron="*/10 * * * *")
@app.task(name="figures.send_packages", queueing_lock="figures.send_packages", pass_context=False)
def send_packages(timestamp: int) -> None:
    """Try again what did not get through; the receiver takes a package in once, however often it comes."""
    send_waiting(timezone.now())
