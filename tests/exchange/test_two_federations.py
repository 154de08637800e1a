"""Two federations, a database each: what the county publishes is what the city reads, to the last figure."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.exchange.world import (
    ATTENDANCES,
    CHOSEN,
    LEARNERS,
    LECTURES,
    House,
    city,
    downward,
    published,
    receive,
    second_database,
    text_of,
    this_year,
    today,
    upward,
)
from tests.people import build_federation
from wuli.base.core.actions import SYSTEM
from wuli.base.people.models import Person
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.asking import Asking
from wuli.mechanisms.figures.exchange.tree import Tree
from wuli.mechanisms.figures.models import ReceivedValue
from wuli.mechanisms.figures.reading import Asked, figures_at, known_indicator
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.tests import build as activities

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def houses() -> Iterator[tuple[House, House]]:
    """County 滨海 in the test's own database, city 盐城 in another on the same server."""
    with second_database("city") as name:
        yield House("binhai"), House("yancheng", database=name)


def lecture_with(org: Any, heads: int) -> None:
    for _ in range(heads):
        activities.held_lecture(org, people.member(org))


def tree_of(org: Any, code: str = "") -> Tree:
    recompute_all(today())
    return Tree(Asking(SYSTEM, org, this_year(), "then", today()), wanted=code)


def told(tree: Tree) -> dict[str, list[Any]]:
    return {line.name: [each.value for each in line.numbers] for line in tree.lines}


def test_the_city_reads_what_the_county_published(houses: tuple[House, House]) -> None:
    county_house, city_house = houses
    with county_house.open():
        county = build_federation()
        lecture_with(county.union, 2)
        lecture_with(county.other_union, 1)
        package = published(upward(county.county, "yancheng"))
        declared = [known_indicator(code) for code in CHOSEN]
        orgs = [county.county, county.town, county.other_town]
        sent = figures_at(declared, orgs, Asked(this_year(), today()))
        sent_values = {(code, str(org)): each.value for (code, org), each in sent.items()}
        text = text_of(package)
        names = set(Person.objects.values_list("name", flat=True))
    assert names
    assert not [name for name in names if name in text.decode()]
    with city_house.open():
        above = city()
        assert Person.objects.count() == 0
        downward(above, county_house)
        assert receive(above, text).outcome == "accepted"
        got = {
            (each.definition.code, str(each.unit.key)): each.value
            for each in ReceivedValue.objects.select_related("definition", "unit")
        }
        assert got == {place: value for place, value in sent_values.items() if place[0] in CHOSEN}
        lecture_with(city_union(above), 4)
        tree = tree_of(above, LECTURES)
        assert told(tree)["滨海县总工会"] == [3]
        assert told(tree)["东坎街道总工会"] == [2]
        (total,) = tree.sums
        assert (total.own, total.received, total.together) == (4, 3, 7)
        assert round(float(total.share), 3) == 0.429
        learners = tree_of(above, LEARNERS).sums[0]
        assert (learners.kind, learners.together) == ("distinct", None)
    with county_house.open():
        assert Person.objects.count() == 3


def city_union(above: Any) -> Any:
    from wuli.base.orgs.tests import build as orgs

    return orgs.union(above, "市直机关工会")


def test_a_correction_replaces_the_value_visibly(houses: tuple[House, House]) -> None:
    county_house, city_house = houses
    with county_house.open():
        county = build_federation()
        lecture_with(county.union, 2)
        peer = upward(county.county, "yancheng")
        first = text_of(published(peer))
        lecture_with(county.union, 1)
        second = text_of(published(peer))
    with city_house.open():
        above = city()
        downward(above, county_house)
        assert receive(above, first).outcome == "accepted"
        assert receive(above, first).outcome == "repeated"
        assert receive(above, second).outcome == "accepted"
        tree = tree_of(above, LECTURES)
        (line,) = [line for line in tree.lines if line.name == "滨海县总工会"]
        assert [(each.value, each.was) for each in line.numbers] == [(3, 2)]
        assert tree.sums[0].received == 3
        assert receive(above, first).outcome == "repeated"
        assert tree_of(above, LECTURES).sums[0].received == 3


def test_the_city_passes_on_what_it_received_with_its_origin(houses: tuple[House, House]) -> None:
    county_house, city_house = houses
    province_house = House("jiangsu", database=city_house.database)
    with county_house.open():
        county = build_federation()
        lecture_with(county.union, 2)
        package = published(upward(county.county, "yancheng"))
        text, sha256 = text_of(package), package.sha256
    with city_house.open():
        above = city()
        downward(above, county_house)
        receive(above, text)
        lecture_with(city_union(above), 1)
        onward = text_of(published(upward(above, "jiangsu"), [LECTURES, ATTENDANCES], forward=True))
    with province_house.open():  # another federation on the same server would do; here it shares the city's
        province = city("江苏省总工会")
        downward(province, city_house)
        assert receive(province, onward).outcome == "accepted"
        tree = tree_of(province, LECTURES)
        assert told(tree)["盐城市总工会"] == [1]
        assert told(tree)["滨海县总工会"] == [2]
        assert tree.sums[0].received == 3
        (line,) = [line for line in tree.lines if line.name == "滨海县总工会"]
        assert line.via == "binhai"
        unit = line.package.units.get(name="滨海县总工会")  # type: ignore[union-attr]
        assert (unit.origin, unit.origin_serial, unit.origin_sha256) == ("binhai", 1, sha256)
        assert timezone.now() > unit.created_at
