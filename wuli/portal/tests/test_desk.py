"""The officer's desk: overdue first, one next step a row, only what one may do."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuli.base.core.desk import (
    OFFERS,
    AgendaItem,
    AgendaSource,
    DueItem,
    DueSource,
    FirstStep,
    Ribbon,
    RibbonText,
)
from wuli.portal.dues import Due, grouped, summary

pytestmark = pytest.mark.django_db
WEDNESDAY = timezone.make_aware(datetime(2025, 7, 16, 9, 24))  # noqa: DTZ001 (made aware at once)


def item(title: str, due_at: datetime | None) -> DueItem:
    """One thing that waits."""
    return DueItem("诉", title, "剩 6 小时", "东坎街道", "周海燕", due_at, "/x/", "答复", tone="hu")


def due(hours: float | None) -> Due:
    """One due so many hours from Wednesday morning."""
    source = DueSource("tests.cases", "案件", lambda _user, _at: [])
    at = None if hours is None else WEDNESDAY + timedelta(hours=hours)
    return Due(item("x", at), source, WEDNESDAY)


@pytest.mark.parametrize(
    ("hours", "when", "words", "tone"),
    [
        (-30, "overdue", "逾期 1 天", "late"),
        (-2, "overdue", "逾期 2 小时", "late"),
        (6, "today", "今天 15:24", "warn"),
        (48, "week", "2025年7月18日", "doing"),
        (24 * 7, "later", "2025年7月23日", "doing"),
        (None, "later", "不限时", "neutral"),
    ],
)
def test_a_time_limit_in_words(hours: float | None, when: str, words: str, tone: str) -> None:
    """Shape, word and colour say the same."""
    found = due(hours)
    assert (found.when, found.limit, found.tone) == (when, words, tone)


def test_the_desk_in_one_sentence() -> None:
    """Only what there is; an empty desk says so."""
    assert summary([due(-30), due(6), due(7)]) == "1 件已逾期，2 件今天到期。"
    assert summary([]) == "眼下没有到期的事。"


def test_groups_come_in_the_order_of_time() -> None:
    """Overdue first, later last, empty ones not at all."""
    assert [group.code for group in grouped([due(None), due(6), due(-30)])] == ["overdue", "today", "later"]


@pytest.fixture
def offers() -> Iterator[Callable[[Any], None]]:
    """Put an offer on the table for one test."""
    kept = dict(OFFERS)
    yield lambda each: OFFERS.__setitem__((type(each), each.code), each)
    OFFERS.clear()
    OFFERS.update(kept)


def test_what_waits_stands_on_the_desk_with_its_step(
    officer: Any, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """Title, unit, owner, limit and one button."""
    at = timezone.now() - timedelta(days=2)
    offers(DueSource("tests.cases", "案件", lambda _u, _at: [item("产假工资少发", at)], "orgs.view"))
    page = client_for(officer).get("/desk/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "产假工资少发" in page
    assert "逾期 2 天" in page
    assert ">答复</a>" in page
    assert "?kind=tests.cases" in page


def test_a_source_without_the_capability_stays_away(
    officer: Any, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """Also from the counts."""
    offers(DueSource("tests.secret", "机密", lambda _u, _at: [item("看不到的事", None)], "nobody.may"))
    assert "看不到的事" not in client_for(officer).get("/desk/").content.decode()


def test_the_day_holds_now_between_before_and_after(
    officer: Any, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """The red line stands where we are."""
    now = timezone.now()
    items = [
        AgendaItem(now - timedelta(minutes=5), "碰头会"),
        AgendaItem(now + timedelta(minutes=5), "接待日"),
    ]
    offers(AgendaSource("tests.day", lambda _user, _day: items))
    page = client_for(officer).get("/desk/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert page.index("碰头会") < page.index('class="now') < page.index("接待日")


def test_first_steps_go_once_all_are_taken(
    officer: Any, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """The card is a beginning, not a decoration."""
    for (kind, code), _offer in list(OFFERS.items()):
        if kind is FirstStep:
            del OFFERS[kind, code]
    offers(FirstStep("tests.one", "导入一份名册", "portal:desk", lambda _user: False))
    assert "导入一份名册" in client_for(officer).get("/desk/").content.decode()
    offers(FirstStep("tests.one", "导入一份名册", "portal:desk", lambda _user: True))
    assert "导入一份名册" not in client_for(officer).get("/desk/").content.decode()


def test_a_ribbon_stands_over_every_page(
    officer: Any, client_for: Callable[[Any], Client], offers: Callable[[Any], None]
) -> None:
    """Sample data says that it is sample data."""
    offers(Ribbon("tests.ribbon", lambda: RibbonText("示例数据", "随便试")))
    for page in ("/desk/", "/notices/"):
        assert "随便试" in client_for(officer).get(page).content.decode()


def test_a_member_has_no_desk(client_for: Callable[[Any], Client]) -> None:
    """To them it does not exist."""
    from wuli.base.accounts.models import User

    member = User.objects.create_user("m", None, name="陈志强")
    assert client_for(member).get("/desk/").status_code == 404


def test_the_desk_costs_the_same_for_one_and_fifty(
    officer: Any, client_for: Callable[[Any], Client], offers: Callable[[Any], None], queries: Any
) -> None:
    """Rows cost no queries of their own."""
    client, counts = client_for(officer), []
    client.get("/desk/")
    for number in (1, 50):
        offers(
            DueSource(
                "tests.n",
                "案件",
                lambda _u, _at, n=number: [item(f"第{i}件", None) for i in range(n)],
                "orgs.view",
            )
        )
        with queries() as seen:
            client.get("/desk/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
