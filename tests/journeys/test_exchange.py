"""Figures go up as a file and a receipt comes back as a file, in browsers of the county and of the city."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.exchange.world import LECTURES, House, today
from tests.people import Federation, grant, officer
from wuli.base.people.tests.build import member
from wuli.mechanisms.figures.models import Publication
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.tests.build import held_lecture

pytestmark = pytest.mark.django_db(transaction=True)
COUNTY, CITY = House("binhai"), House("yancheng")


def chair(federation: Federation, name: str) -> Any:
    user = officer(federation.county, name)
    grant(user, federation.county, role="chair")
    return user


def peer_entered(at: Any, federation: Federation, direction: str, name: str, house: House) -> None:
    """Enter the other side with its code and key, as its own page shows them."""
    page = at.go("/figures/exchange/peers/new/")
    page.get_by_label(direction).check()
    told = {"name": name, "code": house.code, "from_on": today().isoformat(), "public": house.public}
    for field, words in (told | {"key_number": str(house.keys.active_signing)}).items():
        page.locator(f"[name={field}]").fill(words)
    page.locator("[name=org]").select_option(value=str(federation.county.pk))
    at.click("存下", role="button")
    page.get_by_role("heading", name=name).wait_for()


def carried(at: Any, file: Path, answer: str) -> None:
    """Take a package in as a file; its page gives the answer."""
    page = at.go("/figures/exchange/in/upload/")
    page.locator("[name=upload]").set_input_files(file)
    at.click("存下", role="button")
    page.get_by_text(answer).first.wait_for()


def fetched(page: Any, name: str, folder: Path) -> Path:
    """The file that a link of the page gives."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def test_a_package_goes_up_as_a_file_and_its_receipt_comes_back(
    walk: Callable[..., Any], federation: Federation, width: int, tmp_path: Path
) -> None:
    held_lecture(federation.union, member(federation.union, "欧阳堃"))
    recompute_all(timezone.localdate())
    writer, checker = chair(federation, "周海燕"), chair(federation, "许红")
    with COUNTY.open():
        at = walk(writer, width)
        peer_entered(at, federation, "我们报给它", "盐城市总工会", CITY)
        at.click("做一期上报")
        at.page.locator("[name=period]").select_option(value=str(today().year))
        at.page.locator(f"input[value='{LECTURES}']").check()
        at.click("存下", role="button")
        told = Publication.objects.get()
        other = walk(checker, width)
        page = other.go(told.get_absolute_url())
        other.click("复核并签名", role="button")
        package = fetched(page, "下载上报包", tmp_path)
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(package.read_text().replace("滨海县", "海滨县"))
    with CITY.open():
        above = walk(checker, width)
        carried(above, package, "不认识发送方")
        peer_entered(above, federation, "它报给我们", "滨海县总工会", COUNTY)
        carried(above, spoilt, "内容被改过")
        carried(above, package, "已入库")
        receipt = fetched(above.page, "下载回执", tmp_path)
        carried(above, package, "这一包以前收过")
        page = above.go(f"/figures/exchange/?period={today().year}")
        page.get_by_text("报来的合计").wait_for()
    with COUNTY.open():
        page = at.go(told.get_absolute_url())
        page.get_by_text("收对方的回执").click()
        page.locator("[name=receipt]").set_input_files(receipt)
        at.click("收下", role="button")
        page.get_by_text("对方第 1 号钥匙签的回执").wait_for()
        assert Publication.objects.get().state == "acknowledged"
