"""`manage.py demo_signins`: how to sign in to the sample, with the present second-factor codes."""

from typing import Any

from django.core.management.base import BaseCommand

from wuli.demo.signins import sign_ins


class Command(BaseCommand):
    """Three lines for `make run`: member, officer, leader."""

    help = "Show how to sign in to the sample federation"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a person."""
        for who in list(sign_ins())[:3]:
            how = (
                who.phone and f"手机号 {who.phone}，验证码显示在登录页"
            ) or f"{who.username} / {who.password}，动态码显示在登录页"
            self.stdout.write(f"  {who.role} {who.name}：{how}")
