"""What officers, members and neighbours see of sessions."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook

from wuli.base.core.said import day
from wuli.base.people.tests.build import member
from wuli.programmes.activities.models import Evidence
from wuli.programmes.activities.tests import build


def photo(name: str = "xianchang.jpg") -> SimpleUploadedFile:
    """A small real JPEG."""
    raw = BytesIO()
    Image.new("RGB", (64, 48), "#14505c").save(raw, "JPEG")
    return SimpleUploadedFile(name, raw.getvalue(), "image/jpeg")


def test_neighbour_sees_no_session_anywhere(federation: Any, neighbour: Any, client_for: Any) -> None:
    session = build.held_lecture(federation.town, member(federation.union, name="李建华"), title="只在本镇")
    client = client_for(neighbour)
    assert "只在本镇" not in client.get("/activities/").content.decode()
    for address in ["", "correct/", "cancel/", "check-in/", "check-in/list/", "attendances/", "sheet/"]:
        assert client.get(f"/activities/{session.pk}/{address}").status_code == 404
    for address in ["open/", "hold/", "cancel/", "check-in/", "evidence/"]:
        assert client.post(f"/activities/{session.pk}/{address}").status_code == 404


def test_a_photo_is_kept_with_when_it_was_taken_and_uploaded(
    federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    session = build.held_lecture(federation.town)
    client = client_for(officer)
    told = {"upload": photo(), "caption": "现场", "taken_at": "2026-03-05T14:30"}
    assert client.post(f"/activities/{session.pk}/evidence/", told).status_code == 303
    kept = Evidence.objects.get()
    assert timezone.localtime(kept.file.taken_at).hour == 14
    assert kept.file.uploaded_at > kept.file.taken_at
    assert client.get(kept.file.url).status_code == 200
    assert client_for(neighbour).get(kept.file.url).status_code == 404


def test_the_same_photo_twice_is_one_piece_of_evidence(
    federation: Any, officer: Any, client_for: Any
) -> None:
    session = build.held_lecture(federation.town)
    client = client_for(officer)
    for _ in range(2):
        client.post(f"/activities/{session.pk}/evidence/", {"upload": photo()})
    assert session.evidence.count() == 1
    client.post(f"/activities/{session.pk}/evidence/", {"upload": photo(), "caption": "补写的说明"})
    assert session.evidence.get().caption == "补写的说明"
    late = {"upload": photo(), "taken_at": "2099-01-01T08:00"}
    refused = client.post(f"/activities/{session.pk}/evidence/", late)
    assert refused.status_code == 422
    assert "拍摄时间还没到" in refused.content.decode()


def test_a_page_dressed_as_a_photo_is_refused(federation: Any, officer: Any, client_for: Any) -> None:
    session = build.held_lecture(federation.town)
    fake = SimpleUploadedFile("a.jpg", b"<html><script>alert(1)</script></html>", "image/jpeg")
    page = client_for(officer).post(f"/activities/{session.pk}/evidence/", {"upload": fake})
    assert page.status_code == 422
    assert not Evidence.objects.exists()


def test_a_held_lecture_without_a_photo_is_due_on_the_desk(
    federation: Any, officer: Any, client_for: Any
) -> None:
    build.held_lecture(federation.town, title="没有照片的讲座")
    assert "没有照片的讲座" in client_for(officer).get("/desk/").content.decode()


def test_a_member_sees_what_is_held_for_them_and_nothing_else(
    federation: Any, with_phone: Any, client_for: Any
) -> None:
    client = client_for(with_phone(federation.union).user)
    soon = timezone.now() + timedelta(days=2)
    near = build.lecture(federation.town, title="本镇的讲座", starts_at=soon)
    far = build.lecture(federation.other_town, title="外镇的讲座", starts_at=soon)
    page = client.get("/activities/on/").content.decode()
    assert "本镇的讲座" in page
    assert "外镇的讲座" not in page
    assert client.get(f"/activities/on/{near.pk}/").status_code == 200
    assert client.get(f"/activities/on/{far.pk}/").status_code == 404


def test_a_member_cannot_open_the_officers_pages(federation: Any, with_phone: Any, client_for: Any) -> None:
    client = client_for(with_phone(federation.union).user)
    session = build.lecture(federation.town)
    assert client.get(session.get_absolute_url()).status_code == 404
    assert client.get("/activities/").status_code == 404


def test_the_register_takes_as_many_queries_for_fifty_rows_as_for_one(
    federation: Any, officer: Any, client_for: Any, queries: Any
) -> None:
    client = client_for(officer)
    build.lecture(federation.town)
    client.get("/activities/")
    with queries() as few:
        client.get("/activities/")
    for _ in range(49):
        build.lecture(federation.town)
    with queries() as many:
        client.get("/activities/")
    assert len(many) == len(few)


def test_the_api_plans_opens_and_checks_in(federation: Any, officer: Any, api_for: Any) -> None:
    api = api_for(officer)
    start = timezone.now() - timedelta(hours=1)
    told = {
        "org_id": federation.town.pk, "title": "电机节能", "place": "报告厅",
        "starts_at": start, "ends_at": start + timedelta(hours=2),
    }  # fmt: skip
    made = api.post("/api/v1/activities/sessions", told)
    assert made.status_code == 201
    address = f"/api/v1/activities/sessions/{made.json()['id']}"
    assert api.post(f"{address}/open").json()["state"] == "open"
    person = member(federation.union)
    assert api.post(f"{address}/attendances", {"person_id": person.pk}).status_code == 201
    assert api.post(f"{address}/attendances", {"person_id": person.pk}).status_code == 409
    listed = api.get(f"{address}/attendances").json()
    assert [row["person_id"] for row in listed["results"]] == [str(person.pk)]


def test_the_api_tells_a_neighbour_nothing(federation: Any, neighbour: Any, api_for: Any) -> None:
    session = build.lecture(federation.town)
    assert api_for(neighbour).get(f"/api/v1/activities/sessions/{session.pk}").status_code == 404


def test_the_register_comes_out_as_excel_with_its_filter(
    federation: Any, officer: Any, client_for: Any
) -> None:
    build.held_lecture(federation.town, member(federation.union), title="留下的")
    build.lecture(federation.town, title="滤掉的")
    sheet = client_for(officer).get("/activities/export/", {"state": "held"})
    rows = CalamineWorkbook.from_object(BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows][-1] == "留下的"
    assert "滤掉的" not in str(rows)


def test_the_attendance_list_comes_out_as_excel(federation: Any, officer: Any, client_for: Any) -> None:
    session = build.held_lecture(federation.town, member(federation.union, name="欧阳堃"))
    sheet = client_for(officer).get(f"/activities/{session.pk}/attendances/export/")
    rows = CalamineWorkbook.from_object(BytesIO(b"".join(sheet))).get_sheet_by_index(0).to_python()
    assert rows[-1][0] == "欧阳堃"


def test_the_sign_in_sheet_names_everybody_and_leaves_lines_while_people_may_come(
    federation: Any, officer: Any, client_for: Any
) -> None:
    people = [member(federation.union, name=f"欧阳{n:02d}") for n in range(30)]
    client = client_for(officer)
    held = build.held_lecture(federation.town, *people)
    page = client.get(f"/activities/{held.pk}/sheet/").content.decode()
    assert all(each.name in page for each in people), "more than a list's page"
    assert page.count("<tr>") == 1 + len(people)
    still_open = build.open_lecture(federation.town)
    assert client.get(f"/activities/{still_open.pk}/sheet/").content.decode().count("<tr>") == 1 + 25


def test_paper_bears_the_unit_and_who_printed_it(federation: Any, officer: Any, client_for: Any) -> None:
    page = client_for(officer).get("/activities/").content.decode()
    head = page.partition('<p class="w-paper-head">')[2].partition("</p>")[0]
    assert str(federation.town) in head
    assert f"{officer.name} {day(timezone.localdate())} 打印" in head


def test_a_program_corrects_withdraws_and_keeps_evidence(
    federation: Any, officer: Any, neighbour: Any, api_for: Any
) -> None:
    api = api_for(officer)
    session = build.held_lecture(federation.town, member(federation.union))
    address = f"/api/v1/activities/sessions/{session.pk}"
    told = {
        "title": "改过的题目",
        "place": "报告厅",
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
    corrected = api.post(f"{address}/correct", told | {"seen_version": session.version})
    assert corrected.json()["title"] == "改过的题目"
    assert api.post(f"{address}/correct", told | {"seen_version": session.version}).status_code == 409
    came = session.attendances.get()
    gone = api.post(f"/api/v1/activities/attendances/{came.pk}/withdraw").json()
    assert gone["state"] == "withdrawn"
    key = {"Idempotency-Key": "evidence-1"}
    sent = api.client.post(f"{address}/evidence", {"upload": photo(), "caption": "现场"}, headers=key)
    assert sent.status_code == 201, sent.content.decode()
    [kept] = api.get(f"{address}/evidence").json()
    assert (kept["caption"], kept["sha256"]) == ("现场", sent.json()["sha256"])
    assert api_for(neighbour).get(f"{address}/evidence").status_code == 404
    removed = f"/api/v1/activities/evidence/{kept['id']}/remove"
    assert api_for(neighbour).post(removed).status_code == 404
    assert api.post(removed).status_code == 204
    assert not Evidence.objects.exists()
