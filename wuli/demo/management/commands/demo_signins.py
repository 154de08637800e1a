"""`manage.py demo_signins`: how to sign in to the sample, with the present second-factor codes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from wuli.demo.signins import sign_ins

PHONE = _("手机号 %(phone)s，验证码显示在登录页")
PASSWORD = _("%(username)s / %(password)s，动态码显示在登录页")


class Command(BaseCommand):
    """Three lines for `make run`: member, officer, leader."""

    help = "Show how to sign in to the sample federation"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a person."""
        for who in list(sign_ins())[:3]:
            told = {"phone": who.phone, "username": who.username, "password": who.password}
            how = PHONE if who.phone else PASSWORD
            self.stdout.write(f"  {who.role} {who.name}: {how % told}")
