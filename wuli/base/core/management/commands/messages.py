"""`manage.py messages`: bring every app's catalogue up to date; `--check` for the test run."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wuli.base.core import catalogues


class Command(BaseCommand):
    """Extract, keep, drop, compile; or say what is missing."""

    help = "Read the words of every app, keep the English they have, drop what is unused, write .po and .mo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The three ways to run it."""
        parser.add_argument("apps", nargs="*", help="names of apps, e.g. orgs people; all when left out")
        parser.add_argument(
            "--check", action="store_true", help="fail where English is missing, fuzzy or unused"
        )
        parser.add_argument("--compile", action="store_true", help="only write the .mo files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the way that was asked for."""
        apps = [app for app in catalogues.app_folders() if not options["apps"] or app.name in options["apps"]]
        if options["compile"]:
            self.stdout.write(f"{catalogues.compile_all()} catalogues written")
        elif options["check"]:
            self.check_all(apps)
        else:
            self.write_all(apps)

    def check_all(self, apps: list[Any]) -> None:
        """Fail with a list of everything that is wrong."""
        wrong = [fault for app in apps for fault in catalogues.faults(app)] + catalogues.quarrels()
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("every string has its English")

    def write_all(self, apps: list[Any]) -> None:
        """Write each catalogue and list what still lacks English."""
        for app in apps:
            count, missing = catalogues.write(app)
            self.stdout.write(f"{app.name}: {count} strings, {len(missing)} without English")
            for text in missing:
                self.stdout.write(f"    {text}")
