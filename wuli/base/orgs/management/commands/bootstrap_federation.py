"""Found the first unit with the two accounts from which everything else is made.

The system administrator opens accounts, the security administrator says who may do what: neither can begin
alone. Accounts that are not there yet are opened with a password that is shown once and changed at sign-in.
"""

import secrets
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from wuli.base.accounts.actions import open_account, set_home_org
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import WuliError
from wuli.base.orgs.actions import begin_federation, grant_role
from wuli.base.orgs.codes import OrgKind


class Command(BaseCommand):
    help = "Found the first unit of a new federation with its security and its system administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="full name of the federation")
        parser.add_argument("--security-admin", required=True, help="login name, or login:name for a new one")
        parser.add_argument("--system-admin", required=True, help="login name, or login:name for a new one")
        parser.add_argument("--kind", default=OrgKind.COUNTY.value, choices=["P", "C", "X"])
        parser.add_argument("--founded-on", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--region", default="", help="division code")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["security_admin"].partition(":")[0] == options["system_admin"].partition(":")[0]:
            raise CommandError(_("安全管理员和系统管理员要由两个人担任。"))
        try:
            with transaction.atomic():
                self._begin(options)
        except WuliError as refusal:
            raise CommandError(f"{refusal} {refusal.how_to_mend}") from refusal

    def _begin(self, options: dict[str, Any]) -> None:
        security, system = self._account(options["security_admin"]), self._account(options["system_admin"])
        facts = {name: options[name] for name in ("name", "kind", "founded_on", "region")}
        org = begin_federation(actor=SYSTEM, security_admin=security, **facts)
        grant_role(actor=SYSTEM, user=system, role="system_admin", org=org)
        for user in (security, system):
            set_home_org(actor=SYSTEM, user=user, org=org)
        told = {"org": org.name, "security": security.name, "system": system.name}
        self.stdout.write(_("%(org)s已建立，安全管理员是%(security)s，系统管理员是%(system)s。") % told)

    def _account(self, told: str) -> Any:
        username, _colon, name = told.partition(":")
        user = get_user_model().objects.filter(username=username, kind="officer").first()
        if user is not None:
            return user
        if not name:
            raise CommandError(
                _("没有登录名是 %(name)s 的账号。要开一个新的，写成 %(name)s:姓名") % {"name": username}
            )
        password = f"Wl-{secrets.token_urlsafe(12)}7"
        user = open_account(actor=SYSTEM, username=username, name=name, kind="officer", password=password)
        shown = {"name": username, "password": password}
        self.stdout.write(_("%(name)s 的临时密码：%(password)s（只显示这一次，首次登录要改）") % shown)
        return user
