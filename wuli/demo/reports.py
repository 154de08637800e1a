"""Reports of the sample: last year's published, then a lecture recorded late; a month's, and drafts."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.models import Org
from wuli.base.people.models import Person
from wuli.mechanisms.figures.actions.reports import begin_report, publish_report, submit_report
from wuli.mechanisms.figures.actions.templates import load_templates
from wuli.mechanisms.figures.models import ReportTemplate
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.actions import check_in_many, hold_session, open_session, plan_session

from .lectures import ZONE
from .plan import TOWNS, story_year

WRITER, REVIEWER = "zhouhaiyan", "xuhong"


def write_all(site: Any) -> Iterator[float]:
    """Publish what is past, record what came late, begin what is due."""
    year = story_year(site.today)
    load_templates(actor=SYSTEM, at=site.at)
    writer, reviewer = (User.objects.get(username=name) for name in (WRITER, REVIEWER))
    _publish(site, writer, reviewer, "annual", str(year - 1), date(year, 1, 8))
    yield 0.5
    _lecture_recorded_late(site, year - 1)
    recompute_all(site.today)
    yield 0.7
    last_month = date(year, 10, 31) if site.today.year == year else date(year, 11, 30)
    _publish(site, writer, reviewer, "monthly", f"{last_month:%Y-%m}", last_month + timedelta(days=5))
    _begin(site, writer, "annual", str(year), site.at)
    yield 0.9
    duty = _begin(site, writer, "duty", str(year), site.at, org=site.units[next(iter(TOWNS))])
    submit_report(actor=writer, report=duty, at=site.at)
    yield 1.0


def _begin(site: Any, writer: User, code: str, period: str, at: datetime, org: Any = None) -> Any:
    template = ReportTemplate.objects.get(code=code)
    return begin_report(actor=writer, org=org or site.county, template=template, period=period, at=at)


def _publish(site: Any, writer: User, reviewer: User, code: str, period: str, on: date) -> None:
    at = datetime.combine(on, time(9), ZONE)
    report = _begin(site, writer, code, period, at - timedelta(days=1))
    submit_report(actor=writer, report=report, at=at - timedelta(hours=2))
    publish_report(actor=reviewer, report=report, at=at)


def _lecture_recorded_late(site: Any, year: int) -> None:
    """A lecture of last December that was entered only after the report was out."""
    town = site.units["320922105"]
    starts = datetime.combine(date(year, 12, 19), time(14), ZONE)
    session = plan_session(
        actor=SYSTEM, org=town, kind="technology_lecture", title="冬季设备防冻与安全用电", topic="safety",
        place="界牌镇职工之家", starts_at=starts, ends_at=starts + timedelta(minutes=90), speaker="顾长明",
        speaker_unit="县供电公司 工程师", capacity=60,
    )  # fmt: skip
    session = open_session(actor=SYSTEM, session=session, at=starts)
    people = _members_below(site, town)
    check_in_many(actor=SYSTEM, session=session, people=people, at=site.at)
    hold_session(actor=SYSTEM, session=session, at=session.ends_at)


def _members_below(site: Any, town: Any) -> list[Any]:
    below = Org.objects.below(town, on=site.today)
    return list(Person.objects.filter(home__in=below).order_by("number")[:32])
