"""Pages and API of figures: what each reader sees, and what each does not."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.people import Federation, officer
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import move_org
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.tests import build as people
from wuli.mechanisms.figures.actions import arrange_tiles
from wuli.mechanisms.figures.models import DirtyMark
from wuli.mechanisms.figures.recompute import recompute_all
from wuli.programmes.activities.tests import build

TODAY = timezone.localdate()
ClientFor = Callable[[Any], Client]


@pytest.fixture
def county_officer(federation: Federation) -> Any:
    """An officer of the county itself."""
    return officer(federation.county, "周海燕")


@pytest.fixture
def leader(federation: Federation) -> Any:
    """Somebody who only reads figures."""
    return officer(federation.county, "王志明", role="leader")


@pytest.fixture
def lectured(federation: Federation) -> Federation:
    """Two lectures, three attendances, two persons."""
    someone, other = people.member(federation.union), people.member(federation.other_union, "欧阳堃")
    build.held_lecture(federation.union, someone, other)
    build.held_lecture(federation.other_union, someone, title="第二场")
    recompute_all(TODAY)
    return federation


def text_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def figure_url(org: Any, code: str, more: str = "") -> str:
    return f"/figures/at/{org.pk}/{code}/?period={TODAY.year}{more}"


def test_the_board_shows_the_towns_by_indicators(
    lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    page = text_of(client_for(county_officer), "/figures/")
    assert "东坎街道" in page
    assert "五汛镇" in page
    assert "实用科技讲座" in page
    assert "正在重新计算" not in page


def test_the_board_says_what_is_still_being_recomputed(
    lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    build.held_lecture(lectured.union, title="刚办完")
    assert DirtyMark.objects.exists()
    assert "正在重新计算" in text_of(client_for(county_officer), "/figures/")


def test_the_board_costs_the_same_queries_for_two_towns_and_for_twelve(
    lectured: Federation, county_officer: Any, client_for: ClientFor, queries: Any
) -> None:
    client = client_for(county_officer)
    orgs.town("无记录镇", lectured.county)
    recompute_all(TODAY)
    client.get("/figures/")
    with queries() as few:
        client.get("/figures/")
    for number in range(10):
        orgs.town(f"第{number}镇", lectured.county)
    recompute_all(TODAY)
    with queries() as many:
        client.get("/figures/")
    assert len(many) == len(few)


def test_a_figure_opens_to_its_rows_and_links_to_the_records(
    lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    page = text_of(client_for(county_officer), figure_url(lectured.county, "activities.lecture_attendees"))
    assert "欧阳堃" in page
    assert "3 行记录，去掉重复是 2 人" in page
    assert "/people/" in page


def test_a_list_of_rows_costs_the_same_queries_for_one_and_for_fifty(
    federation: Federation, county_officer: Any, client_for: ClientFor, queries: Any
) -> None:
    client, counts = client_for(county_officer), []
    for more in (1, 24):
        for number in range(more):
            people.member(federation.union, f"会员{number}")
        recompute_all(TODAY)
        client.get(figure_url(federation.county, "people.members"))
        with queries() as seen:
            client.get(figure_url(federation.county, "people.members"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_leader_reads_the_number_but_no_persons(
    lectured: Federation, leader: Any, client_for: ClientFor
) -> None:
    page = text_of(client_for(leader), figure_url(lectured.county, "people.members"))
    assert "另有 2 行不在您能看的范围" in page
    assert "欧阳堃" not in page


def test_the_neighbour_finds_no_figure_of_the_town(
    lectured: Federation, neighbour: Any, client_for: ClientFor, api_for: Any
) -> None:
    client = client_for(neighbour)
    for url in (
        figure_url(lectured.town, "people.members"),
        f"/figures/?org={lectured.town.pk}",
        f"/figures/reports/live/?org={lectured.town.pk}",
        f"/figures/at/{lectured.town.pk}/people.members/rows.xlsx",
    ):
        assert client.get(url).status_code == 404
    assert api_for(neighbour).get(f"/api/v1/figures/{lectured.town.pk}/people.members").status_code == 404
    assert "东坎街道" not in text_of(client, "/figures/")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/figures/?period=昨天", 422),
        ("/figures/?period=0001", 422),
        ("/figures/?period=1700", 422),
        ("/figures/?org=1", 404),
        ("/figures/?set=9&map=x&sort=-x&open=a:b", 200),
    ],
)
def test_an_address_that_means_nothing_gets_a_plain_answer(
    url: str, status: int, federation: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    assert client_for(county_officer).get(url).status_code == status


def test_unknown_indicators_and_splits_are_not_there(
    federation: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    client = client_for(county_officer)
    assert client.get(figure_url(federation.county, "no.such")).status_code == 404
    assert client.get(figure_url(federation.county, "people.members", "&split=tag:1")).status_code == 404


def test_the_rows_come_as_a_file_that_excel_reads_and_does_not_run(
    federation: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    build.held_lecture(federation.union, title="=HYPERLINK(1)")
    recompute_all(TODAY)
    url = f"/figures/at/{federation.county.pk}/activities.technology_lectures/rows.xlsx?period={TODAY.year}"
    sent = b"".join(client_for(county_officer).get(url).streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(sent)).get_sheet_by_index(0).to_python()
    told = [cell for row in rows for cell in row]
    assert "=HYPERLINK(1)" in told  # a text cell, no formula
    assert any("期间内已举办" in str(cell) for cell in told)
    assert b"<f>" not in ZipFile(BytesIO(sent)).read("xl/worksheets/sheet1.xml")


def test_the_file_of_a_part_tells_the_part_its_tree_and_the_year_it_was_made(
    federation: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    people.member(federation.union)
    people.member(federation.union)
    people.member(federation.union, id_number=people.valid_id(female=True))
    recompute_all(TODAY)
    url = f"/figures/at/{federation.county.pk}/people.members/rows.xlsx?split=sex:2&reading=now"
    sent = b"".join(client_for(county_officer).get(url).streaming_content)  # type: ignore[attr-defined]
    rows = CalamineWorkbook.from_filelike(BytesIO(sent)).get_sheet_by_index(0).to_python()
    assert str(rows[1][1]) in ("1", "1.0")
    assert "按现在隶属" in rows[3]
    assert str(TODAY.year) in str(rows[4][1])
    titles = next(place for place, row in enumerate(rows) if row[0] == "姓名")
    assert len(rows) == titles + 2  # the one row of the part


@pytest.mark.parametrize("url", ["/figures/", "/figures/indicators/"])
def test_pages_speak_english(
    url: str, lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    client = client_for(county_officer)
    client.cookies["django_language"] = "en"
    page = text_of(client, url)
    assert "Technology lectures" in page or "technology lectures" in page
    assert "实用科技讲座" not in page


def test_tiles_are_placed_by_hand_and_two_never_share_a_place(
    federation: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    client, told = client_for(county_officer), {}
    for number, town in enumerate((federation.town, federation.other_town)):
        told |= {f"x_{town.pk}": 3, f"y_{town.pk}": number, f"v_{town.pk}": town.version}
    assert client.post("/figures/tiles/", told).status_code == 303
    federation.town.refresh_from_db()
    assert (federation.town.tile_x, federation.town.tile_y) == (3, 0)
    assert client.post("/figures/tiles/", told | {f"x_{federation.town.pk}": 5}).status_code == 422  # stale
    clash = told | {f"y_{federation.other_town.pk}": 0}
    assert client.post("/figures/tiles/", clash).status_code == 422


def test_only_who_may_arrange_places_tiles(
    federation: Federation, leader: Any, client_for: ClientFor
) -> None:
    assert client_for(leader).get("/figures/tiles/").status_code == 404
    assert arrange_tiles.action_code == "figures.arrange_tiles"  # type: ignore[attr-defined]


def test_the_api_tells_figures_their_children_and_rows(
    lectured: Federation, county_officer: Any, api_for: Any
) -> None:
    api, base = api_for(county_officer), f"/api/v1/figures/{lectured.county.pk}/activities.lecture_attendees"
    assert "activities.lecture_attendees" in [
        each["code"] for each in api.get("/api/v1/figures/indicators").json()
    ]
    told = api.get(f"{base}?period={TODAY.year}").json()
    assert (float(told["value"]), told["unit"], told["pending"]) == (2, "person", False)
    below = api.get(f"{base}/children?period={TODAY.year}").json()["children"]
    assert {each["org_name"]: float(each["value"]) for each in below} == {
        lectured.town.name: 2,
        lectured.other_town.name: 1,
    }
    rows = api.get(f"{base}/rows?period={TODAY.year}&limit=2").json()
    assert (rows["total"], rows["seen"], rows["hidden"], len(rows["rows"])) == (3, 3, 0, 2)
    assert api.get(f"{base}?period=never").status_code == 422


def test_the_search_finds_an_indicator_by_its_name(
    lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    assert "/figures/at/" in text_of(client_for(county_officer), "/search/?q=科技讲座")


def test_a_federation_of_an_industry_counts_its_own_units(
    lectured: Federation, county_officer: Any, client_for: ClientFor, api_for: Any
) -> None:
    sector = orgs.union(lectured.county, "纺织产业工会", kind="5", form="3")
    move_org(
        actor=SYSTEM, org=lectured.union, to=sector, on=date(2024, 1, 1), line="industrial", reason="产业归口"
    )
    recompute_all(TODAY)
    page = text_of(client_for(county_officer), figure_url(sector, "activities.technology_lectures"))
    assert "按产业" in page
    base = f"/api/v1/figures/{sector.pk}/activities.technology_lectures?period={TODAY.year}"
    api = api_for(county_officer)
    assert api.get(base).json()["value"] is None
    assert float(api.get(f"{base}&line=industrial").json()["value"]) == 1


def test_the_person_in_none_of_the_units_below_is_shown_as_the_rest(
    lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    build.held_lecture(lectured.county, people.member(lectured.union, "县里来的人"), title="县里的")
    recompute_all(TODAY)
    client = client_for(county_officer)
    url = figure_url(lectured.county, "activities.lecture_attendees")
    bars = client.get(url).context["card"].bars
    assert ("本级和其他", 1, "") in bars
    assert "也可能不在下面任何一个单位" in text_of(client, url)


def test_a_time_to_come_has_no_figure_and_no_rows(
    lectured: Federation, county_officer: Any, client_for: ClientFor, api_for: Any
) -> None:
    ahead = TODAY.year + 5
    url = f"/figures/at/{lectured.county.pk}/people.members/?period={ahead}"
    answer = client_for(county_officer).get(url)
    card = answer.context["card"]
    assert (card.figure.value, card.figure.missing, card.counts["total"], card.check) == (None, True, 0, True)
    assert "尚无记录" in answer.content.decode()
    told = api_for(county_officer).get(f"/api/v1/figures/{lectured.county.pk}/people.members?period={ahead}")
    assert (told.json()["value"], told.json()["missing"]) == (None, True)


@pytest.mark.parametrize("period", ["1990-01-01..1990-12-31", "1901"])
def test_long_ago_there_is_just_no_figure(
    period: str, lectured: Federation, county_officer: Any, client_for: ClientFor
) -> None:
    client = client_for(county_officer)
    url = f"/figures/at/{lectured.county.pk}/activities.technology_lectures/?period={period}"
    assert "尚无记录" in text_of(client, url)
    assert client.get(f"/figures/?period={period}").status_code == 200
