"""A sheet of units: what goes in, what waits with its reason, and that twice is once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.people import client_for
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build
from wuli.base.orgs.tests.sheets import UNION, VILLAGE, book

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Org:
    """正红镇."""
    return build.town()


@pytest.fixture
def client(town: Org) -> Client:
    """陈, who keeps the units of the town."""
    return client_for(build.officer_at(town))


def send(client: Client, upload: SimpleUploadedFile) -> str:
    """Send a file; the address of its result."""
    answer = client.post(reverse("orgs:import"), {"upload": upload})
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"]


def test_units_of_a_sheet_are_founded_once(client: Client, town: Org) -> None:
    there = send(client, book(UNION, VILLAGE))
    assert "建这 2 家" in client.get(there).content.decode()
    assert Org.objects.count() == 2
    assert client.post(there).status_code == 303
    union = Org.objects.get(name="友谊厂工会")
    assert union.parent_edges.get().parent.name == "友谊村工会"
    again = send(client, book(UNION, VILLAGE))
    assert "没有要建的了" in client.get(again).content.decode()
    client.post(again)
    assert Org.objects.count() == 4


def test_wrong_rows_wait_with_row_column_cause_and_cure(client: Client, town: Org) -> None:
    outside = build.town("东坎")
    wrong = [
        ["甲工会", "协会", "工会委员会", "正红镇总工会", "", "2010-05-01"],
        ["乙工会", "基层工会", "工会委员会", outside.name, "", "2010-05-01"],
        ["丙工会", "基层工会", "工会委员会", "正红镇总工会", "91110000600037341L", "2010-05-01"],
        ["丁分会", "分会", "分会", "丙工会", "", "2010-05-01"],
        ["戊工会", "基层工会", "工会委员会", "正红镇总工会", "", "2010-13-01"],
    ]
    there = send(client, book(VILLAGE, *wrong))
    page = client.get(there).content.decode()
    for words in ["协会", "不在您的范围内", "一般以81开头", "那一行还没通过", "E 信用代码"]:
        assert words in page
    assert "建这 1 家" in page
    sheet = b"".join(client.get(f"{there}faults/").streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["工会全称", "甲工会", "乙工会", "丙工会", "丁分会", "戊工会"]
    client.post(there)
    assert Org.objects.filter(name="友谊村工会").exists()
    assert not Org.objects.filter(name="丁分会").exists()


def test_a_file_that_is_no_sheet_is_refused_with_its_cure(client: Client) -> None:
    for content in [b"\x89PNG\r\n", b"a,b\n1,2\n", b"PK\x03\x04broken"]:
        answer = client.post(reverse("orgs:import"), {"upload": SimpleUploadedFile("x.csv", content)})
        assert answer.status_code == 422


def test_rows_that_name_each_other_are_told_so_and_the_sound_ones_go_in(client: Client, town: Org) -> None:
    head = ["集团工会", "工会委员会"]
    circle = [
        ["甲工会", *head, "乙工会", "", "2010-05-01"],
        ["乙工会", *head, "甲工会", "", "2010-05-01"],
        ["丙工会", "基层工会", "工会委员会", "甲工会", "", "2010-05-01"],
        ["丁工会", *head, "丁工会", "", "2010-05-01"],
    ]
    there = send(client, book(VILLAGE, *circle))
    page = client.get(there).content.decode()
    for words in ["甲工会 → 乙工会 → 甲工会", "乙工会 → 甲工会 → 乙工会", "那一行还没通过", "放在自己下面"]:
        assert words in page
    assert "建这 1 家" in page
    assert client.post(there).status_code == 303
    assert set(Org.objects.filter(parent_edges__parent=town).values_list("name", flat=True)) == {"友谊村工会"}
    assert Org.objects.count() == 3


def test_of_two_equal_rows_the_first_goes_in_and_the_second_names_it(client: Client, town: Org) -> None:
    other = ["别的工会", "基层工会", "工会委员会", "正红镇总工会", UNION[4], "2011-06-01"]
    there = send(client, book(VILLAGE, VILLAGE, UNION, other))
    page = client.get(there).content.decode()
    assert "和第 3 行重复：同一个上级下面两行都叫“友谊村工会”" in page
    assert "和第 5 行重复：两行的信用代码都是" in page
    assert "已经有一个" not in page
    assert client.post(there).status_code == 303
    assert Org.objects.get(name="友谊厂工会").parent_edges.get().parent.name == "友谊村工会"
    assert not Org.objects.filter(name="别的工会").exists()


def test_the_sheet_of_ones_own_units_sent_back_changes_nothing(client: Client, town: Org) -> None:
    own = [town.name, "乡镇工会", "总工会", "滨海县总工会", "", "2003-06-01"]
    client.post(send(client, book(VILLAGE)))
    page = client.get(send(client, book(own, VILLAGE))).content.decode()
    assert "没有要建的了" in page
    assert "要改的行" not in page


def test_a_sheet_with_only_a_head_is_told_so(client: Client, town: Org) -> None:
    answer = client.post(reverse("orgs:import"), {"upload": book()})
    assert answer.status_code == 422
    assert "只有表头" in answer.content.decode()


def test_lists_in_faults_are_joined_and_cut_in_the_readers_language(client: Client, town: Org) -> None:
    nested = ["乙镇工会", "乡镇工会", "工会委员会", "正红镇总工会", "", "2010-05-01"]
    there = send(client, book(["甲工会", "协会", "工会委员会", "正红镇总工会", "", "2010-05-01"], nested))
    page = client.get(there).content.decode()
    more = len(OrgKind) - 8
    assert f"，还有 {more} 种" in page
    assert "可以放在：市级总工会、县" in page
    client.cookies["django_language"] = "en"
    page = client.get(there).content.decode()
    assert f", and {more} more" in page
    assert "、" not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_nobody_else_opens_the_file(client: Client, town: Org) -> None:
    there = send(client, book(VILLAGE))
    colleague = client_for(build.officer_at(town, name="李芳"))
    leader = client_for(build.officer_at(town, "leader"))
    assert colleague.get(there).status_code == 404
    assert leader.get(reverse("orgs:import")).status_code == 404
    assert leader.get(reverse("orgs:import-template")).status_code == 404


def test_the_template_can_be_filled_in_and_sent(client: Client) -> None:
    sheet = b"".join(client.get(reverse("orgs:import-template")).streaming_content)  # type: ignore[attr-defined]
    heads = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()[0]
    assert heads[:2] == ["全称", "简称"]
    assert "上级工会" in heads
