"""`manage.py seal_audit`: close the audit rows of the day under the chain."""

from typing import Any

from django.core.management.base import BaseCommand

from ...sealing import head, seal_new_rows


class Command(BaseCommand):
    help = "Close new audit rows under the hash chain; keep the printed head somewhere else."

    def handle(self, *args: Any, **options: Any) -> None:
        blocks = rows = 0
        for block in seal_new_rows():
            blocks, rows = blocks + 1, rows + block.rows
        self.stdout.write(f"{rows} rows closed in {blocks} blocks")
        self.stdout.write(f"head {head().hex()}")
