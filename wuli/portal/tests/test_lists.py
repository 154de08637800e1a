"""Lists: everything about them stands in the address, and their cost does not grow with their rows."""

from collections.abc import Callable
from typing import Any

import django_filters
import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django_cotton.utils import render_component

from wuli.base.core.tables import BulkStep, Chips, Column, Listing, list_of
from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
COLUMNS = [
    Column("名称", "name", link=lambda org: org.get_absolute_url(), sort="name", phone="wide"),
    Column("类型", "get_kind_display", sort="kind"),
]


class OrgFilter(django_filters.FilterSet):
    """By name."""

    name = django_filters.CharFilter(lookup_expr="icontains", label="名称")

    class Meta:
        model = Org
        fields = ("name",)


def asked(query: str = "") -> HttpRequest:
    """A request with a query string."""
    return RequestFactory().get(f"/orgs/{query}")


def listed(query: str = "", **more: Any) -> Listing:
    """The list of all units as asked."""
    chips = Chips("kind", [("4", "县"), ("7", "基层")], all="全部")
    return list_of(
        asked(query), Org.objects.order_by("name"), columns=COLUMNS, filters=OrgFilter, chips=chips, **more
    )


def names(listing: Listing) -> list[str]:
    """The names on the page."""
    return [row["name"] for row in listing.rows]


def drawn(listing: Listing) -> str:
    """The list as a page shows it."""
    return render_component(listing.request, "table", of=listing)


def test_sorting_upwards_and_downwards_is_in_the_address(federation: Any) -> None:
    """The head leads to the other direction."""
    up, down = names(listed("?sort=0")), names(listed("?sort=-0"))
    assert up == list(reversed(down))
    assert listed("?sort=0").columns[0]["sort_url"] == "?sort=-0"
    assert 'aria-sort="ascending"' in drawn(listed("?sort=0"))


def test_a_column_out_of_the_air_changes_nothing(federation: Any) -> None:
    """A made-up sort or page is no error."""
    assert names(listed("?sort=99&page=banana")) == names(listed())
    assert names(listed("?page=999")) == names(listed())


def test_chips_count_what_the_search_left(federation: Any) -> None:
    """Counts follow the search, not the chip that is on."""
    listing = listed("?name=五汛")
    assert listing.chips[0]["count"] == 2
    assert drawn(listing).count("w-chip") == 3


def test_an_empty_search_says_what_to_do(federation: Any) -> None:
    """Nothing found is not the same as nothing there."""
    page = drawn(listed("?name=没有这个"))
    assert "没有查到" in page
    assert "看全部" in page


def test_the_export_holds_what_the_list_shows(federation: Any) -> None:
    """The query goes along."""
    assert listed("?name=%E4%BA%94", export="/orgs/export/").export_url == "/orgs/export/?name=%E4%BA%94"


def test_a_bulk_step_sends_the_ticked_keys(federation: Any) -> None:
    """Each row has its box, each step its button."""
    page = drawn(listed(bulk=[BulkStep("close", "撤销")], bulk_url="/orgs/bulk/"))
    assert page.count('name="pick"') == 5
    assert 'name="step" value="close"' in page


def test_names_are_escaped(federation: Any) -> None:
    """A unit's name is text, never markup."""
    build.union(federation.town, "<b>粗</b>工会")
    assert "<b>粗</b>" not in drawn(listed())


def test_a_page_costs_the_same_for_one_row_and_for_fifty(federation: Any, queries: Callable[[], Any]) -> None:
    """Filter, chips, count and page: a fixed number of queries."""
    with queries() as few:
        drawn(listed("?name=五汛镇", per_page=50))
    for number in range(50):
        build.union(federation.town, f"第{number}工会")
    with queries() as many:
        drawn(listed(per_page=50))
    assert len(few) == len(many)
