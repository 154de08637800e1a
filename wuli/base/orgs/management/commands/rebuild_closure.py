"""Rebuild or verify the closure of the tree."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from wuli.base.orgs import closure


class Command(BaseCommand):
    help = "Rebuild who stands below whom from the dated edges; --verify only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verify", action="store_true", help="change nothing, fail when rows differ")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            wrong = closure.differences()
            if wrong:
                raise CommandError(
                    _("有 %(wrong)d 行与隶属记录不符。请运行 rebuild_closure 重建。") % {"wrong": wrong}
                )
            self.stdout.write(_("与隶属记录一致。"))
            return
        with transaction.atomic():
            written = closure.rebuild()
        self.stdout.write(_("已重建，改正 %(written)d 行。") % {"written": written})
