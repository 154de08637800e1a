"""What officers and neighbours see of tasks: lists, search, export, figures, API."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests import people
from wuli.base.core.actions import SYSTEM
from wuli.base.core.figures import INDICATORS
from wuli.mechanisms.figures.reading import figure_at
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns.models import Paper, Task
from wuli.programmes.campaigns.tests import build


def test_neighbour_sees_no_task_anywhere(
    federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    task = build.handed_in(build.task(federation.town, officer, title="只在本镇"))
    client = client_for(neighbour)
    for address in ["/campaigns/", "/search/?q=只在本镇"]:
        assert "只在本镇</" not in client.get(address).content.decode()
    assert client.get(task.get_absolute_url()).status_code == 404
    assert client.post(f"{task.get_absolute_url()}accept/").status_code == 404
    assert client.get(Paper.objects.get().file.url).status_code == 404
    assert client_for(officer).get(Paper.objects.get().file.url).status_code == 200


def test_a_list_asks_the_same_for_one_and_for_many(
    federation: Any, officer: Any, client_for: Any, queries: Any
) -> None:
    client = client_for(officer)
    build.task(federation.town, officer)
    client.get("/campaigns/")
    with queries() as one:
        client.get("/campaigns/")
    for _ in range(20):
        build.task(federation.town, officer)
    with queries() as many:
        client.get("/campaigns/")
    assert len(many) == len(one)


def test_the_list_is_narrowed_and_exported_alike(federation: Any, officer: Any, client_for: Any) -> None:
    build.late_task(federation.town, officer, title="逾期的那件")
    build.task(federation.town, officer, title="还早的那件")
    client = client_for(officer)
    page = client.get("/campaigns/?whose=late").content.decode()
    assert "逾期的那件" in page
    assert "还早的那件" not in page
    raw = b"".join(client.get("/campaigns/export/?whose=late").streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(raw)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["任务", "逾期的那件"]


def test_tasks_are_counted_by_day_and_unit(federation: Any, officer: Any) -> None:
    build.late_task(federation.town, officer)
    build.handed_in(build.task(federation.town, officer, days=0))
    recompute_all(build.today())
    year = TimeRange.days(build.today().replace(day=1), build.today())

    def value(code: str) -> Any:
        return figure_at(INDICATORS[code], federation.county, year, SYSTEM).value

    due = Task.objects.filter(due_on__gte=year.start).count()
    assert value("campaigns.tasks_due") == due
    assert value("campaigns.tasks_in_time") == 1
    assert value("campaigns.tasks_late") == 1


def test_a_task_goes_its_way_over_the_api(federation: Any, officer: Any, api_for: Any) -> None:
    api = api_for(officer)
    told = {"org_id": str(federation.town.pk), "title": "接口来的", "due_on": build.today()}
    made = api.post("/api/v1/campaigns/tasks", told)
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert api.post(f"/api/v1/campaigns/tasks/{key}/progress", {"words": "在办"}).status_code == 201
    refused = api.post(f"/api/v1/campaigns/tasks/{key}/hand-in", {"words": "好了"})
    assert (refused.status_code, refused.json()["code"]) == (422, "campaigns.no_evidence")
    build.with_paper(Task.objects.get())
    assert api.post(f"/api/v1/campaigns/tasks/{key}/hand-in", {"words": "好了"}).json()["state"] == "done"
    notes = api.get(f"/api/v1/campaigns/tasks/{key}/notes").json()
    assert {note["kind"] for note in notes["results"]} == {"given", "progress", "handed_in"}
    assert timezone.localdate().isoformat() == api.get(f"/api/v1/campaigns/tasks/{key}").json()["ended_on"]


def test_who_may_give_and_plan_nothing_finds_no_form_for_it(federation: Any, client_for: Any) -> None:
    client = client_for(people.officer(federation.county, "看数", role="leader"))
    for address in ["tasks/give/", "plans/new/campaign/", "rules/draft/", "reports/begin/"]:
        assert client.get(f"/campaigns/{address}").status_code == 404, address


def test_a_field_to_choose_in_shows_whom_it_holds(federation: Any, officer: Any, client_for: Any) -> None:
    client = client_for(officer)
    task = build.task(federation.town, officer, asked_by=federation.town)
    assert f'value="{officer.name}"' in client.get(f"{task.get_absolute_url()}correct/").content.decode()
    asked = client.get(f"/campaigns/tasks/give/?org={federation.town.pk}").content.decode()
    assert f'value="{federation.town.name}"' in asked
