"""`manage.py restore ARCHIVE`: put a backup in place of what is there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from wuli.base.core import backups


class Command(BaseCommand):
    help = "Replace database and files by those of a backup. Stop the server first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["archive"]:
            raise CommandError(_("请写明备份文件：make restore F=wuli-….tar"))
        try:
            told = backups.restore(Path(options["archive"]))
        except backups.CannotRestore as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(_("已恢复到 %(at)s 的状态。") % {"at": told.taken_at})
