"""Load the packaged administrative divisions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import load_divisions


class Command(BaseCommand):
    help = "Load the packaged administrative divisions, all or those below a code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--within", default="", help="only this code, what is above and below it")

    def handle(self, *args: Any, **options: Any) -> None:
        count = load_divisions(actor=SYSTEM, within=options["within"])
        self.stdout.write(_("行政区划 %(count)d 条已写入。") % {"count": count})
