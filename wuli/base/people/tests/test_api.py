"""People over the API: the same rules as the pages, masks instead of numbers."""

from django.utils import timezone

from wuli.base.accounts.tests.build import member_account
from wuli.base.core.actions import SYSTEM
from wuli.base.people.actions import link_account, show_code

from . import build

PEOPLE = "/api/v1/people"


def test_persons_are_listed_masked_and_a_neighbour_sees_none(federation, api_for, officer, neighbour):
    person = build.member(federation.union, phone="13800001234")
    told = api_for(officer).get(f"{PEOPLE}/persons?q=czq")
    assert [row["id_mask"] for row in told.json()["results"]] == [person.id_mask]
    assert person.id_number not in told.content.decode()
    assert api_for(neighbour).get(f"{PEOPLE}/persons").json()["results"] == []
    assert api_for(neighbour).get(f"{PEOPLE}/persons/{person.pk}").status_code == 404


def test_register_join_tag_and_leave(federation, api_for, officer):
    api = api_for(officer)
    told = {"org_id": str(federation.union.pk), "name": "赵敏", "id_number": build.valid_id()}
    person = api.post(f"{PEOPLE}/persons", told)
    assert person.status_code == 201
    address = f"{PEOPLE}/persons/{person.json()['id']}"
    joined = api.post(f"{address}/join", {"org_id": told["org_id"], "joined_on": "2024-05-01"}).json()
    assert joined["joined_on"] == "2024-05-01"
    tagged = api.post(f"{address}/tag", {"tag": "migrant", "from_on": "2024-05-01", "source": "摸底"})
    assert tagged.status_code == 201
    left = {"left_on": "2024-06-01", "seen_version": joined["version"]}
    assert api.post(f"{PEOPLE}/memberships/{joined['id']}/leave", left).json()["ended_on"] == "2024-06-01"
    assert len(api.get(f"{address}/memberships").json()) == 1
    assert [tag["tag"] for tag in api.get(f"{address}/tags").json()] == ["migrant"]


def test_a_wrong_number_is_a_problem_with_its_field(federation, api_for, officer):
    told = {"org_id": str(federation.union.pk), "name": "赵敏", "id_number": "110105194912310021"}
    answer = api_for(officer).post(f"{PEOPLE}/persons", told)
    assert answer.status_code == 422
    assert "id_number" in answer.content.decode()
    assert "应是 X" in answer.content.decode()


def test_reading_in_clear_takes_a_purpose(federation, api_for, officer):
    person = build.member(federation.union)
    address = f"{PEOPLE}/persons/{person.pk}/reveal"
    assert api_for(officer).post(address, {"field": "id_number", "purpose": ""}).status_code == 422
    told = api_for(officer).post(address, {"field": "id_number", "purpose": "核对补贴名单"})
    assert told.json() == {"value": person.id_number}


def test_a_transfer_and_a_code_over_the_api(federation, api_for, officer, neighbour):
    user = member_account("陈志强", phone="13800001234")
    person = link_account(actor=SYSTEM, user=user, person=build.member(federation.union))
    to = {"to_org_id": str(federation.other_union.pk), "reason": "换单位"}
    transfer = api_for(officer).post(f"{PEOPLE}/persons/{person.pk}/transfer", to).json()
    address = f"{PEOPLE}/transfers/{transfer['id']}"
    assert api_for(officer).post(f"{address}/release", {}).json()["state"] == "released"
    received = api_for(neighbour).post(f"{address}/receive", {"effective_on": str(timezone.localdate())})
    assert received.status_code == 422  # the person has not agreed
    assert api_for(neighbour).post(f"{address}/refuse", {"answer": "不归我们"}).json()["state"] == "refused"
    assert len(api_for(officer).get(f"{PEOPLE}/transfers").json()["results"]) == 1
    assert api_for(officer).get(f"{PEOPLE}/terms").status_code == 200
    code = show_code(actor=user, person=person, at=timezone.now()).text
    scanned = {"code": code, "place": "驿站", "org_id": str(federation.town.pk)}
    used = api_for(officer).post(f"{PEOPLE}/codes/use", scanned)
    assert (used.status_code, used.json()["name"]) == (201, "陈＊强")
    assert api_for(officer).post(f"{PEOPLE}/codes/use", scanned).status_code == 409
