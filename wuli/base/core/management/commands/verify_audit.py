"""`manage.py verify_audit`: name every audit row that was changed, removed or put in afterwards."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...models import AuditSeal
from ...sealing import head, verify


class Command(BaseCommand):
    help = "Compute the audit chain again. Exit code 1 when a row or block is not as it was closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", default="", help="a head printed by seal_audit: it must be in the chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [str(finding) for finding in verify()]
        if options["head"] and not self._knows(options["head"]):
            findings.append(f"chain cut off: no block has the head {options['head']}")
        for finding in findings:
            self.stdout.write(finding)
        if findings:
            raise CommandError(f"The audit is not as it was closed: {len(findings)} findings.")
        blocks = AuditSeal.objects.count()
        rows = sum(AuditSeal.objects.values_list("rows", flat=True))
        self.stdout.write(f"ok: {rows} rows in {blocks} blocks, head {head().hex()}")

    def _knows(self, wanted: str) -> bool:
        try:
            return AuditSeal.objects.filter(hash=bytes.fromhex(wanted)).exists()
        except ValueError as error:
            raise CommandError(f"--head {wanted} is not a head that seal_audit prints.") from error
