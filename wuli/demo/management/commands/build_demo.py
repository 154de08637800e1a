"""`manage.py build_demo`: the sample federation, with a progress bar."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wuli.base.orgs.models import Org
from wuli.demo.build import build
from wuli.demo.empty import empty
from wuli.demo.models import SampleData, is_loaded

WIDTH = 30
WORDS = {
    "divisions": "行政区划 divisions",
    "units": "组织 units",
    "employers": "用人单位 employers",
    "members": "会员 members",
    "history": "沿革 history",
    "posts": "职务 posts",
    "accounts": "账号 accounts",
    "lectures": "讲座 lectures",
    "baselines": "基数 baselines",
    "figures": "数字 figures",
    "targets": "目标和督办 targets",
    "campaigns": "任务与制度 campaigns",
    "reports": "报告 reports",
    "exchange": "上报 exchange",
    "done": "完成 done",
}


class Command(BaseCommand):
    """Builds it anew; with --if-missing only where there is none. Never touches a federation of one's own."""

    help = "Build the sample federation (--if-missing: only if it is not there)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--if-missing, for `make run`."""
        parser.add_argument("--if-missing", action="store_true")

    def handle(self, *args: Any, if_missing: bool, **options: Any) -> None:
        """Empty what an earlier or interrupted build left, then build."""
        if if_missing and is_loaded():
            return
        marked = SampleData.objects.exists()
        if not marked and Org.objects.exists():
            if if_missing:
                return
            raise CommandError("这里已有您自己的数据，不建示例。 This database holds data of your own.")
        if marked:
            empty()
        started = time.monotonic()
        for what, share in build(timezone.localdate()):
            self._draw(WORDS[what], share)
        self.stderr.write(
            f"\n示例数据建好了，用时 {time.monotonic() - started:.0f} 秒。 Sample data is ready."
        )

    def _draw(self, what: str, share: float) -> None:
        share = min(share, 1.0)
        full = round(WIDTH * share)
        bar = "█" * full + "░" * (WIDTH - full)
        self.stderr.write(f"\r{bar} {share:4.0%}  {what:<24}", ending="")
        self.stderr.flush()
