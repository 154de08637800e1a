"""The figures of a duty report: read live while it is written, as they were frozen once it is submitted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wuli.base.core.figures import INDICATORS
from wuli.mechanisms.figures.reading import Asked, figures_at

from .actions import figures_of
from .models import DutyReport
from .progress import address


@dataclass(frozen=True)
class ReportLine:
    """A figure of the report, its address, and the number it had when it was frozen."""

    name: Any
    unit: str
    value: Any
    url: str
    frozen: bool = False
    now: Any = None  # what the records say today, when that differs


def lines_of(report: DutyReport, viewer: Any, today: date) -> list[ReportLine]:
    """The figures in order. A frozen one shows beside it what the records say today, where that differs."""
    codes = figures_of(report, viewer)
    asked = Asked(report.when, today)
    found = figures_at([INDICATORS[code] for code in codes], [report.org], asked) if codes else {}
    live = {code: found[code, report.org.pk] for code in codes}
    if report.may_be_written:
        return [
            ReportLine(each.indicator.name, each.indicator.unit, each.value, address(each))
            for each in live.values()
        ]
    kept = report.figures.filter(round=report.round).select_related("figure").order_by("order")
    lines = []
    for each in kept:
        now = live.get(each.figure.indicator)
        if now is None:
            continue  # not for this reader, or no longer declared
        moved = now.value if _differs(each.figure.value, now.value) else None
        lines.append(
            ReportLine(now.indicator.name, now.indicator.unit, each.figure.value, address(now), True, moved)
        )
    return lines


def _differs(frozen: Any, now: Any) -> bool:
    if frozen is None or now is None:
        return frozen is not now
    return round(float(frozen), 2) != round(float(now), 2)
