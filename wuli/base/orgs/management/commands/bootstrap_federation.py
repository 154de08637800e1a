"""Found the first unit and name its first security administrator."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import WuliError
from wuli.base.orgs.actions import begin_federation
from wuli.base.orgs.codes import OrgKind


class Command(BaseCommand):
    help = "Found the first unit of a new federation and give its first security administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="full name of the federation")
        parser.add_argument("--security-admin", required=True, help="login name of an account")
        parser.add_argument("--kind", default=OrgKind.COUNTY.value, choices=["P", "C", "X"])
        parser.add_argument("--founded-on", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--region", default="", help="division code")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["security_admin"]).first()
        if user is None:
            raise CommandError(_("没有登录名是 %(name)s 的账号。") % {"name": options["security_admin"]})
        try:
            org = begin_federation(
                actor=SYSTEM,
                name=options["name"],
                kind=options["kind"],
                founded_on=options["founded_on"],
                region=options["region"],
                security_admin=user,
            )
        except WuliError as refusal:
            raise CommandError(f"{refusal} {refusal.how_to_mend}") from refusal
        self.stdout.write(_("%(org)s已建立，安全管理员是%(user)s。") % {"org": org.name, "user": user.name})
