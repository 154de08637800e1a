"""Targets, progress and supervision over the API."""

from typing import Any

import pytest

from tests.people import ApiClient, Federation
from tests.people import officer as officer_at
from tests.targets import build
from wuli.mechanisms.figures.models import Target


@pytest.fixture
def county(federation: Federation) -> ApiClient:
    return ApiClient(officer_at(federation.county, "赵县", username="zhaoxian"))


def told(federation: Federation, **other: Any) -> dict[str, Any]:
    return {
        "indicator": build.LECTURES, "org_id": federation.county.pk, "period": build.this_year().code,
        "value": 50, "document_no": "滨工〔2026〕5号",
    } | other  # fmt: skip


def test_a_target_is_set_split_and_argued_about(
    county: ApiClient, federation: Federation, officer: Any
) -> None:
    made = county.post("/api/v1/figures/targets", told(federation))
    assert made.status_code == 201
    target = made.json()
    assert (target["state"], target["period"], float(target["value"])) == ("in_force", "2026", 50)
    again = county.post("/api/v1/figures/targets", told(federation, value=60))
    assert (again.status_code, again.json()["code"]) == (409, "figures.target_taken")
    path = f"/api/v1/figures/targets/{target['id']}"
    split = county.post(f"{path}/split", {"seen_version": target["version"], "method": "equal"})
    assert split.status_code == 201
    assert sorted(float(part["value"]) for part in split.json()["parts"]) == [25, 25]
    stale = county.post(f"{path}/split", {"seen_version": target["version"], "method": "equal"})
    assert stale.status_code == 409
    town = ApiClient(officer)
    mine = build.part(federation.town)
    asked = town.post(f"/api/v1/figures/targets/{mine.pk}/proposals", {"value": 20, "reason": "停产"})
    assert asked.status_code == 201
    answer = f"/api/v1/figures/proposals/{asked.json()['id']}/answer"
    assert county.post(answer, {"accept": True, "answer": "同意"}).status_code == 422
    done = county.post(answer, {"accept": True, "answer": "同意", "gap_reason": "县里补"})
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    assert build.part(federation.town).value == 20


def test_a_gap_given_by_hand_names_its_field(county: ApiClient, federation: Federation) -> None:
    target = build.target(federation.county, 50)
    given = {str(federation.town.pk): 20, str(federation.other_town.pk): 20}
    sent = {"seen_version": target.version, "method": "hand", "given": given}
    refused = county.post(f"/api/v1/figures/targets/{target.pk}/split", sent)
    assert refused.status_code == 422
    assert "gap_reason" in str(refused.json())


def test_progress_of_the_units_below(county: ApiClient, federation: Federation) -> None:
    build.lecture(federation.union)
    build.recount()
    build.split(build.target(federation.county, 2))
    found = county.get(f"/api/v1/figures/progress/{federation.county.pk}").json()
    by_org = {one["org"]: one for one in found}
    assert by_org["东坎街道总工会"]["rank"] == 1
    assert by_org["五汛镇总工会"]["pace"] == "behind"
    assert float(by_org["滨海县总工会"]["target"]) == 2


def test_a_neighbour_gets_404(federation: Federation, neighbour: Any) -> None:
    build.split(build.target(federation.county, 50))
    ours = build.part(federation.town)
    theirs = ApiClient(neighbour)
    assert theirs.get(f"/api/v1/figures/targets/{ours.pk}").status_code == 404
    sent = {"value": 1, "reason": "x"}
    assert theirs.post(f"/api/v1/figures/targets/{ours.pk}/proposals", sent).status_code == 404
    listed = theirs.get("/api/v1/figures/targets").json()["results"]
    assert {one["org"] for one in listed} == {"五汛镇总工会"}
    assert Target.objects.in_force().count() == 3


def test_a_unit_is_asked_and_answers(county: ApiClient, federation: Federation, officer: Any) -> None:
    sent = {
        "org_id": federation.town.pk, "asked_by_id": federation.county.pk, "title": "摸底表",
        "asks": "哪天报",
    }  # fmt: skip
    made = county.post("/api/v1/campaigns/supervisions", sent)
    assert made.status_code == 201
    path = f"/api/v1/campaigns/supervisions/{made.json()['id']}"
    again = county.post("/api/v1/campaigns/supervisions", sent)
    assert (again.status_code, again.json()["code"]) == (409, "campaigns.already_asked")
    town = ApiClient(officer)
    assert town.post(f"{path}/accept").status_code == 403
    done = town.post(f"{path}/answer", {"words": "周五", "link": f"/orgs/{federation.town.pk}/"})
    assert (done.status_code, done.json()["state"]) == (200, "answered")
    assert county.post(f"{path}/accept").json()["state"] == "accepted"
    kinds = [step["kind"] for step in county.get(f"{path}/steps").json()["results"]]
    assert kinds[:2] == ["accepted", "answered"]
