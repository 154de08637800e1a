"""Duty reports: figures that fill themselves, frozen when submitted, scored by the unit above."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.core.models import Notice
from wuli.base.people.tests.build import member
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import DutyReport
from wuli.programmes.campaigns.report_figures import lines_of
from wuli.programmes.campaigns.tests import build


@pytest.fixture
def report(federation: Any, officer: Any) -> DutyReport:
    """The report of the town's chair for this year, with one member in the records."""
    member(federation.union, name="李建华")
    recompute_all(build.today())
    return actions.begin_report(
        actor=officer, org=federation.town, post="chair", holder="陈主席",
        when=TimeRange.year(build.today().year), at=timezone.now(),
    )  # fmt: skip


def written(report: DutyReport, officer: Any) -> DutyReport:
    told = {"seen_version": DutyReport.objects.get(pk=report.pk).version, "done": "走访 36 家企业。"}
    return actions.write_report(actor=officer, report=report, **told)


def members_of(report: DutyReport, viewer: Any) -> Any:
    lines = {str(line.name): line for line in lines_of(report, viewer, build.today())}
    return next(line for name, line in lines.items() if name.startswith("会员"))


def test_a_report_goes_from_draft_to_archive_on_the_pages(
    federation: Any, officer: Any, county_officer: Any, client_for: Any
) -> None:
    below, above = client_for(officer), client_for(county_officer)
    recompute_all(build.today())
    told = {
        "org": str(federation.town.pk),
        "post": "chair",
        "holder": "陈主席",
        "when": str(build.today().year),
    }
    page = below.post("/campaigns/reports/begin/", told)["Location"]
    assert below.post("/campaigns/reports/begin/", told).status_code == 422  # never two
    assert below.post(f"{page}submit/").status_code == 422  # nothing written
    below.post(f"{page}write/", {"seen_version": 1, "done": "走访 36 家企业。"})
    below.post(f"{page}submit/")
    assert "评分" in above.get(page).content.decode()
    assert above.post(f"{page}score/", {"score": "101", "feedback": "好"}).status_code == 422
    above.post(f"{page}return/", {"feedback": "写具体些"})
    below.post(f"{page}write/", {"seen_version": 2, "done": "走访 36 家企业，解决 9 件。"})
    below.post(f"{page}submit/")
    above.post(f"{page}score/", {"score": "92.5", "feedback": "扎实"})
    above.post(f"{page}archive/")
    kept = DutyReport.objects.get()
    assert (kept.state, kept.score, kept.round) == ("archived", Decimal("92.5"), 2)
    assert Notice.objects.filter(user=officer, event="campaigns.report_scored").exists()
    assert "92.5" in below.get(page).content.decode()


def test_figures_live_while_it_is_written_and_frozen_once_submitted(
    federation: Any, officer: Any, report: DutyReport
) -> None:
    assert members_of(report, officer).value == 1
    member(federation.union, name="王建国")
    recompute_all(build.today())
    assert members_of(report, officer).value == 2
    sent = actions.submit_report(actor=officer, report=written(report, officer), at=timezone.now())
    member(federation.union, name="赵小兰")
    recompute_all(build.today())
    line = members_of(sent, officer)
    assert (line.value, line.now, line.frozen) == (2, 3, True)


def test_neither_the_author_nor_the_towns_own_officer_scores_it(
    report: DutyReport, officer: Any, colleague: Any, county_officer: Any
) -> None:
    sent = actions.submit_report(actor=officer, report=written(report, officer), at=timezone.now())
    told = {"report": sent, "score": Decimal(90), "feedback": "好", "at": timezone.now()}
    for user in [officer, colleague]:
        with pytest.raises(NotAllowed):
            actions.score_report(actor=user, **told)
    with pytest.raises(Invalid):
        actions.score_report(actor=county_officer, **told | {"feedback": " "})
    assert actions.score_report(actor=county_officer, **told).state == "scored"


def test_the_day_it_is_due_comes_from_the_dated_rule(report: DutyReport) -> None:
    assert report.due_on >= report.period_to + timedelta(days=10)


def test_neighbour_sees_no_report(report: DutyReport, neighbour: Any, client_for: Any) -> None:
    client = client_for(neighbour)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert "陈主席" not in client.get("/campaigns/reports/").content.decode()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE campaigns_dutyreport SET state = 'submitted'", "duty_report_submitted_on_a_day"),
        ("UPDATE campaigns_dutyreport SET period_to = period_from - 1", "duty_report_period_forward"),
        (
            "INSERT INTO campaigns_dutyreport (id, created_at, version, org_id, post, holder, author_id, "
            "period_from, period_to, due_on, done, problems, next_steps, state, round, feedback) "
            "SELECT gen_random_uuid(), now(), 1, org_id, post, 'x', author_id, period_from, period_to, "
            "due_on, '', '', '', 'draft', 0, '' FROM campaigns_dutyreport",
            "duty_report_once",
        ),
    ],
)
def test_the_database_keeps_one_report_a_post_and_period(
    report: DutyReport, statement: str, constraint: str
) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        cursor.execute(statement)


def test_reports_and_rules_light_up_the_line_of_duties_in_the_menu(
    federation: Any, officer: Any, client_for: Any
) -> None:
    pages = [
        "/campaigns/reports/",
        "/campaigns/rules/",
        build.report(federation.town, officer).get_absolute_url(),
    ]
    for address in pages:
        page = client_for(officer).get(address).content.decode()
        assert '<a class="i" href="/campaigns/duties/" aria-current="page">' in page, address
