"""From a planned lecture to the figure in the annual report that opens to it: the line through the house."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation, officer
from wuli.base.people.tests.build import member
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.models import Session
from wuli.programmes.activities.tests.build import lecture

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lecture_becomes_a_figure_that_opens_to_it(
    walk: Callable[..., Any], federation: Federation, width: int
) -> None:
    member(federation.union, "欧阳堃")
    at = walk(officer(federation.county, "周海燕"), width)
    page = at.go("/activities/plan/")
    page.get_by_label("举办单位").select_option(label=str(federation.town))
    page.get_by_label("题目").fill("激光切割参数选择")
    page.get_by_label("地点").fill("职工之家")
    page.get_by_label("日期").fill(timezone.localdate().isoformat())
    page.get_by_label("开始时间").fill("00:05")
    page.get_by_label("结束时间").fill("01:30")
    at.click("存下", role="button")
    at.click("开始签到", role="button")
    page.get_by_label("姓名").fill("oyk")
    at.click("查", role="button")
    page.get_by_role("button", name="给 欧阳堃 签到").click()
    page.get_by_text("欧阳堃 签到了").wait_for()
    session = Session.objects.get()
    at.go(f"/activities/{session.pk}/")
    at.click("办完了，记为已举办", role="button")
    recompute_all(timezone.localdate())
    at.go(f"/figures/reports/live/?org={federation.county.pk}")
    page.get_by_role("link", name="1 场").first.click()
    page.get_by_role("link", name="激光切割参数选择").first.wait_for()
    at.look()


def test_a_cancelled_lecture_tells_its_reason(
    walk: Callable[..., Any], federation: Federation, width: int
) -> None:
    session = lecture(federation.town, starts_at=timezone.now() + timedelta(days=1))
    at = walk(officer(federation.town, "陈明"), width)
    page = at.go(f"/activities/{session.pk}/cancel/")
    at.click("取消这一场", role="button")
    assert page.get_by_text("还没填").first.is_visible()
    page.get_by_label("为什么取消").fill("主讲人有会，改到下月")
    at.click("取消这一场", role="button")
    assert page.get_by_text("改到下月").first.is_visible()
