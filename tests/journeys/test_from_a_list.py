"""An officer reads a list record by record, with keys and without scripts, and comes back to where it was."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.people import Federation, officer
from wuli.base.people.tests.build import member

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_is_read_record_by_record(
    walk: Callable[..., Any], federation: Federation, width: int
) -> None:
    for name in ("安一", "白二", "欧阳堃䶮"):
        member(federation.union, name)
    at = walk(officer(federation.town, "陈明"), width)
    at.go("/people/?sort=-0")
    page = at.click("白二")
    page.get_by_text("第 2 条，共 3 条").wait_for()
    page.keyboard.press("j")
    page.get_by_text("第 3 条，共 3 条").wait_for()
    page.get_by_role("heading", name="安一").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("k")
    page.get_by_text("第 2 条，共 3 条").wait_for()
    at.click("上一条（K）")
    page.get_by_role("heading", name="欧阳堃䶮").wait_for()
    at.click("更正资料")
    page.get_by_label("姓名").fill("欧阳堃")
    at.click("保存", role="button")
    page.get_by_text("第 1 条，共 3 条").wait_for()
    at.click("回名单")
    assert "sort=-0" in page.url
    page.get_by_role("link", name="欧阳堃").wait_for()


def test_columns_are_chosen_and_ordered(walk: Callable[..., Any], federation: Federation, width: int) -> None:
    member(federation.union, "欧阳堃䶮", phone="13800004071")
    at = walk(officer(federation.town, "陈明"), width)
    at.go("/people/?q=oy")
    page = at.click("选列")
    at.click("手机号往前挪", role="button")
    page.get_by_role("checkbox", name="性别").uncheck()
    at.click("保存", role="button")
    assert page.url.endswith("?q=oy")
    assert page.get_by_text("名单按您选的列显示").is_visible()
    heads = [head.strip() for head in page.locator("thead th").all_text_contents() if head.strip()]
    assert "性别" not in heads
    assert heads.index("手机号") < heads.index("证件号码")
