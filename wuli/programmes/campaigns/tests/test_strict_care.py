"""Strict care: nobody outside its own list learns that it exists, the chair included."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from tests import people
from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid, Missing, NotAllowed
from wuli.base.core.figures import INDICATORS
from wuli.base.core.models import AuditEntry, Notice
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns import actions
from wuli.programmes.campaigns.models import Paper, Plan, PlanOpening, Task
from wuli.programmes.campaigns.tests import build

TITLE = "司法规范提升年专项"


@pytest.fixture
def inspector(federation: Any) -> Any:
    """纪, discipline officer of the county, who draws it up."""
    return people.officer(federation.county, "纪正", role="discipline")


@pytest.fixture
def strict(federation: Any, inspector: Any) -> Plan:
    """A strict-care plan with one task, on whose list only 纪 stands."""
    plan = actions.draw_up_plan(
        actor=inspector, org=federation.county, kind="strict_care", title=TITLE, lead=inspector,
        starts_on=build.today(), ends_on=build.today() + timedelta(days=90),
    )  # fmt: skip
    actions.start_plan(actor=inspector, plan=plan, at=timezone.now())
    told = {"title": "查办案车辆", "due_on": build.today() + timedelta(days=3), "at": timezone.now()}
    actions.give_task(actor=inspector, org=federation.county, owner=inspector, plan=plan, **told)
    return plan


def test_neither_chair_nor_officer_of_the_unit_learns_of_it(
    federation: Any, strict: Plan, county_officer: Any, client_for: Any, api_for: Any
) -> None:
    task = Task.objects.get()
    chair = people.officer(federation.county, "赵主席", role="chair")
    for user in [chair, county_officer]:
        client = client_for(user)
        pages = ["/campaigns/", "/campaigns/plans/", f"/search/?q={TITLE[:4]}", "/search/?q=查办案", "/desk/"]
        pages += ["/audit/", "/campaigns/plans/export/", "/campaigns/export/"]
        for address in pages:
            page = client.get(address)
            body = b"".join(page.streaming_content) if page.streaming else page.content
            assert TITLE not in body.decode(errors="replace").replace(f'value="{TITLE[:4]}"', "")
            assert "查办案车辆" not in body.decode(errors="replace")
            assert address == "/audit/" or "从严" not in body.decode(errors="replace")
        for address in [strict.get_absolute_url(), task.get_absolute_url()]:
            assert client.get(address).status_code == 404
        assert str(task.pk) not in api_for(user).get("/api/v1/campaigns/tasks").content.decode()
    with pytest.raises(Missing):
        actions.open_plan(
            actor=people.officer(federation.county, "钱纪", role="discipline"), plan=strict, purpose="x",
            at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.open_plan(actor=chair, plan=strict, purpose="x", at=timezone.now())


def test_the_list_alone_opens_nothing(
    federation: Any, strict: Plan, inspector: Any, county_officer: Any
) -> None:
    with pytest.raises(actions.LacksStrict):
        actions.name_for_plan(
            actor=inspector, plan=strict, user=county_officer, reason="分管", at=timezone.now()
        )


def test_one_signs_with_a_purpose_before_it_opens(strict: Plan, inspector: Any, client_for: Any) -> None:
    client = client_for(inspector)
    door = client.get(strict.get_absolute_url()).content.decode()
    assert "打开前留名" in door
    assert "查办案车辆" not in door
    assert "查办案车辆" not in client.get(Task.objects.get().get_absolute_url()).content.decode()
    assert client.post(f"{strict.get_absolute_url()}open/", {"purpose": " "}).status_code == 422
    client.post(f"{strict.get_absolute_url()}open/", {"purpose": "月度检查"})
    page = client.get(strict.get_absolute_url()).content.decode()
    assert "查办案车辆" in page
    assert "月度检查" in page
    assert client.get(Task.objects.get().get_absolute_url()).status_code == 200


def test_after_half_an_hour_one_signs_again(strict: Plan, inspector: Any) -> None:
    at = timezone.now() - timedelta(minutes=31)
    actions.open_plan(actor=inspector, plan=strict, purpose="检查", at=at)
    assert not actions.is_open_to(inspector, strict, timezone.now())


def test_whoever_is_taken_off_the_list_knows_nothing_more(
    federation: Any, strict: Plan, inspector: Any, client_for: Any
) -> None:
    second = people.officer(federation.county, "钱纪", role="discipline")
    assert client_for(second).get(strict.get_absolute_url()).status_code == 404
    told = {"actor": inspector, "at": timezone.now()}
    access = actions.name_for_plan(plan=strict, user=second, reason="协助", **told)
    assert client_for(second).get(strict.get_absolute_url()).status_code == 200
    actions.unname_for_plan(access=access, **told)
    assert client_for(second).get(strict.get_absolute_url()).status_code == 404
    own = strict.access.get(user=inspector)
    with pytest.raises(actions.LastOnTheList):
        actions.unname_for_plan(access=own, **told)


def test_its_work_goes_only_to_those_on_the_list_and_notices_name_nothing(
    federation: Any, strict: Plan, inspector: Any, county_officer: Any
) -> None:
    told = {"actor": inspector, "org": federation.county, "plan": strict, "title": "查公务接待"}
    told |= {"due_on": build.today(), "at": timezone.now()}
    with pytest.raises(actions.NotOnTheList):
        actions.give_task(owner=county_officer, **told)
    second = people.officer(federation.county, "钱纪", role="discipline")
    actions.name_for_plan(actor=inspector, plan=strict, user=second, reason="协助", at=timezone.now())
    actions.give_task(owner=second, **told)
    assert "查公务接待" not in str(Notice.objects.get(user=second).params)


def test_its_papers_open_only_behind_the_signed_door(strict: Plan, inspector: Any, client_for: Any) -> None:
    build.with_paper(Task.objects.get())
    paper = Paper.objects.get()
    client = client_for(inspector)
    assert client.get(paper.file.url).status_code == 404
    actions.open_plan(actor=inspector, plan=strict, purpose="看照片", at=timezone.now())
    assert client.get(paper.file.url).status_code == 200


def test_its_lead_is_somebody_who_can_open_it(
    federation: Any, strict: Plan, inspector: Any, county_officer: Any
) -> None:
    dates = {"starts_on": build.today(), "ends_on": build.today()}
    told = {"actor": inspector, "org": federation.county, "kind": "strict_care", "title": "又一件"} | dates
    with pytest.raises(actions.LacksStrict):
        actions.draw_up_plan(lead=county_officer, **told)
    second = people.officer(federation.county, "钱纪", role="discipline")
    told = {"actor": inspector, "plan": strict, "seen_version": strict.version, "title": TITLE} | dates
    with pytest.raises(actions.NotOnTheList):
        actions.correct_plan(lead=second, **told)


def test_it_is_in_no_figure_and_in_no_units_audit(federation: Any, strict: Plan) -> None:
    recompute_all(build.today())
    month = TimeRange.days(build.today(), build.today() + timedelta(days=9))
    for code in ["campaigns.plans", "campaigns.tasks_due"]:
        assert figure_at(INDICATORS[code], federation.county, month, SYSTEM).value == 0
    county = str(federation.county.pk)
    kept = AuditEntry.objects.filter(metadata__action__startswith="campaigns.")
    assert kept.exists()
    assert not kept.filter(metadata__org=county).exists()


def test_an_empty_purpose_is_refused_and_openings_are_never_rewritten(strict: Plan, inspector: Any) -> None:
    with pytest.raises(Invalid):
        actions.open_plan(actor=inspector, plan=strict, purpose="", at=timezone.now())
    actions.open_plan(actor=inspector, plan=strict, purpose="检查", at=timezone.now())
    with connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            cursor.execute("DELETE FROM campaigns_planopening")
        with pytest.raises(IntegrityError, match="plan_strict_is_secluded"), transaction.atomic():
            cursor.execute("UPDATE campaigns_plan SET secluded = false")
    assert PlanOpening.objects.count() == 1
