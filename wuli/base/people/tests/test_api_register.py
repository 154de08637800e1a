"""The register corrected by a program: facts, retirement, tags, posts, duplicates, member codes."""

from typing import Any

import pytest

from wuli.base.people.models import CodeStop, Person, PersonTag, PostTerm

from . import build

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people"


@pytest.fixture
def api(api_for: Any, officer: Any) -> Any:
    return api_for(officer)


@pytest.fixture
def person(federation: Any) -> Person:
    return build.member(federation.union, "慕容清荷", phone="13800001234")


def test_only_the_facts_that_are_sent_change(api: Any, person: Person) -> None:
    address = f"{PEOPLE}/persons/{person.pk}/correct"
    seen = person.version
    told = {"seen_version": seen, "job": "焊工", "bank_account": "6222020011112345"}
    answer = api.post(address, told).json()
    assert (answer["phone_mask"], answer["bank_mask"]) == ("138****1234", "****2345")
    assert api.post(address, told).status_code == 409
    wrong = {"seen_version": answer["version"], "id_number": "320922199001010011"}
    assert api.post(address, wrong).status_code == 422
    person.refresh_from_db()
    assert person.job == "焊工"


def test_a_member_retires_with_the_tag(api: Any, person: Person) -> None:
    held = build.membership(person)
    told = {"retired_on": "2025-06-01", "seen_version": held.version}
    answer = api.post(f"{PEOPLE}/memberships/{held.pk}/retire", told)
    assert answer.status_code == 200, answer.content.decode()
    assert (answer.json()["ended_on"], answer.json()["ended"]) == ("2025-06-01", "retired")
    tags = api.get(f"{PEOPLE}/persons/{person.pk}/tags").json()
    assert [tag["tag"] for tag in tags] == ["retired"]


def test_many_are_tagged_and_one_tag_is_ended(
    api: Any, person: Person, federation: Any, neighbour: Any
) -> None:
    other = build.member(federation.union, "李芳")
    far = build.member(federation.other_union, "诸葛明")
    told = {"tag": "migrant", "from_on": "2024-01-01", "source": "摸底"}
    out = api.post(f"{PEOPLE}/tags", told | {"persons": [str(person.pk), str(far.pk)]})
    assert out.status_code == 404
    assert not PersonTag.objects.exists()
    made = api.post(f"{PEOPLE}/tags", told | {"persons": [str(person.pk), str(other.pk)]})
    assert made.json() == {"people": 2}
    tag = PersonTag.objects.get(person=person)
    ended = api.post(f"{PEOPLE}/tags/{tag.pk}/end", {"ended_on": "2025-01-01"}).json()
    assert ended["until"] == "2025-01-01"


def test_a_post_is_taken_and_left(api: Any, person: Person, federation: Any) -> None:
    told = {"org_id": str(federation.union.pk), "person_id": str(person.pk), "title": "chair"}
    told |= {"from_on": "2024-01-01", "selection": "elected"}
    made = api.post(f"{PEOPLE}/terms", told)
    assert made.status_code == 201, made.content.decode()
    assert api.post(f"{PEOPLE}/terms", told).status_code in {409, 422}
    term = PostTerm.objects.get()
    left = {"ended_on": "2025-01-01", "note": "调走", "seen_version": term.version}
    assert api.post(f"{PEOPLE}/terms/{term.pk}/end", left).json()["until"] == "2025-01-01"


def test_two_records_are_paired_merged_and_taken_apart(api: Any, person: Person, federation: Any) -> None:
    twin = build.person(federation.union, "慕容清荷")
    pair = api.post(f"{PEOPLE}/duplicates", {"one": str(person.pk), "other": str(twin.pk)}).json()
    address = f"{PEOPLE}/duplicates/{pair['id']}"
    stray = {"winner": str(build.person(federation.union).pk), "seen_version": pair["version"]}
    assert api.post(f"{address}/merge", stray).status_code == 404
    merged = api.post(f"{address}/merge", {"winner": str(person.pk), "seen_version": pair["version"]})
    assert merged.status_code == 200, merged.content.decode()
    twin.refresh_from_db()
    assert twin.merged_into == person
    [listed] = api.get(f"{PEOPLE}/duplicates").json()["results"]
    assert (listed["state"], listed["winner_id"]) == ("merged", str(person.pk))
    apart = api.post(f"{address}/undo", {"seen_version": listed["version"]}).json()
    assert apart["state"] == "proposed"
    two = api.post(f"{address}/reject", {"seen_version": apart["version"]}).json()
    assert two["state"] == "rejected"


def test_a_lost_code_is_stopped_and_allowed_again(api: Any, person: Person) -> None:
    address = f"{PEOPLE}/persons/{person.pk}"
    assert api.post(f"{address}/stop-code", {"reason": "手机丢了"}).status_code == 204
    assert CodeStop.objects.filter(person=person).exists()
    assert api.post(f"{address}/allow-code").status_code == 204
    assert not CodeStop.objects.filter(person=person, lifted_at=None).exists()
