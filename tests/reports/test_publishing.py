"""A report with many rows behind it is published by a job, once."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.people import Federation, client_for, officer
from tests.reports.conftest import in_review
from wuli.base.core.jobs import run_job
from wuli.base.core.models.jobs import Job
from wuli.mechanisms.figures.actions.reports import publish_report
from wuli.mechanisms.figures.models import FrozenFigure, Report, ReportTemplate
from wuli.mechanisms.figures.reports import publishing


@pytest.fixture(autouse=True)
def _all_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "AT_ONCE", 0)


@pytest.fixture
def report(lectured: Federation, writer: Any, template: ReportTemplate) -> Report:
    """A report that waits for its reviewer."""
    return in_review(writer, lectured.county, template)


def publish(client: Client, report: Report) -> Any:
    """Press the button."""
    return client.post(f"{report.get_absolute_url()}step/publish/")


def test_a_job_freezes_what_was_asked_for_and_the_page_says_so_meanwhile(
    report: Report, reviewer: Any, writer: Any
) -> None:
    client = client_for(reviewer)
    answer = publish(client, report)
    job = Job.objects.get(kind="figures.publish_report")
    assert answer["Location"] == job.get_absolute_url()
    assert (report.org_id, report.title) == (job.org_id, job.about)
    page = client.get(report.get_absolute_url()).content.decode()
    assert f"{reviewer.name}正在发布这份报告" in page
    assert job.get_absolute_url() in page
    assert "step/publish/" not in page
    assert job.get_absolute_url() not in client_for(writer).get(report.get_absolute_url()).content.decode()
    run_job(job.pk)
    job.refresh_from_db()
    report.refresh_from_db()
    assert (job.state, report.state, report.published_by) == ("done", "published", reviewer)
    assert FrozenFigure.objects.count() == report.figures.count() == 2
    assert "正在发布" not in client.get(report.get_absolute_url()).content.decode()


def test_pressed_twice_is_one_job_and_somebody_else_is_told(
    report: Report, reviewer: Any, lectured: Federation
) -> None:
    client = client_for(reviewer)
    assert publish(client, report)["Location"] == publish(client, report)["Location"]
    refused = publish(client_for(officer(lectured.county, "再来")), report)
    assert refused.status_code == 409
    assert f"{reviewer.name}正在发布这份报告" in refused.content.decode()


def test_a_job_done_twice_publishes_once_and_one_that_comes_late_says_why(
    report: Report, reviewer: Any, lectured: Federation
) -> None:
    publish(client_for(reviewer), report)
    job = Job.objects.get()
    publish_report(actor=officer(lectured.county, "再来"), report=report, at=timezone.now())
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "figures.already_published")
    assert FrozenFigure.objects.count() == 2
    Job.objects.filter(pk=job.pk).update(owner=Report.objects.get(pk=report.pk).published_by)
    job.move_to("queued")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done"
    assert FrozenFigure.objects.count() == 2


def test_it_tells_how_many_figures_are_frozen(report: Report, reviewer: Any) -> None:
    heard: list[int] = []
    publish_report(actor=reviewer, report=report, at=timezone.now(), tell=heard.append)
    assert heard == [1, 2]


def test_what_can_be_known_beforehand_is_said_at_once(report: Report, writer: Any) -> None:
    refused = publish(client_for(writer), report)
    assert refused.status_code == 422
    assert not Job.objects.exists()


def test_the_api_answers_with_the_job(report: Report, reviewer: Any, api_for: Any) -> None:
    answer = api_for(reviewer).post(f"/api/v1/figures/reports/{report.pk}/steps/publish", {})
    assert (answer.status_code, answer.json()["kind"]) == (202, "figures.publish_report")
    run_job(answer.json()["id"])
    assert Report.objects.get(pk=report.pk).state == "published"
