"""`manage.py rotate_keys`: a new sealing key, everything sealed again with it, the old key dropped."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...resealing import STORES
from ...rotation import keys_in_use, retire_unused, rotate, sealed_fields


class Command(BaseCommand):
    help = (
        "Rotate the key of the sealed fields while people work. Killed half-way, run it again with --resume."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--status", action="store_true", help="only say which keys are in use")
        parser.add_argument("--resume", action="store_true", help="no new key: go on with the active one")
        parser.add_argument("--retire", action="store_true", help="then drop keys that nothing lies under")
        parser.add_argument(
            "--add-only", action="store_true", help="only add a key, to copy the file to others"
        )
        parser.add_argument("--activate", type=int, help="use the key of this number instead of a new one")
        parser.add_argument("--batch", type=int, default=2000)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            return self._status()
        if settings.KEYS.throwaway:
            raise CommandError("There is no key file, so there is nothing to rotate. Start with make run.")
        if options["add_only"]:
            number = settings.KEYS.add_sealing_key(activate=False)
            self.stdout.write(
                f"key {number} added, not yet in use: copy the key file, then --activate {number}"
            )
            return None
        self._choose_key(options)
        self._rotate(options["batch"])
        if options["retire"]:
            self._retire()
        return None

    def _choose_key(self, options: dict[str, Any]) -> None:
        keys = settings.KEYS
        if options["activate"]:
            if options["activate"] not in keys.sealing:
                raise CommandError(f"There is no key {options['activate']}: {sorted(keys.sealing)}.")
            keys.activate_sealing_key(options["activate"])
        elif not options["resume"] and not options["retire"]:
            keys.add_sealing_key()
        self.stdout.write(f"active key: {keys.active_sealing}")

    def _rotate(self, batch: int) -> None:
        broken: list[str] = []
        moved = 1
        while moved:  # once more, for what was written with the old key while this ran
            moved = 0
            for step in rotate(batch=batch):
                moved += step.moved
                broken += [f"{step.field.label} {pk}" for pk in step.broken]
                self.stdout.write(
                    f"{step.field.label}: {step.moved} sealed again, {step.left_alone} changed meanwhile"
                )
        if broken:
            raise CommandError("Could not be opened, left as they are:\n" + "\n".join(sorted(set(broken))))
        self.stdout.write("all values lie under the active key")

    def _retire(self) -> None:
        dropped, kept = retire_unused()
        self.stdout.write(f"keys dropped: {dropped or 'none'}")
        if kept:
            raise CommandError(f"Keys still in use: {kept}. Run rotate_keys --resume first.")

    def _status(self) -> None:
        keys = settings.KEYS
        self.stdout.write(f"keys: {sorted(keys.sealing)}, active: {keys.active_sealing}")
        for field in sealed_fields():
            counts = ", ".join(f"key {key}: {count}" for key, count in sorted(keys_in_use(field).items()))
            self.stdout.write(f"{field.label}: {counts or 'empty'}")
        for store in STORES:
            counts = ", ".join(f"key {key}: {count}" for key, count in sorted(store.keys_in_use().items()))
            self.stdout.write(f"{store.label}: {counts or 'empty'}")
