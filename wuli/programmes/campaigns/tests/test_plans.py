"""Campaigns, plans over years, projects and research from drawing up to their end."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.core.figures import INDICATORS
from wuli.base.people.tests.build import member
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns import actions, progress
from wuli.programmes.campaigns.kind import KINDS, Need, PlanKind, StageKind, declare
from wuli.programmes.campaigns.models import Draft, Milestone, Plan, Task
from wuli.programmes.campaigns.tests import build


def test_an_officer_draws_a_campaign_up_and_starts_it_on_the_page(
    federation: Any, county_officer: Any, client_for: Any
) -> None:
    client = client_for(county_officer)
    told = {
        "title": "新业态入会", "org": str(federation.county.pk), "lead": str(county_officer.pk),
        "starts_on": "2026-09-01", "ends_on": "2026-12-31", "indicator": "people.members", "wanted": "100",
    }  # fmt: skip
    page = client.post("/campaigns/plans/new/campaign/", told)
    plan = Plan.objects.get()
    assert page["Location"] == plan.get_absolute_url()
    assert [stage.code for stage in plan.stages.all()] == [s.code for s in KINDS["campaign"].stages]
    client.post(f"{plan.get_absolute_url()}start/")
    assert client.post(f"{plan.get_absolute_url()}start/").status_code == 409  # pressed twice
    assert Plan.objects.get().state == "running"
    assert "会议发动" in client.get(plan.get_absolute_url()).content.decode()


def test_days_the_wrong_way_round_and_unknown_figures_are_told_under_their_fields(
    federation: Any, county_officer: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.draw_up_plan(
            actor=county_officer, org=federation.county, kind="campaign", title="x", lead=county_officer,
            starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 1), indicator="no.such",
        )  # fmt: skip
    assert set(refused.value.fields) == {"ends_on", "indicator"}


def test_a_campaign_goes_from_kick_off_to_acceptance(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    plan = build.plan(federation.county, county_officer, indicator="people.members", wanted=Decimal(10))
    above, below = client_for(county_officer), client_for(officer)
    address = plan.get_absolute_url()
    refused = above.post(f"{address}finish/", {"words": ""})
    assert (refused.status_code, Plan.objects.get().stage) == (422, "kick_off")
    assert "还没有开过会" in refused.content.decode()
    build.held_meeting(plan)
    above.post(f"{address}finish/", {"words": "开了会"})
    town = federation.town.pk
    above.post(f"{address}split/", {
        "title": "发展会员", "due_on": build.today() + timedelta(days=30), f"on-{town}": "on",
        f"wanted-{town}": "4",
    })  # fmt: skip
    task = Task.objects.get()
    assert (task.owner, task.wanted, task.plan) == (officer, Decimal(4), plan)
    above.post(f"{address}finish/", {"words": ""})
    below.post(f"{task.get_absolute_url()}progress/", {"words": "谈了两家站点"})
    above.post(f"{address}finish/", {"words": ""})
    assert above.post(f"{address}finish/", {"words": ""}).status_code == 422  # nothing was checked yet
    above.post(f"{task.get_absolute_url()}check/", {"words": "现场看了八巨站"})
    above.post(f"{address}finish/", {"words": ""})
    assert above.post(f"{address}finish/", {"words": ""}).status_code == 422  # not accepted yet
    below.post(f"{task.get_absolute_url()}hand-in/", {"words": "发展 4 人"})  # its figure is the evidence
    above.post(f"{task.get_absolute_url()}accept/", {"words": ""})
    above.post(f"{address}finish/", {"words": "验收了"})
    above.post(f"{address}close/")
    assert Plan.objects.get().state == "closed"


def test_progress_of_a_unit_is_read_from_records_and_opens_to_them(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    plan = build.plan(federation.county, county_officer, indicator="people.members", wanted=Decimal(10))
    parts = [(federation.town, Decimal(4))]
    told = {"title": "发展会员", "due_on": build.today(), "at": timezone.now()}
    actions.split_plan(actor=county_officer, plan=plan, parts=parts, **told)
    for name, days in [("李建华", 300), ("王建国", 300), ("赵小兰", 3)]:
        member(federation.union, name=name, joined_on=build.today() - timedelta(days=days))
    recompute_all(build.today())
    (line,) = progress.unit_lines(plan, county_officer, timezone.now())
    assert (line.reached.one.actual, line.reached.share, line.reached.one.missing) == (3, Decimal("0.75"), 1)
    assert (line.reached.one.change, line.reached.one.pace) == (1, "behind")
    client = client_for(county_officer)
    page = client.get(plan.get_absolute_url()).content.decode().replace("&amp;", "&")
    assert line.reached.url in page
    assert ">+1</td>" in page  # the change of a week
    assert line.reached.url.startswith(f"/figures/at/{federation.town.pk}/people.members/?period=")


def test_a_split_is_all_or_nothing_and_names_who_has_nobody(
    federation: Any, county_officer: Any, officer: Any
) -> None:
    plan = build.plan(federation.county, county_officer)
    told = {
        "actor": county_officer,
        "plan": plan,
        "title": "x",
        "due_on": build.today(),
        "at": timezone.now(),
    }
    with pytest.raises(actions.UnitsWithoutOfficer, match=str(federation.other_town)):
        actions.split_plan(parts=[(federation.town, None), (federation.other_town, None)], **told)
    assert not Task.objects.exists()
    actions.split_plan(parts=[(federation.town, None)], **told)
    with pytest.raises(actions.SplitAlready):
        actions.split_plan(parts=[(federation.town, None)], **told)


def test_a_town_draws_up_nothing_for_the_county_and_does_not_see_its_plans(
    federation: Any, county_officer: Any, officer: Any, client_for: Any
) -> None:
    plan = build.plan(federation.county, county_officer, title="只在县里")
    assert "只在县里" not in client_for(officer).get("/campaigns/plans/").content.decode()
    assert client_for(officer).get(plan.get_absolute_url()).status_code == 404
    with pytest.raises(NotAllowed):
        actions.start_plan(actor=officer, plan=plan, at=timezone.now())


def test_stages_end_in_order_also_in_raw_sql(federation: Any, county_officer: Any) -> None:
    plan = build.plan(federation.county, county_officer, "five_year")
    with pytest.raises(actions.StageOutOfOrder):
        actions.finish_stage(actor=county_officer, plan=plan, code="yearly", words="", at=timezone.now())
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="an earlier stage"):
        cursor.execute("UPDATE campaigns_stage SET ended_on = now() WHERE code = 'yearly'")


def test_a_stage_gets_its_day_on_the_page_and_is_late_after_it(
    federation: Any, county_officer: Any, client_for: Any
) -> None:
    plan = build.plan(federation.county, county_officer)
    client, address = client_for(county_officer), plan.get_absolute_url()
    yesterday = build.today() - timedelta(days=1)
    assert client.post(f"{address}date/", {"code": "kick_off", "due_on": yesterday}).status_code == 303
    assert '<li class="late"' in client.get(address).content.decode()
    assert client.post(f"{address}date/", {"code": "nothing", "due_on": yesterday}).status_code == 422
    assert client.post(f"{address}date/", {"code": "kick_off", "due_on": ""}).status_code == 303
    assert '<li class="late"' not in client.get(address).content.decode()


def test_a_plan_with_open_stages_does_not_end(federation: Any, county_officer: Any) -> None:
    plan = build.plan(federation.county, county_officer)
    with pytest.raises(actions.StagesOpen, match="5"):
        actions.close_plan(actor=county_officer, plan=plan, at=timezone.now())


def test_milestones_are_read_year_by_year(federation: Any, county_officer: Any) -> None:
    plan = build.plan(federation.county, county_officer, "five_year", title="江海五一工匠五年规划")
    last = date(build.today().year, 12, 31)
    told = {"indicator": "people.members", "wanted": Decimal(4)}
    reached = actions.add_milestone(actor=county_officer, plan=plan, title="今年", due_on=last, **told)
    member(federation.union)
    recompute_all(build.today())
    [(milestone, number)] = progress.milestone_lines(plan, county_officer, build.today())
    assert (milestone, number.one.actual, number.share) == (reached, 1, Decimal("0.25"))
    with pytest.raises(Invalid):
        actions.add_milestone(
            actor=county_officer, plan=plan, title="x", due_on=last, indicator="people.members"
        )
    actions.reach_milestone(actor=county_officer, milestone=reached, words="到年底补上", at=timezone.now())
    assert Milestone.objects.get().ended_on == build.today()


def test_several_evaluators_give_points_and_the_lead_does_not(
    federation: Any, county_officer: Any, evaluator: Any, client_for: Any
) -> None:
    plan = build.finish(build.plan(federation.county, county_officer, "project"), "apply")
    points = {"original": 20, "effect": 30, "spread": 20}
    told = {"plan": plan, "stage": "select", "at": timezone.now()}
    with pytest.raises(actions.OwnPlan):
        actions.evaluate_plan(actor=county_officer, points=points, **told)
    with pytest.raises(Invalid) as refused:
        actions.evaluate_plan(actor=evaluator, points=points | {"effect": 41}, **told)
    assert set(refused.value.fields) == {"effect"}
    page = client_for(evaluator).post(f"{plan.get_absolute_url()}evaluate/", points | {"words": "思路新"})
    assert page.status_code == 303
    with pytest.raises(actions.JudgedAlready):
        actions.evaluate_plan(actor=evaluator, points=points, **told)
    assert progress.mean_scores([plan])[plan.pk] == (Decimal("70.0"), 1)
    assert "70.0" in client_for(evaluator).get("/campaigns/plans/gallery/").content.decode()


def test_a_report_goes_through_versions_until_one_is_final(
    federation: Any, county_officer: Any, evaluator: Any, client_for: Any
) -> None:
    plan = build.finish(build.plan(federation.county, county_officer, "research"), "plan", "field")
    writer, judge = client_for(county_officer), client_for(evaluator)
    writer.post(f"{plan.get_absolute_url()}draft/", {"upload": build.paper(), "words": "初稿"})
    draft = Draft.objects.get()
    with pytest.raises(actions.DraftWaiting):
        actions.submit_draft(actor=county_officer, plan=plan, upload=build.paper(), at=timezone.now())
    with pytest.raises(actions.OwnPlan):
        actions.judge_draft(actor=county_officer, draft=draft, passed=True, words="", at=timezone.now())
    assert judge.post(f"/campaigns/drafts/{draft.pk}/return/", {"words": ""}).status_code == 422
    judge.post(f"/campaigns/drafts/{draft.pk}/return/", {"words": "补数据来源"})
    assert writer.post(f"{plan.get_absolute_url()}finish/", {"words": ""}).status_code == 422
    writer.post(f"{plan.get_absolute_url()}draft/", {"upload": build.paper("二稿.pdf"), "words": "补了"})
    judge.post(f"/campaigns/drafts/{Draft.objects.get(number=2).pk}/pass/", {"words": ""})
    writer.post(f"{plan.get_absolute_url()}finish/", {"words": ""})
    assert Plan.objects.get().stage == "done"


def test_running_projects_are_counted_by_stage(federation: Any, county_officer: Any) -> None:
    build.finish(build.plan(federation.county, county_officer, "project"), "apply")
    build.plan(federation.county, county_officer, "project", started=False)
    recompute_all(build.today())
    month, projects = TimeRange.month(build.today()), INDICATORS["campaigns.projects"]
    assert figure_at(projects, federation.county, month, SYSTEM).value == 1
    part = figure_at(projects, federation.county, month, SYSTEM, dimension=("stage", "select"))
    assert part.value == 1


def test_a_page_of_many_units_asks_no_more_than_that_of_one(
    federation: Any, county_officer: Any, officer: Any, neighbour: Any, client_for: Any, queries: Any
) -> None:
    plan = build.plan(federation.county, county_officer, indicator="people.members")
    told = {
        "actor": county_officer,
        "plan": plan,
        "title": "x",
        "due_on": build.today(),
        "at": timezone.now(),
    }
    client = client_for(county_officer)
    actions.split_plan(parts=[(federation.town, Decimal(1))], **told)
    client.get(plan.get_absolute_url())
    with queries() as one:
        client.get(plan.get_absolute_url())
    actions.split_plan(parts=[(federation.other_town, Decimal(1))], **told)
    with queries() as two:
        client.get(plan.get_absolute_url())
    assert len(two) == len(one)


def test_a_kind_whose_stage_needs_what_it_lacks_does_not_start() -> None:
    stage = StageKind("talk", "会商", Need.MEETING)
    with pytest.raises(ValueError, match="does not have"):
        declare(PlanKind("broken", "X", "坏", "坏的", "", (stage,)))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE campaigns_plan SET ends_on = starts_on - 1", "plan_ends_after_start"),
        ("UPDATE campaigns_plan SET secluded = true", "plan_strict_is_secluded"),
        ("UPDATE campaigns_plan SET started_on = NULL", "plan_started_on_a_day"),
        ("UPDATE campaigns_stage SET code = 'x' WHERE number < 3", "stage_once"),
        ("UPDATE campaigns_stage SET number = 1", "stage_number_once"),
        ("UPDATE campaigns_milestone SET wanted = NULL", "milestone_number_whole"),
        ("UPDATE campaigns_milestone SET since = due_on + 1", "milestone_since_before_due"),
    ],
)
def test_the_database_keeps_plans_whole(
    federation: Any, county_officer: Any, statement: str, constraint: str
) -> None:
    plan = build.plan(federation.county, county_officer, "five_year")
    told = {"indicator": "people.members", "wanted": Decimal(4)}
    actions.add_milestone(actor=SYSTEM, plan=plan, title="今年", due_on=build.today(), **told)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        cursor.execute(statement)


def test_the_database_gives_a_paper_one_owner_and_a_report_one_final_version(
    federation: Any, county_officer: Any
) -> None:
    plan = build.plan(federation.county, county_officer, "research")
    for _ in range(2):
        draft = actions.submit_draft(actor=SYSTEM, plan=plan, upload=build.paper(), at=timezone.now())
        actions.judge_draft(actor=SYSTEM, draft=draft, passed=False, words="改", at=timezone.now())
    with connection.cursor() as cursor:
        for statement, constraint in [
            ("UPDATE campaigns_paper SET plan_id = %s", "paper_belongs_to_one"),
            ("UPDATE campaigns_draft SET number = 1 WHERE plan_id = %s", "draft_number_once"),
        ]:
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                cursor.execute(statement, [plan.pk])


def test_a_campaign_is_split_and_read_over_the_api(
    federation: Any, county_officer: Any, officer: Any, api_for: Any
) -> None:
    api = api_for(county_officer)
    told = {
        "org_id": str(federation.county.pk), "kind": "campaign", "title": "接口行动",
        "indicator": "people.members", "lead_id": str(county_officer.pk), "starts_on": build.today(),
        "ends_on": build.today(), "wanted": 5,
    }  # fmt: skip
    key = api.post("/api/v1/campaigns/plans", told).json()["id"]
    address = f"/api/v1/campaigns/plans/{key}"
    assert api.post(f"{address}/start").json()["state"] == "running"
    part = {"org_id": str(federation.town.pk), "wanted": 2}
    split = {"title": "发展会员", "due_on": build.today(), "parts": [part]}
    assert api.post(f"{address}/split", split).status_code == 201
    [unit] = api.get(f"{address}/units").json()
    assert (unit["org"], unit["owner"], float(unit["wanted"])) == (federation.town.name, "陈明", 2.0)
    assert api.post(f"{address}/finish", {"code": "kick_off"}).json()["code"] == "campaigns.stage_needs"
    assert [stage["code"] for stage in api.get(f"{address}/stages").json()][:2] == ["kick_off", "split"]
    strange = split | {"parts": [{"org_id": str(federation.county.pk)[:-1] + "0"}]}
    assert api.post(f"{address}/split", strange).status_code == 404
