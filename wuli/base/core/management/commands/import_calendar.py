"""`manage.py import_calendar`: take over newly published holidays and make-up workdays."""

from typing import Any

from django.core.management.base import BaseCommand

from ... import calendar
from ...filling import fill_days
from ...models import Holiday


class Command(BaseCommand):
    help = "Load the days that chinesecalendar knows; days set by officers stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        added = fill_days()
        years = sorted(calendar.load_days().published)
        self.stdout.write(f"{added} days added, {Holiday.objects.count()} kept.")
        self.stdout.write(f"Published: {years[0]}-{years[-1]}; later years are provisional (weekends only).")
