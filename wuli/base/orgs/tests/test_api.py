"""Units over the API: lists, one unit as of a day, verbs, and nothing of the neighbour."""

from datetime import date
from typing import Any

import pytest

from tests.people import ApiClient
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import move_org
from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/orgs/units"


@pytest.fixture
def town() -> Org:
    """正红镇."""
    return build.town()


@pytest.fixture
def api(town: Org) -> ApiClient:
    """陈's program, with a token."""
    return ApiClient(build.officer_at(town))


def names(answer: Any) -> list[str]:
    """Names in the order of the answer."""
    assert answer.status_code == 200, answer.content
    told = answer.json()
    rows = told["items"] if isinstance(told, dict) and "items" in told else told.get("results", told)
    return [row["name"] for row in rows]


def test_units_are_listed_and_narrowed(api: ApiClient, town: Org) -> None:
    village = build.union(town, "友谊村工会", kind="V")
    build.union(village, "友谊厂工会")
    build.union(build.town("东坎"), "东坎厂工会")
    assert set(names(api.get(UNITS))) == {"正红镇总工会", "友谊村工会", "友谊厂工会"}
    assert names(api.get(f"{UNITS}?kind=1")) == ["友谊厂工会"]
    assert names(api.get(f"{UNITS}?name=友谊村")) == ["友谊村工会"]
    assert names(api.get(f"{UNITS}?region=3209")) == []
    assert set(names(api.get(f"{UNITS}?below={village.pk}"))) == {"友谊村工会", "友谊厂工会"}
    assert names(api.get(f"{UNITS}/{town.pk}/children")) == ["友谊村工会"]


def test_the_units_above_are_those_of_the_day(town: Org) -> None:
    other = build.town("东坎")
    union = build.union(town)
    move_org(actor=SYSTEM, org=union, to=other, on=date(2024, 3, 1))
    api = ApiClient(build.officer_at(other))
    up = f"{UNITS}/{union.pk}/ancestors"
    assert api.get(up).json()[0]["org"]["name"] == "东坎总工会"
    assert api.get(f"{up}?on=2024-02-29").json()[0]["org"]["name"] == "正红镇总工会"


def test_a_program_founds_renames_moves_splits_merges_closes_and_reopens(town: Org) -> None:
    api = ApiClient(build.officer_at(town.parent_edges.get().parent))
    told = {"parent": town.pk, "name": "甲联合工会", "kind": "2", "form": "5", "founded_on": "2020-01-01"}
    made = api.post(UNITS, told)
    assert made.status_code == 201, made.content
    unit = f"{UNITS}/{made.json()['id']}"
    on = {"on": "2024-03-01"}
    renamed = api.post(f"{unit}/rename", on | {"name": "甲乙联合工会", "seen_version": 1})
    assert renamed.json()["name"] == "甲乙联合工会"
    other = build.town("东坎")
    assert api.post(f"{unit}/move", on | {"to": other.pk}).status_code == 200
    part = {"name": "乙联合工会", "kind": "2", "form": "5"}
    split = api.post(f"{unit}/split", on | {"parts": [part], "seen_version": 2})
    assert split.status_code == 201, split.content
    key = split.json()[0]["id"]
    assert api.post(f"{unit}/merge", {"on": "2024-04-01", "orgs": [key]}).status_code == 200
    closed = api.post(f"{unit}/close", {"on": "2024-05-01", "ground": "mistake", "seen_version": 3})
    assert closed.status_code == 200, closed.content.decode()
    assert closed.json()["closed_on"] == "2024-05-01"
    assert api.post(f"{unit}/reopen", {"reason": "错", "seen_version": 4}).json()["closed_on"] is None


def test_a_refusal_is_a_problem_with_its_cure(api: ApiClient, town: Org) -> None:
    union = build.union(town)
    answer = api.post(f"{UNITS}/{union.pk}/move", {"to": str(town.pk), "on": "2024-03-01"})
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["code"] == "orgs.same_place"


def test_employers_and_grants_are_within_reach(api: ApiClient, town: Org) -> None:
    union = build.union(town, kind="2", form="5")
    told = {"org": union.pk, "name": "金穗粮油门市部", "covered_from": "2020-01-01"}
    made = api.post("/api/v1/orgs/employers", told)
    assert made.status_code == 201, made.content
    second = build.union(town)
    covered = api.post(
        f"/api/v1/orgs/employers/{made.json()['id']}/cover", {"org": second.pk, "on": "2024-01-01"}
    )
    assert covered.json()["org"]["name"] == second.name
    assert names(api.get("/api/v1/orgs/employers")) == ["金穗粮油门市部"]
    assert b"officer" in api.get("/api/v1/orgs/grants").content


def test_a_neighbours_program_finds_nothing(api: ApiClient, town: Org) -> None:
    union = build.union(build.town("东坎"))
    firm = build.employer(union)
    for path in ["", "/children", "/ancestors"]:
        assert api.get(f"{UNITS}/{union.pk}{path}").status_code == 404
    today = {"on": "2024-01-01"}
    bodies = {
        "rename": today | {"name": "x", "seen_version": 1},
        "move": today | {"to": str(town.pk)},
        "close": today | {"ground": "mistake", "seen_version": 1},
        "reopen": {"reason": "x", "seen_version": 1},
        "merge": today | {"orgs": [str(town.pk)]},
        "split": today | {"seen_version": 1, "parts": [{"name": "x", "kind": "2", "form": "5"}]},
    }
    for verb, body in bodies.items():
        assert api.post(f"{UNITS}/{union.pk}/{verb}", body).status_code == 404, verb
    mine = build.union(town)
    move = api.post(f"{UNITS}/{mine.pk}/move", today | {"to": str(union.pk)})
    assert move.status_code == 404
    assert api.get(f"/api/v1/orgs/employers/{firm.pk}").status_code == 404
    assert api.get(f"{UNITS}?below={union.pk}").status_code == 404
    assert union.name not in api.get(UNITS).content.decode()


def test_units_merge_into_a_new_one_and_a_neighbour_cannot_join_theirs(api: ApiClient, town: Org) -> None:
    first, second = build.union(town, "甲厂工会"), build.union(town, "乙厂工会")
    firm = build.employer(second, "乙厂")
    outside = build.union(build.town("东坎"), "丙厂工会")
    told = {"name": "甲乙联合工会", "kind": "2", "form": "5", "on": "2025-03-01", "reason": "合并"}
    told["orgs"] = [str(first.pk), str(outside.pk)]
    assert api.post(f"{UNITS}/merge", told).status_code == 404
    told["orgs"] = [str(first.pk), str(second.pk)]
    made = api.post(f"{UNITS}/merge", told)
    assert made.status_code == 201, made.content.decode()
    new = Org.objects.get(pk=made.json()["id"])
    assert new.parent_edges.get().parent == town
    assert {org.closed_on for org in Org.objects.filter(pk__in=told["orgs"])} == {date(2025, 3, 1)}
    firm.refresh_from_db()
    assert firm.org == new


def test_the_founding_day_is_corrected_with_a_reason(api: ApiClient, town: Org) -> None:
    union = build.union(town)
    address = f"{UNITS}/{union.pk}/correct-founding"
    told = {"founded_on": "2004-05-06", "reason": "批复上的日期", "seen_version": union.version}
    assert api.post(address, told | {"reason": " "}).status_code == 422
    answer = api.post(address, told)
    assert answer.status_code == 200, answer.content.decode()
    union.refresh_from_db()
    assert union.opened_on == date(2004, 5, 6)
    assert api.post(address, told).status_code == 409
    later = told | {"founded_on": "2999-01-01", "seen_version": union.version}
    assert api.post(address, later).status_code == 422


def test_facts_of_units_and_employers_are_corrected_one_by_one(api: ApiClient, town: Org) -> None:
    union = build.union(town)
    firm = build.employer(union, "润禾食品")
    told = {"address": "人民路1号", "seen_version": union.version}
    assert api.post(f"{UNITS}/{union.pk}/correct", told).status_code == 200
    union.refresh_from_db()
    assert (union.address, union.kind) == ("人民路1号", "1")
    assert api.post(f"{UNITS}/{union.pk}/correct", told).status_code == 409
    employers = f"/api/v1/orgs/employers/{firm.pk}"
    told = {"staff_count": 320, "seen_version": firm.version}
    corrected = api.post(f"{employers}/correct", told).json()
    assert (corrected["staff_count"], corrected["name"]) == (320, "润禾食品")
    free = api.post(f"{employers}/uncover", {"org": str(town.pk), "on": "2025-01-01"})
    assert free.status_code == 200, free.content.decode()
    assert free.json()["org"]["id"] == str(town.pk)


def test_a_role_is_taken_back_by_who_gives_roles(town: Org) -> None:
    held = build.grant(build.officer_at(town, name="李芳"), build.union(town), "leader")
    security = ApiClient(build.officer_at(town, "security_admin", "赵敏"))
    address = f"/api/v1/orgs/grants/{held.pk}/revoke"
    assert ApiClient(build.officer_at(town)).post(address, {"reason": "调走"}).status_code in {403, 404}
    assert security.post(address, {"reason": "调走"}).status_code == 200
    held.refresh_from_db()
    assert held.revoked_reason == "调走"


def test_a_role_is_given_by_who_gives_roles(town: Org) -> None:
    li = build.officer_at(town, name="李芳")
    security = ApiClient(build.officer_at(town, "security_admin", "赵敏"))
    union = build.union(town)
    told = {"user": str(li.pk), "role": "leader", "org": str(union.pk), "reason": "接任"}
    address = "/api/v1/orgs/grants"
    assert ApiClient(build.officer_at(town)).post(address, told).status_code == 403
    given = security.post(address, told)
    assert given.status_code == 201, given.content.decode()
    assert (given.json()["user"], given.json()["org"]["id"]) == ("李芳", str(union.pk))
    assert security.post(address, told).json()["code"] == "orgs.already_granted"
    elsewhere = told | {"org": str(build.town("东坎镇").pk)}
    assert security.post(address, elsewhere).status_code == 404
    assert security.post(address, told | {"user": str(union.pk)}).status_code == 404
