"""A roster imported by a program: uploaded, checked, mended, entered, taken back; as the pages do it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from wuli.base.core.jobs import run_job
from wuli.base.core.models.jobs import Job
from wuli.base.people.models import Membership, Person

from .sheets import book, row_of, rows_of

pytestmark = pytest.mark.django_db
ROSTERS = "/api/v1/people/rosters"


@pytest.fixture
def api(api_for: Any, officer: Any) -> Any:
    return api_for(officer)


def upload(api: Any, org: Any, data: bytes, name: str = "名册.xlsx", key: str = "") -> Any:
    """A file sent as a program sends it."""
    told = {"org_id": str(org.pk), "file": SimpleUploadedFile(name, data)}
    return api.client.post(ROSTERS, told, headers={"Idempotency-Key": key or str(uuid4())})


def worked(api: Any, roster: Any) -> Any:
    """The import after its job was done."""
    run_job(roster["job"]["id"])
    return api.get(f"{ROSTERS}/{roster['id']}").json()


def checked(api: Any, org: Any, rows: Any) -> Any:
    made = upload(api, org, book(rows))
    assert made.status_code == 201, made.content.decode()
    begun = api.post(f"{ROSTERS}/{made.json()['id']}/check", {})
    assert begun.status_code == 202, begun.content.decode()
    assert begun.json()["state"] == "checking"
    return worked(api, begun.json())


def test_a_roster_goes_in_and_comes_out_again(api: Any, federation: Any) -> None:
    roster = checked(api, federation.union, rows_of(3))
    assert (roster["state"], roster["counts"]["ready"]) == ("checked", 3)
    assert roster["job"]["state"] == "done"
    address = f"{ROSTERS}/{roster['id']}"
    entered = worked(api, api.post(f"{address}/enter").json())
    assert (entered["state"], entered["counts"]["entered"]) == ("entered", 3)
    assert (entered["job"]["state"], entered["job"]["total"]) == ("done", 3)
    assert Membership.objects.filter(org=federation.union).count() == 3
    undone = worked(api, api.post(f"{address}/undo").json())
    assert undone["state"] == "undone"
    assert not Membership.objects.exists()
    assert api.post(f"{address}/undo").status_code == 409


def test_bad_rows_are_told_with_place_masked_value_cause_and_cure(api: Any, federation: Any) -> None:
    wrong = row_of(2, 身份证号="320990196601010019")
    roster = checked(api, federation.union, [row_of(1), wrong])
    address = f"{ROSTERS}/{roster['id']}"
    [row] = api.get(f"{address}/rows").json()["results"]
    assert (row["rowno"], row["state"]) == (3, "bad")
    [problem] = row["problems"]
    assert (problem["letter"], problem["column"], problem["label"]) == ("C", "id_number", "身份证号")
    assert "320990196601010019" not in str(row)
    assert problem["value"]
    assert problem["cause"]
    assert problem["cure"]
    assert row["name"] != wrong[1]
    assert [each["rowno"] for each in api.get(f"{address}/rows?state=ready").json()["results"]] == [2]


def test_rows_are_mended_filled_and_left_out(api: Any, federation: Any) -> None:
    rows = [row_of(1, 入会日期="2023-13-11"), row_of(2, 姓名=""), row_of(3, 姓名="")]
    roster = checked(api, federation.union, rows)
    address = f"{ROSTERS}/{roster['id']}"
    assert roster["counts"]["bad"] == 3
    told = {"column": "joined_on", "value": "2023-03-11"}
    mended = api.post(f"{address}/rows/2/mend", told)
    assert (mended.json()["state"], mended.json()["problems"]) == ("ready", [])
    assert (
        api.post(f"{address}/rows/2/mend", {"column": "joined_on", "value": "2023-03-11"}).status_code == 409
    )
    assert api.post(f"{address}/rows/3/mend", {"column": "name", "value": "李芳"}).json()["state"] == "ready"
    assert api.post(f"{address}/rows/4/skip").json()["state"] == "skipped"
    assert api.post(f"{address}/rows/99/skip").status_code == 409
    worked(api, api.post(f"{address}/enter").json())
    assert Person.objects.filter(name="李芳").exists()
    assert Membership.objects.count() == 2


def test_a_check_can_be_stopped_and_the_job_is_told(api: Any, federation: Any) -> None:
    roster = upload(api, federation.union, book(rows_of(5))).json()
    address = f"{ROSTERS}/{roster['id']}"
    assert roster["job"] is None
    assert api.post(f"{address}/cancel").status_code == 409
    begun = api.post(f"{address}/check", {"mapping": roster["mapping"]}).json()
    job = f"/api/v1/core/jobs/{begun['job']['id']}"
    assert api.get(job).json()["state"] == "queued"
    stopped = api.post(f"{address}/cancel").json()
    assert (stopped["state"], stopped["job"]["state"]) == ("uploaded", "cancelled")
    assert api.get(job).json()["state"] == "cancelled"


def test_a_job_in_one_of_its_steps_is_told_in_words(api: Any, federation: Any) -> None:
    roster = upload(api, federation.union, book(rows_of(5))).json()
    begun = api.post(f"{ROSTERS}/{roster['id']}/check", {"mapping": roster["mapping"]}).json()
    Job.objects.filter(pk=begun["job"]["id"]).update(step="check")
    assert api.get(f"{ROSTERS}/{roster['id']}").json()["job"]["step"] == "正在查"
    assert api.get(ROSTERS).status_code == 200
    assert [each["step"] for each in api.get("/api/v1/core/jobs").json()["results"]] == ["正在查"]


def test_a_file_that_is_no_roster_and_columns_that_are_missing_are_refused(api: Any, federation: Any) -> None:
    no_sheet = upload(api, federation.union, b"%PDF-1.7", "a.xlsx")
    assert no_sheet.status_code == 422
    assert no_sheet.headers["Content-Type"] == "application/problem+json"
    roster = upload(api, federation.union, book(rows_of(1))).json()
    lacking = api.post(f"{ROSTERS}/{roster['id']}/check", {"mapping": {"name": 1}})
    assert lacking.status_code == 422
    assert "还没有指出这几列" in lacking.json()["detail"]


def test_the_same_upload_sent_again_is_one_import(api: Any, federation: Any) -> None:
    key, data = str(uuid4()), book(rows_of(1))
    first = upload(api, federation.union, data, key=key).json()
    assert upload(api, federation.union, data, key=key).json()["id"] == first["id"]
    assert len(api.get(ROSTERS).json()["results"]) == 1


def test_a_neighbour_neither_sees_nor_feeds_it(
    api: Any, federation: Any, neighbour: Any, api_for: Any
) -> None:
    roster = upload(api, federation.union, book(rows_of(1))).json()
    other = api_for(neighbour)
    assert other.get(ROSTERS).json()["results"] == []
    assert upload(other, federation.union, book(rows_of(1))).status_code == 404
    for address in ["", "/rows"]:
        assert other.get(f"{ROSTERS}/{roster['id']}{address}").status_code == 404
    for address in ["/check", "/enter", "/undo", "/cancel", "/rows/2/skip"]:
        assert other.post(f"{ROSTERS}/{roster['id']}{address}", {}).status_code == 404


def test_a_nul_in_a_form_is_a_bad_request(api: Any) -> None:
    told = {"org_id": "a\0b", "file": SimpleUploadedFile("a.xlsx", b"x")}
    answer = api.client.post(ROSTERS, told, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 400
