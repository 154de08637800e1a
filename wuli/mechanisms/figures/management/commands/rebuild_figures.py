from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ...recompute import recompute_all
from ...verify import differences, rebuild


class Command(BaseCommand):
    help = "Count every figure from nothing; with --verify compare the kept ones with such a count instead."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verify", action="store_true", help="change nothing, name every cell that differs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if not options["verify"]:
            self.stdout.write(f"{rebuild(today)} cells counted")
            return
        recompute_all(today)
        found = differences(today)
        for each in found[:50]:
            self.stdout.write(str(each))
        if found:
            raise CommandError(f"{len(found)} cells differ from their rows")
        self.stdout.write("0 cells differ")
