"""`manage.py seed_rules`: put the rules that ship with the apps where there are none yet."""

from typing import Any

from django.core.management.base import BaseCommand

from ...filling import fill_rules
from ...models import RuleSet


class Command(BaseCommand):
    help = "Add the shipped rules that are not there yet; versions set by officers stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{fill_rules()} rules added, {RuleSet.objects.count()} versions kept.")
