"""Notices on the pages: a badge, a list of one's own, one step to where they lead."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wuli.base.core.models import Notice
from wuli.base.core.notices import EVENTS, Event, notify

pytestmark = pytest.mark.django_db
TOLD = EVENTS.get("tests.told") or Event("tests.told", "%(name)s 有结果了", glyph="果", tone="hui")


def test_a_notice_is_read_by_going_where_it_leads(officer: Any, client_for: Callable[[Any], Client]) -> None:
    """The badge counts down."""
    notice = notify(officer, TOLD, url="/desk/", name="转会")
    client = client_for(officer)
    assert "转会 有结果了" in client.get("/notices/").content.decode()
    assert '<span class="w-dot">1</span>' in client.get("/desk/").content.decode()
    answer = client.post(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert '<span class="w-dot">1</span>' not in client.get("/desk/").content.decode()


def test_the_neighbour_sees_and_opens_nothing(
    officer: Any, neighbour: Any, client_for: Callable[[Any], Client]
) -> None:
    """Neither in the list nor by its address."""
    notice = notify(officer, TOLD, url="/desk/", name="转会")
    client = client_for(neighbour)
    assert "转会 有结果了" not in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_looking_at_the_list_reads_nothing(officer: Any, client_for: Callable[[Any], Client]) -> None:
    """A page that is fetched changes nothing; a notice is opened by a button."""
    notice = notify(officer, TOLD, url="/desk/", name="转会")
    client = client_for(officer)
    client.get("/notices/")
    assert client.get(f"/notices/{notice.pk}/").status_code == 405
    assert Notice.objects.unread().count() == 1


def test_all_are_read_at_once(officer: Any, client_for: Callable[[Any], Client]) -> None:
    """Only one's own."""
    for name in ("甲", "乙"):
        notify(officer, TOLD, url="/desk/", name=name)
    client_for(officer).post("/notices/read-all/")
    assert not Notice.objects.unread().exists()


def test_the_list_costs_the_same_for_one_and_for_thirty(
    officer: Any, client_for: Callable[[Any], Client], queries: Any
) -> None:
    """No query a row."""
    client, counts = client_for(officer), []
    client.get("/notices/")
    for number in (1, 29):
        for _each in range(number):
            notify(officer, TOLD, url="/desk/", name="甲")
        with queries() as seen:
            client.get("/notices/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
