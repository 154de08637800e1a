"""A leader's way: the screen, a red cell, its rows; the ranking, the catalogue, the wall. axe looks on."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.people import Federation, officer
from tests.targets import build
from wuli.base.core.actions import SYSTEM
from wuli.base.people.tests.build import chair
from wuli.mechanisms.figures.actions import arrange_tiles

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGE = {390: "en", 1440: "zh-CN"}


@pytest.fixture
def behind(federation: Federation) -> Federation:
    """Two towns on the map: one reached its target, the other is behind and has a chair."""
    build.lecture(federation.union)
    build.recount()
    build.split(build.target(federation.county, 4))
    chair(federation.other_town)
    towns = (federation.town, federation.other_town)
    places = {org.pk: (org.version, (2, row)) for row, org in enumerate(towns)}
    arrange_tiles(actor=SYSTEM, org=federation.county, places=places)
    return federation


def test_a_leader_sees_what_is_red_and_opens_it(
    walk: Callable[..., Any], behind: Federation, width: int
) -> None:
    way = walk(officer(behind.county, "王志明", role="leader"), width, language=LANGUAGE[width])
    page = way.go("/figures/")
    page.locator("#red .row-link").first.click()
    page.wait_for_url("**open=**")
    way.look()
    assert "五汛镇" in page.locator("#panel h2").inner_text()
    assert page.locator(".w-tilemap .sel").count() == 1
    page.locator("#panel .btn-primary").click()
    page.wait_for_url("**/figures/at/**")
    way.look()
    for address in ("/figures/?look=rank", "/figures/?wall=1", "/figures/indicators/", "/figures/?set=key"):
        way.go(address)


def test_the_months_open_from_the_chart_or_its_table(
    walk: Callable[..., Any], behind: Federation, width: int
) -> None:
    way = walk(officer(behind.county, "王志明", role="leader"), width, language=LANGUAGE[width])
    page = way.go(f"/figures/at/{behind.county.pk}/{build.LECTURES}/")
    assert page.locator(".figures-chart canvas").count() == 1
    page.locator("figures-chart summary").click()
    page.locator("figures-chart tbody a").last.click()
    page.wait_for_url(f"**period={build.today():%Y-%m}")
    way.look()
