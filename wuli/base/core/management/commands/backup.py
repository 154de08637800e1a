"""`manage.py backup`: the database and the files in one archive, for `restore` on any machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from wuli.base.core import backups


class Command(BaseCommand):
    help = "Write database and files into one .tar; the keys go in only when asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", help="the archive; wuli-<time>.tar here when left out")
        parser.add_argument(
            "--with-keys",
            action="store_true",
            help="put the keys in: then the archive alone opens everything",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["to"] or f"wuli-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
        try:
            told = backups.back_up(Path(name), with_keys=options["with_keys"])
        except (backups.CannotBackUp, OSError) as reason:
            raise CommandError(_("没有备份成：%(why)s") % {"why": reason}) from reason
        self.stdout.write(f"{name}: {told.size_mb:.1f} MB, {told.files} files, sha256 {told.sha256}")
        if not options["with_keys"]:
            self.stdout.write(_("密钥不在里面，请另行保管 var/keys.json。"))
