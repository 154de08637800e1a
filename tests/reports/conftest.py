"""Writer, reviewer and reader of reports, and a federation in which something was done."""

from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation, officer
from wuli.base.core.actions import SYSTEM
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.actions.reports import begin_report, publish_report, submit_report
from wuli.mechanisms.figures.actions.templates import load_templates, write_template
from wuli.mechanisms.figures.models import Report, ReportTemplate
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.tests import build

TODAY = timezone.localdate()
LECTURES = "activities.technology_lectures"
TEXT = """# {{单位}}工作报告

## 讲座

举办讲座{{数字 activities.technology_lectures 量词=场}}，到场{{数字 activities.lecture_attendances}}。
"""


@pytest.fixture
def writer(federation: Federation) -> Any:
    """周海燕 of the county, who writes."""
    return officer(federation.county, "周海燕")


@pytest.fixture
def reviewer(federation: Federation) -> Any:
    """吴建国, chair of the county, who reviews."""
    return officer(federation.county, "吴建国", role="chair")


@pytest.fixture
def leader(federation: Federation) -> Any:
    """王志明, who only reads figures."""
    return officer(federation.county, "王志明", role="leader")


@pytest.fixture
def lectured(federation: Federation) -> Federation:
    """Two lectures in two towns, three attendances of two persons."""
    someone, other = people.member(federation.union), people.member(federation.other_union, "欧阳堃")
    build.held_lecture(federation.union, someone, other)
    build.held_lecture(federation.other_union, someone, title="第二场")
    recompute_all(TODAY)
    return federation


@pytest.fixture
def template(federation: Federation) -> ReportTemplate:
    """A template of the county for the county and its towns."""
    return own_template(federation)


def own_template(federation: Federation, text: str = TEXT, **more: Any) -> ReportTemplate:
    told = {"title": "讲座报告", "kinds": ["X", "T", "3"], "length": "year", "text": text} | more
    return write_template(actor=SYSTEM, org=federation.county, at=timezone.now(), **told)


def shipped_template(code: str) -> ReportTemplate:
    load_templates(actor=SYSTEM, at=timezone.now())
    return ReportTemplate.objects.get(code=code)


def draft(writer: Any, org: Any, template: ReportTemplate, period: str = "") -> Report:
    """A report begun by `writer` for this year."""
    told = {"org": org, "template": template, "period": period or str(TODAY.year)}
    return begin_report(actor=writer, at=timezone.now(), **told)


def in_review(writer: Any, org: Any, template: ReportTemplate, period: str = "") -> Report:
    """A report that waits for its reviewer."""
    return submit_report(actor=writer, report=draft(writer, org, template, period), at=timezone.now())


def published(writer: Any, reviewer: Any, org: Any, template: ReportTemplate, period: str = "") -> Report:
    """A published report."""
    report = in_review(writer, org, template, period)
    return publish_report(actor=reviewer, report=report, at=timezone.now())
