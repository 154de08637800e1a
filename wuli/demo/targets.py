"""Targets of the sample federation, split over its towns; what was argued; supervision in each state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from wuli.base.accounts.models import User
from wuli.base.core.actions import SYSTEM
from wuli.mechanisms.figures.actions import accept_proposal, propose_change, set_target, split_target
from wuli.mechanisms.figures.models import Target
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns.actions import supervision as chase
from wuli.programmes.campaigns.actions.supervision_rules import make_rule

LECTURES, ATTENDANCES = "activities.technology_lectures", "activities.lecture_attendances"
OUR_TOWN = "320922105"  # the town whose officer has an account


@dataclass(frozen=True)
class TargetPlan:
    """A target of the county for this year, and by what it is split."""

    indicator: str
    value: int
    method: str
    weight: int


PLANS = [
    TargetPlan(LECTURES, 50, "last_year", 30),
    TargetPlan(ATTENDANCES, 2200, "members", 30),
    TargetPlan("people.members", 31_000, "members", 30),
    TargetPlan("people.elected_chair_share", 100, "equal", 10),
]


def set_all(site: Any) -> Iterator[float]:
    """Set and split the county's targets, argue about two, and chase who lags."""
    year = TimeRange.year(site.today.year)
    for n, plan in enumerate(PLANS):
        _set(site, plan, year)
        yield (n + 1) / (len(PLANS) + 2)
    _argue(site)
    yield (len(PLANS) + 1) / (len(PLANS) + 2)
    _chase(site)
    recompute_all(site.today)
    yield 1.0


def _set(site: Any, plan: TargetPlan, year: TimeRange) -> None:
    target = set_target(
        actor=_user("zhouhaiyan"), set_by=site.county, org=site.county, indicator=plan.indicator, period=year,
        value=Decimal(plan.value), weight=plan.weight, document_no=f"滨工〔{site.today.year}〕5号",
        document_title=f"{site.today.year}年度工会工作目标责任书",
    )  # fmt: skip
    target.refresh_from_db()
    split_target(
        actor=_user("zhouhaiyan"), target=target, seen_version=target.version, method=plan.method,
        today=site.today,
    )  # fmt: skip


def _argue(site: Any) -> None:
    """One proposal accepted, with the gap explained, and one that waits."""
    town, county = _user("liweidong"), _user("zhouhaiyan")
    came = _part(site, ATTENDANCES)
    asked = propose_change(
        actor=town, target=came, value=came.value - 10, reason="两家企业停产搬迁，职工分流到了邻镇。"
    )
    accept_proposal(
        actor=county, proposal=asked, answer="情况属实，同意。", at=site.at,
        gap_reason="界牌镇核减的 10 人次由县总工会的讲座补上。",
    )  # fmt: skip
    held = _part(site, LECTURES)
    propose_change(
        actor=town, target=held, value=max(Decimal(1), held.value - 1),
        reason="镇里会堂在翻修，下半年只排得下两场。",
    )  # fmt: skip


def _part(site: Any, indicator: str) -> Target:
    return Target.objects.in_force().get(org=site.units[OUR_TOWN], indicator=indicator)


def _chase(site: Any) -> None:
    """Items in each state, and a rule that looks every morning and has looked today."""
    county, town = _user("zhouhaiyan"), _user("liweidong")
    settled = _ask(site, "320922107", "快递外卖站点摸底表", site.at - timedelta(days=20))
    told = {"item": settled, "at": settled.steps.first().at + timedelta(hours=3)}
    chase.answer_supervision(actor=SYSTEM, words="12 个站点都走到了，表随后寄出。", **told)
    told["at"] += timedelta(hours=2)
    chase.return_supervision(actor=county, words="缺两个新开的站点，补齐再报。", **told)
    told["at"] += timedelta(hours=20)
    chase.answer_supervision(actor=SYSTEM, words="两个新站点补上了，共 14 个。", **told)
    chase.accept_supervision(actor=county, words="齐了。", **told)
    answered = _ask(site, OUR_TOWN, "职工之家开放时间公示", site.at - timedelta(days=1))
    chase.answer_supervision(
        actor=town, item=answered, words="已在镇政务栏和公众号公示。", at=site.at,
        link=f"/orgs/{site.units[OUR_TOWN].pk}/",
    )  # fmt: skip
    returned = _ask(site, "320922106", "夏季送清凉佐证补录", site.at - timedelta(days=1))
    chase.answer_supervision(actor=SYSTEM, item=returned, words="正在整理。", at=site.at)
    chase.return_supervision(actor=county, item=returned, words="写明哪天补完。", at=site.at)
    climbed = _ask(site, "320922111", "换届材料报送", site.at - timedelta(days=12))
    chase.climb_supervision(actor=SYSTEM, item=climbed, at=site.at)
    _watch(site, county)


def _ask(site: Any, unit: str, title: str, at: datetime) -> Any:
    return chase.open_supervision(
        actor=_user("zhouhaiyan"), asked_by=site.county, org=site.units[unit], title=title,
        asks="写明现在办到哪一步、哪天办完、谁来办。", at=at,
    )  # fmt: skip


# Cause, indicator, limit, working hours to answer.
RULES = [
    ("late", LECTURES, 20, 24),
    ("below", "people.elected_chair_share", 10, 40),
    ("silent", LECTURES, 180, 40),
]


def _watch(site: Any, county: User) -> None:
    """A rule of each cause, each of which has looked today."""
    for cause, indicator, threshold, hours in RULES:
        rule = make_rule(
            actor=county, org=site.county, indicator=indicator, cause=cause, threshold=threshold,
            level="towns", answer_hours=hours, from_on=site.today - timedelta(days=90),
            source=f"滨工〔{site.today.year}〕9号",
        )  # fmt: skip
        chase.run_rule(actor=SYSTEM, rule=rule, at=site.at)


def _user(username: str) -> User:
    return User.objects.get(username=username)
