from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...recompute import recompute_all


class Command(BaseCommand):
    help = "Bring every figure that is marked as changed up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{recompute_all(timezone.localdate())} marks taken")
