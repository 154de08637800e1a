from typing import Any

from django.core.management.base import BaseCommand

from ...known import sync_known
from ...triggers import sync


class Command(BaseCommand):
    help = "Make marking triggers and counted versions equal to the declarations."

    def handle(self, *args: Any, **options: Any) -> None:
        for table in sync():
            self.stdout.write(f"triggers written: {table}")
        for code in sync_known():
            self.stdout.write(f"counted anew: {code}")
