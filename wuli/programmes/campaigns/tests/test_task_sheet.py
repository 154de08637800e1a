"""Tasks from an Excel sheet: good rows are given once, bad ones wait with row, column, cause and cure."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests import people
from tests.race import Ok
from wuli.base.core.actions import SYSTEM
from wuli.base.core.models.notices import Notice
from wuli.base.orgs.actions import close_org
from wuli.programmes.campaigns.actions import NewTask, UnitClosed, give_task, give_tasks
from wuli.programmes.campaigns.models import Task
from wuli.programmes.campaigns.tests import build
from wuli.programmes.campaigns.tests.task_sheets import HEAD, book, row, soon

AT = "/campaigns/tasks/import/"


def send(client: Any, upload: Any, query: str = "") -> str:
    """Send a file; the address of its result."""
    answer = client.post(AT + query, {"upload": upload})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def written(answer: Any) -> list[list[Any]]:
    """The first sheet of a file that was sent back."""
    data = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.fixture
def client(county_officer: Any, officer: Any, client_for: Any) -> Any:
    """周 of the county, who gives tasks; the first town has 陈 to do them."""
    return client_for(county_officer)


def test_a_sheet_is_given_once_however_often_it_is_sent(
    federation: Any, client: Any, county_officer: Any, officer: Any
) -> None:
    detail = "逐个站点登记，不漏一人；\n月底前报。"
    upload = book(row("摸清骑手底数", federation.town, detail=detail), row("报工会章", federation.town))
    there = send(client, upload)
    assert "交办这 2 件" in client.get(there).content.decode()
    assert not Task.objects.exists()
    assert client.post(there).status_code == 303
    assert "没有要交办的了" in client.get(there).content.decode()
    client.post(there)  # pressed twice
    client.post(send(client, book(row("摸清骑手底数", federation.town, detail=detail))))
    task = Task.objects.get(title="摸清骑手底数")
    assert (task.owner, task.given_by, task.asked_by) == (officer, county_officer, federation.county)
    assert task.detail == detail  # Chinese punctuation and lines stay
    assert Task.objects.count() == 2
    assert Notice.objects.get(user=officer).params["n"] == "2"  # one word for the sheet


def test_bad_rows_wait_with_row_column_cause_and_cure_and_good_ones_go_in(
    federation: Any, client: Any, officer: Any, neighbour: Any
) -> None:
    people.officer(federation.town, "同名", username="tongming1")
    people.officer(federation.town, "同名", username="tongming2")
    bad = [
        row("", federation.town),
        row("没有这个单位", "火星总工会"),
        row("过期的", federation.town, "2020/01/01"),
        row("不是日期", federation.town, "月底"),
        row("二月三十", federation.town, "2027-02-30"),
        row("十三月", federation.town, "2027-13-20"),
        row("没有这个人", federation.town, owner="查无此人"),
        row("两个同名", federation.town, owner="同名"),
        row("别镇的人", federation.town, owner=neighbour.name),
        row("没有这个计划", federation.town, plan="不存在的计划"),
        row("太长" * 41, federation.town),
        row("没人承办", federation.other_union),
        row("好的一行", federation.town),
    ]
    upload = book(row("好的一行", federation.town, owner=officer.username), *bad)
    there = send(client, upload)
    page = client.get(there).content.decode()
    for words in [
        "B 工作任务", "必填没填", "C 责任单位", "没有找到这个单位", "D 完成时限", "期限已经过去了",
        "写今天或者以后的日期", "这不是日期", "没有 30 日", "没有 13 月", "照原件改", "E 责任人",
        "没有找到这位干部", "有 2 个叫这个名称", "写他的账号", "没有承办任务的权限", "F 所属计划",
        "没有找到能加任务的计划", "太长，有 82 个字", "还没有能承办任务的干部", "和第 3 行是同一件任务",
    ]:  # fmt: skip
        assert words in page, words
    assert "交办这 1 件" in page
    assert "是不是 ？" not in page
    assert re.findall(r"<b>(\d+)</b>", page) == ["1", "0", "13"]  # to give, given already, to correct
    rows = written(client.get(f"{there}faults/"))
    assert rows[0][:3] == HEAD[:3]
    assert [int(each[-2]) for each in rows[1:]] == list(range(4, 17))
    assert "写全称、信用代码" in rows[2][-1]
    client.post(there)
    assert [task.title for task in Task.objects.all()] == ["好的一行"]
    mended = [each[: len(HEAD)] for each in rows[1:2]]
    mended[0][1] = "补上了名称"
    client.post(send(client, book(*mended)))
    assert Task.objects.filter(title="补上了名称").exists()


def test_rows_belong_to_the_plan_they_name_or_to_that_of_the_page(
    federation: Any, client: Any, county_officer: Any
) -> None:
    plan = build.plan(federation.county, county_officer, "project", title="一站多能（试点）")
    other = build.plan(federation.county, county_officer, "research", title="立法调研")
    page = client.get(plan.get_absolute_url()).content.decode()
    assert f"{AT}?plan={plan.pk}" in page
    upload = book(row("甲", federation.town), row("乙", federation.town, plan="立法调研"))
    there = send(client, upload, f"?plan={plan.pk}")
    assert "一站多能" in client.get(there).content.decode()
    client.post(there)
    assert {task.title: task.plan for task in Task.objects.all()} == {"甲": plan, "乙": other}
    client.post(send(client, book(row("丙", federation.town, plan="一站多能(试点)"))))
    assert Task.objects.get(title="丙").plan == plan


def test_no_sheet_reaches_a_plan_that_is_secluded_split_by_number_or_anothers(
    federation: Any, client: Any, client_for: Any, county_officer: Any, officer: Any
) -> None:
    strict = build.strict(federation.town)
    campaign = build.plan(federation.county, county_officer, title="百日行动")
    inspector = client_for(strict.lead)
    for plan in (strict, campaign):
        assert inspector.get(f"{AT}?plan={plan.pk}").status_code == 404
    assert client_for(officer).get(f"{AT}?plan={campaign.pk}").status_code == 404
    assert client.get(f"{AT}?plan=nonsense").status_code == 404
    there = send(inspector, book(row("查一查", federation.town, plan=strict.title)))
    assert "没有找到能加任务的计划" in inspector.get(there).content.decode()


def test_a_closed_unit_gets_no_task_from_a_sheet_nor_by_hand(
    federation: Any, client: Any, county_officer: Any
) -> None:
    worker = people.officer(federation.union, "厂里干事")
    union = type(federation.union).objects.get(pk=federation.union.pk)
    close_org(actor=SYSTEM, org=union, on=build.today(), ground="members_decided", seen_version=union.version)
    union.refresh_from_db()
    there = send(client, book(row("已经没有的厂", union)))
    page = client.get(there).content.decode()
    assert "已经撤销，交不过去" in page
    assert "换成接着办的单位" in page
    told = {"title": "x", "due_on": build.today(), "owner": worker, "at": timezone.now()}
    with pytest.raises(UnitClosed):
        give_task(actor=county_officer, org=union, **told)


def test_the_template_has_heads_and_drop_downs_of_ones_own_units(
    federation: Any, client: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    rows = written(client.get(f"{AT}template/"))
    assert rows[0][:4] == ["任务", "承办单位", "完成期限", "负责人"]
    answer = client_for(officer).get(f"{AT}template/")
    data = BytesIO(b"".join(answer.streaming_content))
    words = [str(cell) for line in CalamineWorkbook.from_filelike(data).get_sheet_by_index(1).to_python()
             for cell in line]  # fmt: skip
    assert federation.town.name in words
    assert officer.name in words
    assert federation.other_town.name not in words
    assert neighbour.name not in words


def test_nobody_else_opens_the_file_and_who_may_not_give_finds_no_page(
    federation: Any, client: Any, officer: Any, client_for: Any
) -> None:
    there = send(client, book(row("好", federation.town)))
    leader = client_for(people.officer(federation.county, "看数", role="leader"))
    assert client_for(officer).get(there).status_code == 404
    assert client_for(officer).post(there).status_code == 404
    for address in (AT, f"{AT}template/", there):
        assert leader.get(address).status_code == 404
    assert AT not in leader.get("/campaigns/board/").content.decode()
    assert AT in client.get("/campaigns/board/").content.decode()


def test_a_file_that_is_no_such_sheet_is_refused_with_its_cure(client: Any) -> None:
    for content in [b"", b"\x89PNG\r\n", b"a,b\n1,2\n", b"PK\x03\x04broken"]:
        answer = client.post(AT, {"upload": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 422
    assert client.post(AT, {}).status_code == 422
    answer = client.post(AT, {"upload": SimpleUploadedFile("报告.docx", b"PK\x03\x04")})
    assert "“报告.docx”不是表格" in answer.content.decode()


def test_two_presses_at_one_moment_give_each_task_once(race: Any) -> None:
    federation = people.build_federation()
    giver = people.officer(federation.county, "周海燕")
    people.officer(federation.town, "陈明")
    batch = [NewTask(federation.town, "摸底", build.today() + timedelta(days=9))]
    assert race(give_tasks, actor=giver, batch=batch, at=timezone.now(), takers=4) == {Ok: 4}
    assert Task.objects.count() == 1


def test_a_list_that_was_taken_out_can_be_sent_again(federation: Any, client: Any, officer: Any) -> None:
    build.task(federation.town, officer, title="导出再导入", at=timezone.now())
    answer = client.get("/campaigns/export/")
    data = b"".join(answer.streaming_content)
    there = send(client, SimpleUploadedFile("任务清单.xlsx", data))
    assert "已经交办过" in client.get(there).content.decode()
    assert "没有要交办的了" in client.get(there).content.decode()


def test_a_sheet_of_many_rows_is_given_in_few_statements(
    federation: Any, client: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    small = send(client, book(row("第 0 件", federation.town)))
    large = send(client, book(*[row(f"第 {n} 件", federation.town, soon(n)) for n in range(1, 301)]))
    with CaptureQueriesContext(connection) as few:
        client.post(small)
    with django_assert_max_num_queries(len(few)):
        assert client.post(large).status_code == 303
    assert Task.objects.count() == 301
    first, many = Notice.objects.filter(user=officer).order_by("at")
    assert "第 0 件" in str(first)
    assert "300 件任务" in str(many)
    mine = client.get(many.url)
    assert mine.status_code == 200
