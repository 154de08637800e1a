"""`manage.py clock`: when a deadline that runs in working time is due, for anyone to check."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ... import calendar
from ...filling import fill_days, fill_rules
from ...models import Holiday
from ...rules_registry import read_spans


class Command(BaseCommand):
    help = "Print when MINUTES of working time after START are over; the last line is that time in ISO form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--start", required=True, help="ISO time, e.g. 2025-09-30T16:00 (local time)")
        parser.add_argument("--minutes", required=True, type=int, help="working minutes")
        parser.add_argument("--hours", default="", help="office hours, e.g. 09:00-12:00,13:30-17:30")
        parser.add_argument("--region", default="", help="division code whose office hours hold")

    def handle(self, *args: Any, **options: Any) -> None:
        start = _instant(options["start"])
        if options["minutes"] < 0:
            raise CommandError("--minutes must not be negative.")
        if not Holiday.objects.exists():
            self.stdout.write(f"Calendar was empty: {fill_days()} published days loaded.")
        fill_rules()
        days = calendar.load_days()
        hours = _spans(options["hours"])
        due = calendar.add_working_minutes(
            start, options["minutes"], place=options["region"], hours=hours, days=days
        )
        self.stdout.write(
            f"from {timezone.localtime(start).isoformat()} + {options['minutes']} working minutes"
        )
        if days.is_provisional(due.date()):
            self.stdout.write(f"provisional: holidays of {due.year} are not published, weekends only")
        self.stdout.write(due.isoformat())


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--start {text} is not an ISO time such as 2025-09-30T16:00.") from error
    return timezone.make_aware(read) if timezone.is_naive(read) else read


def _spans(text: str) -> Any:
    try:
        return read_spans(text) if text else None
    except ValueError as error:
        raise CommandError(f"--hours {text} must look like 09:00-12:00,13:30-17:30.") from error
