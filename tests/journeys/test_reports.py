"""A report from its template to publication, in a browser: picked, previewed, reviewed, frozen, opened."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation, officer
from tests.reports.conftest import own_template
from wuli.base.people.tests.build import member
from wuli.mechanisms.figures.models import Report
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.tests.build import held_lecture

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_is_written_reviewed_and_published(
    walk: Callable[..., Any], federation: Federation, width: int
) -> None:
    held_lecture(federation.union, member(federation.union, "欧阳堃"))
    own_template(federation)
    recompute_all(timezone.localdate())
    at = walk(officer(federation.county, "周海燕"), width)
    page = at.go("/figures/reports/begin/")
    page.get_by_label("用哪个模板").select_option(label="讲座报告（年）")
    page.get_by_label("哪个单位的报告").select_option(value=str(federation.county.pk))
    at.click("开始", role="button")
    text = page.locator("textarea[name=text]")
    text.fill(text.input_value() + "\n另有")
    text.press("Control+End")
    page.get_by_label("查指标").fill("讲座到场")
    page.locator("[data-code='activities.lecture_attendances']").wait_for()
    page.locator("[data-code='activities.lecture_attendances']").click()
    page.locator("#preview").get_by_text("另有").wait_for()
    assert text.input_value().endswith("另有{{数字 activities.lecture_attendances}}")
    text.press_sequentially("{{数字 没有}}")
    page.locator("#preview").get_by_text("没有叫“没有”的指标").wait_for()
    at.look()
    text.fill(text.input_value().removesuffix("{{数字 没有}}"))
    at.click("存下", role="button")
    at.click("送审", role="button")
    at.look()
    report = Report.objects.get()
    other = walk(officer(federation.county, "许红", role="chair"), width)
    page = other.go(f"/figures/reports/{report.pk}/")
    other.click("发布", role="button")
    page.get_by_text("数字冻结于").wait_for()
    page.get_by_role("link", name="1 场").first.click()
    page.get_by_text("现在数，还是这个数").wait_for()
    other.look()
