"""`manage.py empty_demo`: take the sample data away and begin with one's own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wuli.base.core.errors import WuliError
from wuli.demo.empty import empty

NEXT = (
    '  .venv/bin/python manage.py bootstrap_federation "某某县总工会" --founded-on 1951-03-01'
    ' --security-admin "zhaomin:赵敏" --system-admin "qianjin:钱进"'
)


class Command(BaseCommand):
    """Empties sample data only; asks first unless --yes."""

    help = "Take the sample data away"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--yes answers the question beforehand."""
        parser.add_argument("--yes", action="store_true")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        """Ask, empty, say what to do next."""
        if not yes and not _agreed():
            raise CommandError("没有清空。 Nothing was emptied.")
        try:
            tables = empty()
        except WuliError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"示例数据清空了（{tables} 张表）。下一步，建自己的总工会和头两位管理员：\n{NEXT}\n"
            "Sample data is gone. Next, found your own federation with its first two administrators."
        )


def _agreed() -> bool:
    try:
        return input("清空全部示例数据？输入 yes 继续 (type yes to go on): ").strip() == "yes"
    except EOFError:  # nobody at the keyboard: --yes says it beforehand
        return False
