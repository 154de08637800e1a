"""Check a member code offline: no database, no network, only the public key."""

import json
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from wuli.base.people import member_code

WHY = {
    "form": _("不是会员码，或者没有扫全。"),
    "key": _("签这个码的钥匙不认识：公钥文件太旧，或者是别处的码。"),
    "signature": _("签名不对：码被改过，或者是仿造的。"),
    "early": _("码还没到时间：核对这台机器的时钟。"),
    "late": _("码过期了：请本人刷新后再扫。"),
}


class Command(BaseCommand):
    help = "Check a member code offline, with the public key alone."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the text of the QR code, WL1:…")
        parser.add_argument(
            "--public-key", help="the file served at /people/code-keys.json (else this installation's)"
        )
        parser.add_argument("--at", help="judge at this instant, ISO form (else now)")

    def handle(self, *args: Any, **options: Any) -> None:
        at = _instant(options["at"]) if options["at"] else timezone.now()
        keys = _keys(options["public_key"]) if options["public_key"] else None
        try:
            told = member_code.verify(options["code"], at, keys)
        except member_code.BadCode as error:
            raise CommandError(str(WHY[str(error)])) from error
        kind = _("当天码") if told.offline else _("会员码")
        until = f"{timezone.localtime(told.expires_at):%Y-%m-%d %H:%M:%S}"
        self.stdout.write(_("%(kind)s有效，%(until)s 前可用。") % {"kind": kind, "until": until})
        self.stdout.write(json.dumps({
            "valid": True, "alias": str(told.alias), "issued_at": told.issued_at.isoformat(),
            "expires_at": told.expires_at.isoformat() if told.expires_at else None, "offline": told.offline,
        }))  # fmt: skip


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("--at 要写成 2025-07-16T09:30:00 这样。")) from error
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def _keys(path: str) -> dict[int, bytes]:
    try:
        told = json.loads(Path(path).read_text())
        return {int(key_id): b64decode(key) for key_id, key in told["keys"].items()}
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(_("公钥文件读不出来，请从 /people/code-keys.json 重新下载。")) from error
