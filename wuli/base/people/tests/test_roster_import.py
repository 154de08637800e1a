"""A roster from file to members: once, twice, for several unions, and back again."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from wuli.base.core.actions import SYSTEM
from wuli.base.core.models import Notice
from wuli.base.core.models.staging import StagedRow
from wuli.base.orgs.actions import close_org
from wuli.base.people.actions import correct_person, leave_union
from wuli.base.people.codes import Sex
from wuli.base.people.models import Membership, Person, PersonTag
from wuli.base.people.roster.models import RosterImport
from wuli.base.people.rules import id_blind

from . import build
from .rosters import check, checked, entered, page, step, upload, uploaded, worked
from .sheets import HEADERS, book, id_of, row_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for: Any, officer: Any) -> Any:
    return client_for(officer)


def test_good_rows_become_members_with_everything_the_sheet_says(desk: Any, federation: Any) -> None:
    roster = entered(desk, federation.union, rows_of(3))
    person = Person.objects.get(id_bidx=id_blind(id_of(1)))
    assert (person.id_number, person.phone) == (id_of(1), "13800000001")
    assert (person.home, person.nation, person.education, person.political, person.job) == (
        federation.union, "01", "30", "13", "钳工",
    )  # fmt: skip
    assert (person.born_on, person.sex) == (date(1966, 1, 2), Sex.MALE)
    membership = Membership.objects.get(person=person)
    assert (membership.org, membership.joined_on, membership.source) == (
        federation.union, date(2023, 5, 11), roster.source,
    )  # fmt: skip
    assert "已入册 3 行" in page(desk, roster)


def test_the_audit_tells_who_entered_them(desk: Any, federation: Any, officer: Any) -> None:
    entered(desk, federation.union, rows_of(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.metadata->>'action', c.metadata->>'user' FROM people_membershipevent e"
            " JOIN pghistory_context c ON c.id = e.pgh_context_id"
        )
        assert cursor.fetchall() == [("people.enter_roster_rows", str(officer.pk))]


def test_nothing_sensitive_lies_in_clear_while_rows_wait(desk: Any, federation: Any) -> None:
    wrong = row_of(2, 身份证号=id_of(2)[:-1])
    roster = checked(desk, federation.union, [row_of(1, 备注="私事"), wrong])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(s::text, ' ') FROM core_stagedrow s")  # bytes are told in hex
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(j::text, ' ') FROM core_job j")
        jobs = cursor.fetchone()[0]
    for secret in (id_of(1), id_of(2)[:-1], "13800000001", "私事"):
        assert secret not in kept
        assert secret.encode().hex() not in kept
        assert secret not in jobs
    assert StagedRow.objects.filter(batch=roster.pk).count() == 2


def test_the_same_file_twice_changes_nothing(
    desk: Any, federation: Any, client_for: Any, officer: Any
) -> None:
    entered(desk, federation.union, rows_of(5))
    before = list(Person.objects.order_by("pk").values())
    with time_machine.travel(timezone.now() + timedelta(hours=30)):
        later = client_for(officer)
        again = checked(later, federation.union, rows_of(5))
        assert "已在册，不重复入 5" in page(later, again)
        refused = later.post(f"{again.get_absolute_url()}enter/")
    assert refused.status_code == 422
    assert list(Person.objects.order_by("pk").values()) == before
    assert Membership.objects.count() == 5


def test_a_new_phone_for_a_member_is_an_update_and_can_be_opened_again(desk: Any, federation: Any) -> None:
    entered(desk, federation.union, rows_of(2))
    roster = checked(desk, federation.union, [row_of(0, 手机号="13912345678", 工种="电工"), row_of(1)])
    text = page(desk, roster)
    assert "在册，有更新 1" in text
    step(desk, roster, "enter")
    person = Person.objects.get(id_bidx=id_blind(id_of(0)))
    assert (person.phone, person.phone_mask, person.job) == ("13912345678", "139****5678", "电工")
    assert Membership.objects.count() == 2


def test_rows_go_to_the_union_they_name_if_it_is_in_reach(desk: Any, federation: Any) -> None:
    headers = [*HEADERS, "所属工会"]
    rows = [[*row_of(1), "滨海纺织厂工会"], [*row_of(2), ""], [*row_of(3), "五汛机械厂工会"]]
    roster = checked(desk, federation.town, rows, headers=headers)
    text = page(desk, roster)
    assert "没有找到这个工会" in text
    assert "要改 1" in text
    step(desk, roster, "enter")
    held = dict(Membership.objects.values_list("person__id_bidx", "org__name"))
    assert {bytes(key): name for key, name in held.items()} == {
        id_blind(id_of(1)): "滨海纺织厂工会",
        id_blind(id_of(2)): "东坎街道总工会",
    }


def test_a_closed_union_takes_nobody(desk: Any, federation: Any) -> None:
    today = timezone.localdate()
    union = federation.union
    close_org(actor=SYSTEM, org=union, on=today, ground="dissolved", seen_version=union.version)
    headers = [*HEADERS, "所属工会"]
    roster = checked(desk, federation.town, [[*row_of(1), "滨海纺织厂工会"]], headers=headers)
    assert f"这个工会已于 {today} 撤销" in page(desk, roster)


def test_tags_of_the_sheet_are_put_on_with_their_source(desk: Any, federation: Any) -> None:
    headers = [*HEADERS, "职工标签"]
    roster = entered(desk, federation.union, [[*row_of(1), "农民工、劳模"]], headers=headers)
    assert set(PersonTag.objects.values_list("tag", "source")) == {
        ("migrant", roster.source), ("model_worker", roster.source),
    }  # fmt: skip


def test_somebody_who_left_comes_back_with_the_same_record(desk: Any, federation: Any) -> None:
    person = build.member(federation.union, "王芳", id_number=id_of(7))
    held = build.membership(person)
    told = {"left_on": date(2022, 3, 1), "seen_version": held.version, "at": timezone.now()}
    leave_union(actor=SYSTEM, membership=held, **told)
    early = checked(desk, federation.union, [row_of(7, 姓名="王芳", 入会日期="2022-01-01")])
    assert "上一段会籍到 2022-03-01 才结束" in page(desk, early)
    entered(desk, federation.union, [row_of(7, 姓名="王芳")])
    assert Person.objects.count() == 1
    assert Membership.objects.filter(person=person).count() == 2


def test_a_member_of_another_union_must_be_transferred(desk: Any, federation: Any) -> None:
    build.member(federation.other_union, "王芳", id_number=id_of(7))
    roster = checked(desk, federation.union, [row_of(7, 姓名="王芳")])
    text = page(desk, roster)
    assert "已是五汛机械厂工会会员" in text
    assert "再转会" in text
    assert id_of(7) not in text


def test_another_name_for_a_known_number_is_asked_about(desk: Any, federation: Any) -> None:
    build.member(federation.union, "王芳", id_number=id_of(7))
    assert "在册的姓名是「王＊」" in page(desk, checked(desk, federation.union, [row_of(7, 姓名="李芳")]))


def test_the_error_file_is_the_same_sheet_with_reasons_and_can_be_sent_back(
    desk: Any, federation: Any
) -> None:
    bad = row_of(2, 身份证号=id_of(2)[:-1], 备注="原样带回")
    roster = checked(desk, federation.union, [row_of(1), bad, row_of(1)])
    answer = desk.get(f"{roster.get_absolute_url()}reasons.xlsx")
    data = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0] == [*HEADERS, "原行号", "原因"]
    assert rows[1][:2] == ["3", bad[1]]
    assert rows[1][9:11] == ["原样带回", 3.0]
    assert "C 身份证号：少了 1 位，只有 17 位" in rows[1][11]
    assert "和第 2 行证件号一样" in rows[2][11]
    rows[1][2] = id_of(2)
    mended = checked(desk, federation.union, [rows[1]], headers=rows[0])
    assert "可入册 1" in page(desk, mended)


def test_a_whole_import_can_be_taken_back_within_a_day(desk: Any, federation: Any) -> None:
    kept = build.member(federation.union, "王芳", id_number=id_of(0), phone="13900000000")
    roster = entered(desk, federation.union, [row_of(0, 姓名="王芳", 手机号="13811111111"), *rows_of(3, 1)])
    assert Person.objects.count() == 4
    roster = step(desk, roster, "undo")
    assert roster.state == "undone"
    assert list(Person.objects.values_list("pk", flat=True)) == [kept.pk]
    kept = Person.objects.get()
    assert (kept.phone, kept.job) == ("13900000000", "")
    assert Membership.objects.count() == 1
    assert "整批已撤回" in page(desk, roster)


def test_after_a_day_or_after_somebody_moved_on_nothing_is_taken_back(
    desk: Any, federation: Any, officer: Any, client_for: Any
) -> None:
    roster = entered(desk, federation.union, rows_of(2))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert client_for(officer).post(f"{roster.get_absolute_url()}undo/").status_code == 422
    person = Person.objects.first()
    correct_person(actor=SYSTEM, person=person, seen_version=person.version, job="司机", at=timezone.now())
    roster = step(desk, roster, "undo")
    assert roster.state == "entered"
    assert "入册后又办过别的事" in page(desk, roster)
    assert Membership.objects.count() == 2


def test_the_neighbour_finds_nothing(desk: Any, federation: Any, client_for: Any, neighbour: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1), row_of(2, 身份证号="1")])
    stranger = client_for(neighbour)
    base = roster.get_absolute_url()
    asked = ["", "progress/", "map/", "reasons.xlsx", "rows/3/"]
    assert {path: stranger.get(base + path).status_code for path in asked} == dict.fromkeys(asked, 404)
    posted = ["enter/", "undo/", "sheet/", "rows/3/skip/", "rows/3/fix/", "rows/3/"]
    assert {path: stranger.post(base + path).status_code for path in posted} == dict.fromkeys(posted, 404)
    assert roster.file_name not in stranger.get("/people/rosters/").content.decode()
    assert upload(stranger, federation.union, book(rows_of(1))).status_code == 422
    assert desk.get(f"/jobs/{roster.job_id}/").status_code == 200
    assert stranger.get(f"/jobs/{roster.job_id}/").status_code == 404


def test_a_colleague_of_the_same_town_sees_it(
    desk: Any, federation: Any, client_for: Any, colleague: Any
) -> None:
    roster = checked(desk, federation.union, rows_of(1))
    assert "可入册 1" in page(client_for(colleague), roster)


def test_a_member_has_no_such_page(client_for: Any, federation: Any, officer: Any) -> None:
    officer.kind = "member"
    officer.save()
    assert client_for(officer).get("/people/rosters/").status_code == 404


def test_the_officer_is_told_when_it_is_checked_and_when_it_is_in(
    desk: Any, federation: Any, officer: Any
) -> None:
    roster = entered(desk, federation.union, rows_of(1))
    told = Notice.objects.filter(user=officer, url=roster.get_absolute_url())
    assert list(told.order_by("pk").values_list("event", flat=True)) == [
        "people.roster_checked", "people.roster_entered",
    ]  # fmt: skip


def test_the_import_page_asks_the_same_for_one_row_and_for_many(
    desk: Any, federation: Any, queries: Any
) -> None:
    asked = []
    for count in (2, 25):
        rows = [row_of(n, 身份证号=id_of(n)[:-1]) for n in range(count)]
        roster = checked(desk, federation.union, rows)
        with queries() as seen:
            page(desk, roster)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_wrong_step_is_a_conflict_and_an_unknown_one_is_not_found(desk: Any, federation: Any) -> None:
    roster = uploaded(desk, federation.union, book(rows_of(1)))
    assert desk.post(f"{roster.get_absolute_url()}enter/").status_code == 409
    assert desk.post(f"{roster.get_absolute_url()}destroy/").status_code == 404


def test_the_file_is_deleted_after_a_week(desk: Any, federation: Any, settings: Any, tmp_path: Any) -> None:
    from wuli.base.people.roster.tasks import forget_old_rosters

    settings.MEDIA_ROOT = tmp_path
    roster = uploaded(desk, federation.union, book(rows_of(2)))
    kept = list(tmp_path.rglob("*.sealed"))
    assert len(kept) == 1
    assert b"PK" not in kept[0].read_bytes()[:60]
    roster = check(desk, roster)
    forget_old_rosters(timestamp=int((timezone.now() + timedelta(days=6)).timestamp()))
    assert kept[0].exists()
    forget_old_rosters(timestamp=int((timezone.now() + timedelta(days=8)).timestamp()))
    assert not kept[0].exists()
    assert StagedRow.objects.filter(batch=roster.pk).exists()
    assert desk.post(f"{roster.get_absolute_url()}map/", roster.mapping).status_code == 422
    forget_old_rosters(timestamp=int((timezone.now() + timedelta(days=31)).timestamp()))
    assert not StagedRow.objects.filter(batch=roster.pk).exists()


def test_a_file_whose_job_cannot_read_it_goes_back_to_its_columns(desk: Any, federation: Any) -> None:
    from wuli.base.core.excel import vault

    roster = uploaded(desk, federation.union, book(rows_of(2)))
    desk.post(f"{roster.get_absolute_url()}map/", roster.mapping)
    vault.throw_away("rosters", roster.pk)
    roster = worked(roster)
    assert roster.state == RosterImport.State.UPLOADED
    assert "原文件已按约定删除" in page(desk, roster)
