"""`manage.py openapi`: write the description of the API into docs/openapi.json, or check it."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wuli.base.core.api import WuliAPI


class Command(BaseCommand):
    help = "Write docs/openapi.json from the API as it is; with --check, fail when it differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "docs" / "openapi.json"
        told = described(import_string(settings.WULI_API))
        if not options["check"]:
            file.write_text(told)
        elif not file.exists() or file.read_text() != told:
            raise CommandError(_("docs/openapi.json 不是最新的，请运行 make openapi。"))


def described(api: WuliAPI) -> str:
    """The description as it is committed: in English, keys in order."""
    with translation.override("en"):
        return json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str) + "\n"
