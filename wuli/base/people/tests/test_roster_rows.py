"""Rows that wait: every fault names row, column, value (masked), cause and cure, and can be mended here."""

from typing import Any

import pytest

from wuli.base.core.models.staging import StagedRow
from wuli.base.people.models import Membership, Person
from wuli.base.people.roster.models import RosterImport
from wuli.base.people.roster.sheet import mask_digits

from . import build
from .rosters import checked, page, step
from .sheets import HEADERS, id_of, row_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for: Any, officer: Any) -> Any:
    return client_for(officer)


def wrong_digit(n: int) -> str:
    """An ID number whose last character does not fit."""
    number = id_of(n)
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def click(desk: Any, roster: RosterImport, rowno: int, name: str, column: str = "") -> StagedRow:
    """A button of a row; what the row is afterwards."""
    answer = desk.post(f"{roster.get_absolute_url()}rows/{rowno}/{name}/", {"column": column})
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


def write(desk: Any, roster: RosterImport, rowno: int, column: str, value: str, **more: str) -> StagedRow:
    """A value typed into a cell of a row."""
    told = {"column": column, "value": value} | more
    answer = desk.post(f"{roster.get_absolute_url()}rows/{rowno}/", told)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return StagedRow.objects.get(batch=roster.pk, rowno=rowno)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"身份证号": "32092219880311073"}, "少了 1 位，只有 17 位"),
        ({"身份证号": "3209221988031107399"}, "多了 1 位，有 19 位"),
        ({"身份证号": "G20922198803110739"}, "有不该有的字符"),
        ({"身份证号": "990922198813110739"}, "第 7 到 14 位不是日期"),
        ({"身份证号": "770922198803110739"}, "开头 77 不是任何省份"),
        ({"身份证号": "320922203003110739"}, "第 7 到 14 位不是日期"),
        ({"身份证号": ""}, "必填没填"),
        ({"姓名": "1234"}, "不像人名"),
        ({"手机号": "1385106123"}, "不像手机号，有 10 位"),
        ({"入会日期": "2025-13-02"}, "没有 13 月"),
        ({"入会日期": "2025-02-30"}, "2025 年 2 月没有 30 日"),
        ({"入会日期": "去年"}, "这不是日期"),
        ({"入会日期": "2099-01-01"}, "入会日期还没到"),
        ({"入会日期": "1990-01-01"}, "早于工会成立"),
        ({"学历": "博士后"}, "没有「博士后」这一项"),
        ({"工种": "焊" * 41}, "太长，有 41 个字"),
        ({"工种": ""}, "没填"),
    ],
)
def test_each_fault_has_its_row_its_column_its_cause(
    desk: Any, federation: Any, changed: dict[str, str], words: str
) -> None:
    roster = checked(desk, federation.union, [row_of(1), row_of(2, **changed)])
    text = page(desk, roster)
    assert words in text
    header, value = next(iter(changed.items()))
    assert f"{'ABCDEFGHIJ'[HEADERS.index(header)]} {header}" in text
    assert "要改 1" in text
    if header in ("身份证号", "手机号") and value:
        assert value not in text


def test_a_name_is_never_the_same_for_all(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 姓名=""), row_of(2, 姓名="")])
    address = f"{roster.get_absolute_url()}rows/2/"
    assert "没填的行都填这个" not in desk.get(address).content.decode()
    told = {"column": "name", "value": "王芳", "everywhere": "on"}
    assert desk.post(address, told).status_code == 422
    assert "要改 2" in page(desk, roster)


def test_too_young_to_join_is_seen_from_the_number(desk: Any, federation: Any) -> None:
    number = build.valid_id(born_on=build.date(2008, 6, 1))
    roster = checked(desk, federation.union, [row_of(1, 身份证号=number, 入会日期="2023-05-11")])
    assert "那时才 14 岁" in page(desk, roster)


@pytest.mark.parametrize("prefix", ["81", "82", "83"])
def test_residence_permits_and_foreign_cards_are_welcome(desk: Any, federation: Any, prefix: str) -> None:
    from wuli.base.people.rules import id_check_digit

    permit, card = f"{prefix}000019900307001", "91123419900307002"
    rows = [row_of(n, 身份证号=first + id_check_digit(first)) for n, first in enumerate([permit, card])]
    roster = step(desk, checked(desk, federation.union, rows), "enter")
    kinds = Membership.objects.filter(source=roster.source).values_list("person__id_type", flat=True)
    assert sorted(kinds) == ["foreign", "hk_mo_tw"]


def test_one_click_puts_the_right_check_digit(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 身份证号=wrong_digit(1))])
    text = page(desk, roster)
    assert f"改成 {id_of(1)[-1]}" in text
    assert click(desk, roster, 2, "fix", "id_number").state == "ready"
    step(desk, roster, "enter")
    assert Person.objects.get().id_number == id_of(1)


def test_one_click_swaps_month_and_day(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 入会日期="2024-13-02")])
    assert "改成 2024-02-13" in page(desk, roster)
    row = click(desk, roster, 2, "fix", "joined_on")
    assert (row.state, row.cells["joined_on"]) == ("ready", "2024-02-13")


def test_a_typed_correction_is_judged_again(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 身份证号="12345")])
    assert write(desk, roster, 2, "id_number", wrong_digit(1)).state == "bad"
    assert "最后一位对不上" in page(desk, roster)
    row = write(desk, roster, 2, "id_number", id_of(1))
    assert (row.state, row.raw) == ("ready", None)


def test_a_correction_to_somebody_elses_number_is_found_in_the_file(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1), row_of(2, 身份证号="12345")])
    write(desk, roster, 3, "id_number", id_of(1))
    assert "和第 2 行证件号一样" in page(desk, roster)


def test_what_most_have_is_proposed_and_filled_for_one_or_for_all(desk: Any, federation: Any) -> None:
    rows = [row_of(n, 工种="焊工") for n in range(8)] + [row_of(n, 工种="") for n in range(8, 11)]
    roster = checked(desk, federation.union, rows)
    assert "同单位 8 人都是「焊工」，可以一起填" in page(desk, roster)
    assert click(desk, roster, 10, "fix", "job").cells["job"] == "焊工"
    write(desk, roster, 11, "job", "电工", everywhere="on")
    assert set(StagedRow.objects.values_list("state", flat=True)) == {"ready"}
    assert StagedRow.objects.get(rowno=12).cells["job"] == "电工"


def test_a_cell_that_is_not_needed_may_stay_open(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 手机号="138510"), row_of(2, 工种="")])
    assert click(desk, roster, 2, "open", "phone").state == "ready"
    assert click(desk, roster, 3, "open", "job").state == "ready"
    step(desk, roster, "enter")
    assert sorted(Person.objects.values_list("phone_mask", "job")) == [("", "钳工"), ("138****0002", "")]


def test_a_needed_cell_may_not_stay_open(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1, 身份证号="")])
    answer = desk.post(f"{roster.get_absolute_url()}rows/2/open/", {"column": "id_number"})
    assert answer.status_code == 409


def test_two_who_look_alike_are_shown_side_by_side_and_let_pass(desk: Any, federation: Any) -> None:
    one, other = id_of(1, female=True), id_of(14_001, female=True)
    rows = [row_of(1, 身份证号=one, 姓名="王芳"), row_of(1, 身份证号=other, 姓名="王芳")]
    roster = checked(desk, federation.union, rows)
    assert "和第 2 行可能是同一人" in page(desk, roster)
    beside = desk.get(f"{roster.get_absolute_url()}rows/3/").content.decode()
    assert beside.count("王芳") >= 2
    assert "第 2 行" in beside
    assert click(desk, roster, 3, "accept").state == "ready"


def test_a_row_can_be_left_out(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1), row_of(1)])
    assert click(desk, roster, 3, "skip").state == "skipped"
    again = desk.post(f"{roster.get_absolute_url()}rows/3/skip/")
    assert again.status_code == 409


def test_after_a_transfer_the_row_is_looked_at_again(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(7, 姓名="王芳", 身份证号="12345")])
    build.member(federation.union, "王芳", id_number=id_of(7))
    assert write(desk, roster, 2, "id_number", id_of(7)).state in ("same", "changed")


def test_good_rows_enter_while_bad_ones_wait_and_enter_later(desk: Any, federation: Any) -> None:
    roster = checked(desk, federation.union, [row_of(1), row_of(2, 身份证号=wrong_digit(2))])
    roster = step(desk, roster, "enter")
    assert Membership.objects.count() == 1
    assert "要改 1" in page(desk, roster)
    click(desk, roster, 3, "fix", "id_number")
    step(desk, roster, "enter")
    assert Membership.objects.count() == 2


def test_chips_show_one_kind_of_fault(desk: Any, federation: Any) -> None:
    rows = [row_of(1, 身份证号="123"), row_of(2, 入会日期="去年"), *rows_of(2, 5)]
    roster = checked(desk, federation.union, rows)
    dates = page(desk, roster, "?group=日期")
    assert "这不是日期" in dates
    assert "只有 3 位" not in dates


def test_masks_show_the_ends_and_never_more_than_half() -> None:
    for length in range(1, 25):
        words = "1234567890" * 3
        masked = mask_digits(words[:length])
        assert len(masked) == length
        assert masked.count("*") * 2 >= length
