"""Whatever file comes: a clear answer with the cure, never a 500."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from wuli.base.people.models import Membership
from wuli.base.people.roster.models import RosterImport

from . import old_excel
from .rosters import check, entered, page, step, upload, uploaded
from .sheets import HEADERS, book, comma_separated, id_of, row_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for: Any, officer: Any) -> Any:
    return client_for(officer)


def refusal(desk: Any, federation: Any, data: bytes, name: str = "名册.xlsx") -> str:
    answer = upload(desk, federation.union, data, name)
    assert answer.status_code == 422
    assert not RosterImport.objects.exists()
    return answer.content.decode()


def encrypted() -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(book(rows_of(2)))).encrypt("secret", out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (40 << 20))
    return out.getvalue()


def far_cell() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as work:
        sheet = work.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write(1_048_575, 16_383, "x")
    return out.getvalue()


REFUSED = {
    "blank": (lambda: b"  \n", "文件是空的"),
    "no bytes": (lambda: b"", "文件是空的"),
    "empty sheet": (lambda: book([], headers=()), "文件是空的"),
    "password": (encrypted, "加了打开密码"),
    "password, old": (old_excel.locked_book, "加了打开密码"),
    "zip bomb": (bomb, "展开后太大"),
    "one cell far away": (far_cell, "展开后太大"),
    "web page": (lambda: b"<html><table><tr><td>x</td></tr></table>", "网页改名"),
    "pdf": (lambda: b"%PDF-1.7 1 0 obj", "不是表格文件"),
    "bytes": (lambda: bytes(range(9)), "不是表格文件"),
    "cut off": (lambda: book(rows_of(3))[:-400], "不完整或已损坏"),
    "not a zip": (lambda: b"PK\x03\x04 not a zip", "不完整或已损坏"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_with_its_cause_and_cure(desk: Any, federation: Any, case: str) -> None:
    make, words = REFUSED[case]
    assert words in refusal(desk, federation, make())


def test_a_word_document_is_no_roster(desk: Any, federation: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert "不是表格文件" in refusal(desk, federation, out.getvalue(), "名册.docx")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
def test_a_csv_in_any_chinese_encoding_enters(desk: Any, federation: Any, encoding: str) -> None:
    data = comma_separated([row_of(1, 姓名="欧阳䶮"), row_of(2)], encoding=encoding)
    roster = step(desk, check(desk, uploaded(desk, federation.union, data, "名册.csv")), "enter")
    assert sorted(m.person.name for m in Membership.objects.filter(source=roster.source)) != []
    assert Membership.objects.filter(person__name="欧阳䶮").exists()


def test_an_old_xls_enters(desk: Any, federation: Any) -> None:
    rows = [list(HEADERS), *[[str(cell) for cell in row] for row in rows_of(3)]]
    roster = check(desk, uploaded(desk, federation.union, old_excel.old_book(rows), "名册.xls"))
    assert "可入册 3" in page(desk, roster)


def test_title_rows_and_merged_heads_are_passed_over(desk: Any, federation: Any) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as work:
        sheet = work.add_worksheet("在册")
        sheet.merge_range(0, 0, 0, 4, "滨海纺织厂工会会员名册")
        sheet.write(1, 0, "填表日期：2025 年 7 月")
        sheet.merge_range(2, 0, 3, 0, "序号")
        sheet.merge_range(2, 1, 2, 2, "基本情况")
        sheet.write_row(3, 1, ["姓　名", "身份证号\n（18位）"])
        sheet.merge_range(2, 3, 3, 3, "岗位（工种）")
        sheet.write_row(4, 0, [1, "王芳", id_of(5), "焊工"])
    roster = uploaded(desk, federation.union, out.getvalue())
    assert roster.header_row == 4
    assert roster.mapping == {"name": 1, "id_number": 2, "job": 3}
    assert "可入册 1" in page(desk, check(desk, roster))


def test_the_sheet_with_the_header_is_found_and_the_wrong_one_says_where_it_is(
    desk: Any, federation: Any
) -> None:
    data = book(rows_of(2), 说明=[["怎么填"], ["看第二张"]])
    roster = uploaded(desk, federation.union, data)
    assert roster.sheet == "在册"
    answer = desk.post(f"{roster.get_absolute_url()}sheet/", {"sheet": "说明"})
    assert answer.status_code == 422
    assert "换成工作表「在册」" in answer.content.decode()
    by_hand = desk.post(f"{roster.get_absolute_url()}sheet/", {"sheet": "说明", "by_hand": "on"})
    assert by_hand.status_code == 303


def test_a_header_alone_is_told_to_have_no_rows(desk: Any, federation: Any) -> None:
    text = page(desk, check(desk, uploaded(desk, federation.union, book([]))))
    assert "表头下面没有行" in text
    assert "都已在册" not in text


def test_a_file_without_known_names_lets_the_officer_tell_the_columns(desk: Any, federation: Any) -> None:
    data = book([["王芳", id_of(3)]], headers=("甲", "乙"))
    roster = uploaded(desk, federation.union, data)
    assert roster.mapping == {}
    assert "这不像会员名册" in page(desk, roster)
    missing = desk.post(f"{roster.get_absolute_url()}map/", {})
    assert missing.status_code == 422
    assert "姓名、证件号码" in missing.content.decode()
    twice = desk.post(f"{roster.get_absolute_url()}map/", {"name": "0", "id_number": "0"})
    assert "被用了两次" in twice.content.decode()
    roster.mapping = {"name": 0, "id_number": 1}
    assert "可入册 1" in page(desk, check(desk, roster))


def test_an_id_typed_as_a_number_is_refused_with_the_cure(desk: Any, federation: Any) -> None:
    rows = [row_of(1, 身份证号=320922199003078515), row_of(2, 身份证号="3.20922E+17")]
    text = page(desk, check(desk, uploaded(desk, federation.union, book(rows))))
    assert text.count("把这一列设为文本后重填") == 2
    assert "要改 2" in text


def test_full_width_digits_and_blanks_are_read_as_meant(desk: Any, federation: Any) -> None:
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    row = row_of(4, 身份证号=f"　{id_of(4).translate(wide)} ", 姓名=" 王　芳 ", 手机号="138 0000-0001")
    entered(desk, federation.union, [row])
    person = Membership.objects.get().person
    assert (person.name, person.id_number, person.phone) == ("王芳", id_of(4), "13800000001")


@pytest.mark.parametrize(
    ("written", "joined_on"),
    [
        ("2023年5月11日", date(2023, 5, 11)),
        ("2023年5月", date(2023, 5, 1)),
        ("2023.5.11", date(2023, 5, 11)),
        ("2023/05/11", date(2023, 5, 11)),
        ("20230511", date(2023, 5, 11)),
        ("202305", date(2023, 5, 1)),
        ("2023-5-11 00:00:00", date(2023, 5, 11)),
        ("２０２３－０５－１１", date(2023, 5, 11)),
        (45057, date(2023, 5, 11)),
        ("45057", date(2023, 5, 11)),
        (20230511, date(2023, 5, 11)),
    ],
)
def test_dates_are_read_in_every_usual_spelling(
    desk: Any, federation: Any, written: Any, joined_on: date
) -> None:
    entered(desk, federation.union, [row_of(1, 入会日期=written)])
    assert Membership.objects.get().joined_on == joined_on


def test_a_real_date_cell_is_read(desk: Any, federation: Any) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as work:
        sheet = work.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "入会日期"])
        sheet.write_row(1, 0, ["王芳", id_of(9)])
        sheet.write_datetime(1, 2, datetime(2023, 5, 11))  # noqa: DTZ001 - Excel has no zones
    step(desk, check(desk, uploaded(desk, federation.union, out.getvalue())), "enter")
    assert Membership.objects.get().joined_on == date(2023, 5, 11)


def test_two_hundred_columns_are_no_trouble(desk: Any, federation: Any) -> None:
    more = [f"附加{n}" for n in range(190)]
    rows = [[*row, *["x"] * 190] for row in rows_of(2)]
    roster = check(desk, uploaded(desk, federation.union, book(rows, headers=[*HEADERS, *more])))
    assert "可入册 2" in page(desk, roster)


def test_the_template_comes_back_as_a_roster(desk: Any, federation: Any) -> None:
    answer = desk.get("/people/rosters/template/")
    data = b"".join(answer.streaming_content)
    roster = uploaded(desk, federation.union, data)
    assert {"name", "id_number", "phone", "org", "tags"} <= set(roster.mapping)
    assert roster.sheet == "会员名册"
