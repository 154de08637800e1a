"""Publishing a report: at once, or by a job when many rows stand behind its figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import SYSTEM, Actor
from wuli.base.core.jobs import Progress, job_kind
from wuli.base.core.models.jobs import Job

from ..actions.reports import PUBLISHING, publish_report, start_publishing
from ..models import Report
from .filling import filling_of

AT_ONCE = 100_000  # rows, about; they are kept in a second or two


def publish(*, actor: Actor, report: Report, at: datetime) -> Report | Job:
    """Publish `report` for a reviewer. Raises what `publish_report` raises."""
    long = not report.is_final and rows_behind(report, at) > AT_ONCE
    return (start_publishing if long else publish_report)(actor=actor, report=report, at=at)


def rows_behind(report: Report, at: datetime) -> int:
    """About how many rows make the figures of the text: what they count, of rates both sums."""
    filling = filling_of(report, timezone.localdate(at))
    values = [filling.values.get(key) for key in filling.rendered.used]
    counted = [each.number if each.part is None else each.part + (each.whole or 0) for each in values]
    return int(sum(abs(number) for number in counted if number is not None))


@job_kind(PUBLISHING, _("发布报告"), steps={"freeze": _("正在定稿")})
def publish_long(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Publish the report of a job for who asked. Done or not at all, so a second run does no harm."""
    report = Report.objects.select_related("org").get(pk=job.args["report"])
    if report.is_final and report.published_by_id == job.owner_id:
        return {}  # the worker died after its work was done
    at = timezone.now()
    progress.step("freeze", total=len(filling_of(report, timezone.localdate(at)).rendered.used))
    publish_report(actor=job.owner or SYSTEM, report=report, at=at, tell=progress.tick)
    return {"sha256": report.sha256}
