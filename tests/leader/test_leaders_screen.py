"""The leader's screen: what is reached of what was set, where it is red, who owes what; for each reader."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests.people import Federation, client_for, grant
from tests.people import officer as officer_at
from tests.targets import build
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.actions import tag_person
from wuli.base.people.tests import build as people
from wuli.base.people.tests.build import chair
from wuli.mechanisms.figures.actions import arrange_tiles, record_baseline
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.campaigns.actions import give_task
from wuli.programmes.campaigns.actions.supervision import open_supervision
from wuli.programmes.campaigns.models import Supervision, Task


@pytest.fixture
def leader(federation: Federation) -> Any:
    return client_for(officer_at(federation.county, "王志明", role="leader", username="leader"))


@pytest.fixture
def behind(federation: Federation) -> Federation:
    """A county with a target of four lectures: one town held both of its two, the other none of its two."""
    build.lecture(federation.union)
    build.lecture(federation.union)
    build.recount()
    build.split(build.target(federation.county, 4))
    return federation


def said(client: Any, url: str = "/figures/", status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def board_of(client: Any, url: str = "/figures/") -> Any:
    return client.get(url).context["board"]


def cell(board: Any, org: Any, code: str = build.LECTURES) -> Any:
    line = next(cells for unit, cells in board.matrix.lines if unit.pk == org.pk)
    return next(each for each in line if each.figure.indicator.code == code)


def test_a_cell_is_coloured_by_its_target_with_a_shape_and_a_word(leader: Any, behind: Federation) -> None:
    board = board_of(leader)
    good, bad = cell(board, behind.town), cell(board, behind.other_town)
    assert (good.shade, good.mark, str(good.state)) == ("h", "", "走在前面") or good.shade == "t"
    assert (bad.shade, bad.mark, bad.of) == ("l", "▼", "2")
    page = said(leader)
    assert "▼" in page
    assert "4 项目标" not in page
    assert "1 项目标，跟上 0 项" in page


def test_the_furthest_behind_stands_first_until_another_order_is_asked(
    leader: Any, behind: Federation
) -> None:
    assert board_of(leader).matrix.ordered[0].pk == behind.other_town.pk
    usual = [org.pk for org in board_of(leader, "/figures/?sort=protocol").matrix.ordered]
    assert usual == [behind.town.pk, behind.other_town.pk]
    most = board_of(leader, f"/figures/?sort=-{build.LECTURES}").matrix.ordered
    assert most[0].pk == behind.town.pk


def test_nothing_on_record_is_a_dash_with_words_and_never_a_nought(leader: Any, behind: Federation) -> None:
    silent = cell(board_of(leader), behind.other_town)
    assert (silent.figure.value, silent.text, silent.state) == (None, "—", "尚无记录")
    assert "尚无记录" in said(leader)
    assert "尚无记录" in said(leader, f"/figures/at/{behind.other_town.pk}/{build.LECTURES}/")


def test_without_targets_colours_only_show_size(leader: Any, federation: Federation) -> None:
    build.lecture(federation.union)
    build.recount()
    board = board_of(leader)
    assert not board.matrix.by_goals
    assert cell(board, federation.town).shade.startswith("q")
    page = said(leader)
    assert "颜色越深" in page
    assert "落后" not in page.replace("落后的排前面", "")


def test_the_red_list_names_who_answers_and_what_was_asked(leader: Any, behind: Federation) -> None:
    chair(behind.other_town, "欧阳主席")
    page = said(leader)
    assert "主席 欧阳主席" in page
    assert "还没问过" in page
    open_supervision(
        actor=SYSTEM, asked_by=behind.county, org=behind.other_town, title="讲座没有办", asks="说明原因",
        at=timezone.now(), indicator=build.LECTURES,
    )  # fmt: skip
    answerer = client_for(officer_at(behind.county, "周海燕", role="chair", username="zhou"))
    board = board_of(answerer)
    assert str(board.watch.lines[0].debt.state) == "等答复"
    assert "等答复" in said(answerer)
    assert board.watch.others == []  # the red line says it already


def test_whoever_may_asks_from_the_red_line(behind: Federation) -> None:
    chair(behind.other_town)
    county = client_for(officer_at(behind.county, "周海燕", role="chair", username="zhou"))
    url = board_of(county).watch.lines[0].ask_url
    page = county.get(url)
    assert page.context["form"].initial["indicator"] == build.LECTURES
    told = {key: page.context["form"][key].value() for key in ("org", "indicator", "period", "title", "asks")}
    assert county.post(url, told | {"asked_by": behind.county.pk}).status_code == 303
    item = Supervision.objects.get()
    assert (item.org_id, item.indicator, item.period.lower.year) == (
        behind.other_town.pk,
        build.LECTURES,
        build.today().year,
    )


def test_overdue_tasks_are_owed(behind: Federation) -> None:
    worker = officer_at(behind.town, "李卫东", username="liwd")
    task = give_task(
        actor=SYSTEM, org=behind.town, title="报送名册", due_on=build.today(), at=timezone.now(),
        owner=worker, asked_by=behind.county,
    )  # fmt: skip
    county = client_for(officer_at(behind.county, "周海燕", username="zhou"))
    assert "报送名册" not in said(county)
    Task.objects.filter(pk=task.pk).update(due_on=build.today() - timedelta(days=2))
    assert "报送名册" in said(county)
    neighbour = client_for(officer_at(behind.other_town, "王五", username="wangwu"))
    assert "报送名册" not in said(neighbour)


def test_a_neighbour_sees_nothing_of_the_town(neighbour: Any, behind: Federation) -> None:
    client = client_for(neighbour)
    for url in (
        f"/figures/?org={behind.town.pk}",
        f"/figures/at/{behind.town.pk}/{build.LECTURES}/week/",
    ):
        said(client, url, 404)
    assert "东坎街道" not in said(client)
    assert "东坎街道" not in said(client, f"/figures/?open={behind.town.pk}:{build.LECTURES}")


def test_the_page_of_many_units_costs_the_queries_of_few(
    leader: Any, behind: Federation, queries: Any
) -> None:
    said(leader)
    with queries() as few:
        said(leader)
    for number in range(48):
        orgs.town(f"第{number}镇", behind.county)
    build.recount()
    with queries() as many:
        page = said(leader)
    assert len(many) == len(few)
    assert "第 1–40 条，共 50 条" in page
    assert len(board_of(leader, "/figures/?page=2").matrix.lines) == 10


def test_the_pages_of_a_leaf_cost_no_fewer_than_those_of_the_county(
    leader: Any, behind: Federation, queries: Any
) -> None:
    counts = []
    for org in (behind.county, behind.town):
        said(leader, f"/figures/?org={org.pk}")
        with queries() as seen:
            said(leader, f"/figures/?org={org.pk}")
        counts.append(len(seen))
    assert counts[0] <= counts[1] + 4  # chairs of red lines, whether one may ask, who was silent


def test_the_map_follows_what_is_opened_and_can_be_read_as_a_ranking(leader: Any, behind: Federation) -> None:
    places = {
        org.pk: (org.version, (3, number)) for number, org in enumerate((behind.town, behind.other_town))
    }
    arrange_tiles(actor=SYSTEM, org=behind.county, places=places)
    page = said(leader)
    assert "方格只表示大致方位" in page
    opened = f"/figures/?open={behind.town.pk}:{build.MEMBERS}"
    board = board_of(leader, opened)
    assert board.readings.mapped.code == build.MEMBERS
    assert [tile.selected for tile in board.map.tiles] == [True, False]
    ranked = board_of(leader, "/figures/?look=rank").map.ranking
    assert [place.org.pk for place in ranked] == [behind.town.pk, behind.other_town.pk]


def test_the_panel_tells_the_target_and_the_change_of_a_week(leader: Any, behind: Federation) -> None:
    page = said(leader, f"/figures/?open={behind.town.pk}:{build.LECTURES}")
    assert "目标 2" in page
    assert "排第 1" in page
    assert "一周来多了 2" in said(leader, f"/figures/at/{behind.town.pk}/{build.LECTURES}/week/")


def test_the_wall_refreshes_itself_and_keeps_what_was_asked(leader: Any, behind: Federation) -> None:
    page = said(leader, f"/figures/?wall=1&org={behind.county.pk}")
    assert 'hx-trigger="every 60s"' in page
    assert f'href="?org={behind.county.pk}"' in page  # the way out leads back to the same page
    assert "落后的，谁来办" in page


def test_a_figure_is_compared_with_the_same_days_of_the_year_before(
    leader: Any, federation: Federation
) -> None:
    today = build.today()
    for day in (today, today, TimeRange.to_date(today).year_before.last):
        build.lecture(federation.union, day)
    build.recount()
    card = leader.get(f"/figures/at/{federation.county.pk}/{build.LECTURES}/").context["card"]
    assert (card.figure.value, card.year_ago.value, card.year_change) == (2, 1, 1)
    assert "比上年同期多" in card.year_words
    month = next(line for line in card.months if line.month.month == today.month)
    assert month.value == 2
    assert f"period={today:%Y-%m}" in month.url


def test_a_rate_has_months_and_a_dash_where_it_has_no_whole(leader: Any, federation: Federation) -> None:
    url = f"/figures/at/{federation.county.pk}/figures.new_form_joining_rate/"
    page = said(leader, url)
    assert "没有分母" in page or "尚无记录" in page
    assert "这一年还没有记录" in page


def test_the_catalogue_says_who_uses_an_indicator(leader: Any, behind: Federation) -> None:
    page = said(leader, "/figures/indicators/")
    assert "3 个目标" in page
    assert "新就业形态劳动者入会率" in page
    assert "含估算" in page
    assert "工作简报（月）" in page  # a template that ships
    english = client_for(officer_at(behind.county, "郑和", role="leader", username="zhenghe"))
    english.cookies["django_language"] = "en"
    assert "Used by" in said(english, "/figures/indicators/")
    assert "Behind, and who acts" in said(english)


@pytest.mark.parametrize(
    "asked",
    ["open=a:b", "page=99", "page=x", "sort=-x", "look=x", "map=no.such", "set=9", "wall=1"],
)
def test_nonsense_in_the_address_breaks_nothing(leader: Any, behind: Federation, asked: str) -> None:
    said(leader, f"/figures/?{asked}")


def test_a_stock_far_back_and_a_period_to_come_have_their_pages(leader: Any, behind: Federation) -> None:
    for period in ("2015", str(build.today().year + 1), "open", "2020-03-05..2020-03-06"):
        said(leader, f"/figures/?period={period}")
        said(leader, f"/figures/at/{behind.county.pk}/{build.MEMBERS}/?period={period}")


def test_a_rate_that_cannot_be_told_is_neither_late_nor_on_time(leader: Any, federation: Federation) -> None:
    build.split(
        build.target(federation.county, Decimal(90), "figures.new_form_joining_rate"),
        "hand",
        given={federation.town.pk: Decimal(90), federation.other_town.pk: Decimal(90)},
        gap_reason="一样",
    )
    one = cell(board_of(leader), federation.town, "figures.new_form_joining_rate")
    assert (one.shade, one.mark, one.text) == ("na", "", "—")
    assert board_of(leader).watch.behind == []


def test_a_period_that_is_none_says_how_it_is_written(leader: Any, behind: Federation) -> None:
    assert "2025-Q4" in said(leader, "/figures/?period=2026-13", 422)


def test_the_map_shows_what_most_units_have_where_none_is_behind(leader: Any, federation: Federation) -> None:
    build.lecture(federation.union)
    build.recount()
    build.target(federation.county, 100, indicator=build.SHARE)
    build.target(federation.county, 1)
    page = said(leader, f"/figures/?org={federation.town.pk}&set=5")
    assert "实用科技讲座在哪里" in page


def test_a_rate_above_the_whole_is_marked_wherever_it_stands(leader: Any, federation: Federation) -> None:
    for _ in range(3):
        rider = people.member(federation.union)
        tag_person(actor=SYSTEM, person=rider, tag="new_form", from_on=date(2024, 1, 1), source="登记")
    record_baseline(
        actor=SYSTEM, org=federation.town, kind="new_form", total=2, from_on=date(2024, 1, 1),
        method="survey", told_by="摸底",
    )  # fmt: skip
    build.recount()
    rate = "figures.new_form_joining_rate"
    board = board_of(leader, f"/figures/?set=key&map={rate}")
    assert cell(board, federation.town, rate).figure.is_odd
    missing = cell(board, federation.other_town, rate)
    assert (missing.figure.is_odd, missing.figure.value) == (False, None)
    assert "超过 100%，要核对" in said(leader, f"/figures/?set=key&map={rate}&look=rank")
    assert "要核对" in said(leader, f"/figures/indicators/?q={rate}")
    for sort in (rate, f"-{rate}"):  # what is missing stands last either way
        assert board_of(leader, f"/figures/?set=key&sort={sort}").matrix.ordered[0] == federation.town


def test_an_empty_strength_says_what_will_stand_there(leader: Any, behind: Federation) -> None:
    for language, words in (("zh-hans", "困难帮扶"), ("en", "Help in hardship")):
        leader.cookies["django_language"] = language
        assert words in said(leader)


def test_grants_of_a_town_open_the_towns_own_page(behind: Federation) -> None:
    user = officer_at(behind.town, "陈明", username="chenming")
    grant(user, behind.town, "leader")
    page = said(client_for(user))
    assert "五汛镇" not in page


def test_what_is_the_units_own_stands_as_the_rest_so_that_the_matrix_adds_up(
    leader: Any, behind: Federation
) -> None:
    assert board_of(leader).matrix.rest == []
    build.lecture(behind.county)
    build.recount()
    assert board_of(leader).matrix.rest == ["1"]
    assert "本级和其他" in said(leader)
