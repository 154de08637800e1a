"""Tasks as a board and as a calendar."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from wuli.programmes.campaigns.models import Task
from wuli.programmes.campaigns.tests import build
from wuli.programmes.campaigns.views.board import MOST, written_ics


def test_a_card_moves_by_its_step_and_the_board_comes_back(
    federation: Any, officer: Any, client_for: Any
) -> None:
    task = build.task(federation.town, officer)
    client = client_for(officer)
    for by in ["", "owner"]:
        assert "摸清外卖骑手底数" in client.get(f"/campaigns/board/?by={by}").content.decode()
    moved = client.post(f"{task.get_absolute_url()}start/", {"next": "/campaigns/board/"})
    assert moved["Location"] == "/campaigns/board/"
    assert Task.objects.get().state == "doing"
    outside = client.post(f"{task.get_absolute_url()}back/", {"next": "https://example.com/"})
    assert outside["Location"] == task.get_absolute_url()


def test_the_calendar_shows_tasks_and_duties_on_their_day(
    federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    task = build.task(federation.town, officer, days=3)
    build.adopted(build.rule(federation.town, since=build.today() - timedelta(days=5)), federation.town)
    page = f"/campaigns/calendar/?month={task.due_on:%Y-%m}"
    assert task.title in client_for(officer).get(page).content.decode()
    assert task.title not in client_for(neighbour).get(page).content.decode()
    assert client_for(officer).get("/campaigns/calendar/?month=nonsense").status_code == 200


def test_ones_own_tasks_go_into_the_phones_calendar(federation: Any, officer: Any, client_for: Any) -> None:
    task = build.task(federation.town, officer, title="摸底, 一; 二", detail="第一行\n第二行" * 20)
    text = client_for(officer).get("/campaigns/calendar/own.ics").content.decode()
    assert f"DTSTART;VALUE=DATE:{task.due_on:%Y%m%d}" in text
    assert "SUMMARY:摸底\\, 一\\; 二" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    at = datetime(2026, 11, 1, tzinfo=timezone.get_current_timezone())
    assert (
        written_ics([], at)
        == "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Wuli//Tasks//ZH\r\nEND:VCALENDAR\r\n"
    )


def test_a_board_asks_the_same_for_one_and_for_many(
    federation: Any, officer: Any, client_for: Any, queries: Any
) -> None:
    build.task(federation.town, officer)
    client = client_for(officer)
    client.get("/campaigns/board/")
    with queries() as one:
        client.get("/campaigns/board/")
    for _ in range(10):
        build.task(federation.town, officer)
    with queries() as many:
        client.get("/campaigns/board/")
    assert len(many) <= len(one) + 2


def test_a_column_says_how_many_there_are_and_a_full_one_crowds_no_other_out(
    federation: Any, officer: Any, client_for: Any
) -> None:
    for n in range(MOST + 3):
        build.task(federation.town, officer, title=f"第 {n} 件", days=1)
    begun = build.task(federation.town, officer, title="最晚到期的", days=90)
    client = client_for(officer)
    client.post(f"{begun.get_absolute_url()}start/")
    page = client.get("/campaigns/board/").content.decode()
    assert f'待办 <span class="num t2">{MOST + 3}</span>' in page
    assert "最晚到期的" in page
    assert page.count('class="w-card"') == MOST + 1
    assert (
        f'{officer.name} <span class="num t2">{MOST + 4}</span>'
        in client.get("/campaigns/board/?by=owner").content.decode()
    )
