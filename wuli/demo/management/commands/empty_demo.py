"""`manage.py empty_demo`: take the sample data away and begin with one's own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wuli.base.core.errors import WuliError
from wuli.demo.empty import empty


class Command(BaseCommand):
    """Empties sample data only; asks first unless --yes."""

    help = "Take the sample data away"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--yes answers the question beforehand."""
        parser.add_argument("--yes", action="store_true")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        """Ask, empty, say what to do next."""
        if not yes and input("清空全部示例数据？输入 yes 继续 (type yes to go on): ").strip() != "yes":
            raise CommandError("没有清空。 Nothing was emptied.")
        try:
            tables = empty()
        except WuliError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"示例数据清空了（{tables} 张表）。下一步：manage.py bootstrap_federation，"
            "建自己的总工会和第一位安全管理员。\n"
            "Sample data is gone. Next: manage.py bootstrap_federation."
        )
