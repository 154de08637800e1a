"""Hours and days that a city may change: they follow the dated rules of the place."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ruled import placed, ruled
from wuli.base.orgs.models import Org
from wuli.programmes.activities import actions
from wuli.programmes.activities.tests import build


@pytest.fixture
def town(federation: Any) -> Org:
    """The town, with the division it lies in."""
    return placed(federation.town)


def test_check_in_opens_as_early_as_the_place_says(town: Org, officer: Any) -> None:
    soon = timezone.now() + timedelta(hours=5)
    session = build.lecture(town, starts_at=soon)
    with pytest.raises(actions.TooEarly, match="提前 2 小时"):
        actions.open_session(actor=officer, session=session, at=timezone.now())
    ruled(town, "activities.check_in_opens", hours=6)
    assert actions.open_session(actor=officer, session=session, at=timezone.now()).state == "open"


def test_the_desk_reminds_as_early_as_the_place_says(
    town: Org, federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    far = timezone.now() + timedelta(days=20)
    build.lecture(town, title="二十天后的讲座", starts_at=far)
    build.lecture(federation.other_town, title="邻镇二十天后的", starts_at=far)
    assert "二十天后的讲座" not in client_for(officer).get("/desk/").content.decode()
    ruled(town, "activities.asked_on_desk", before=30, evidence=7)
    assert "二十天后的讲座" in client_for(officer).get("/desk/").content.decode()
    assert "邻镇二十天后的" not in client_for(neighbour).get("/desk/").content.decode()


def test_photos_are_asked_for_as_long_as_the_rule_says(town: Org, officer: Any, client_for: Any) -> None:
    past = timezone.now() - timedelta(days=12)
    build.held_lecture(town, title="十二天前的讲座", starts_at=past)
    assert "十二天前的讲座" not in client_for(officer).get("/desk/").content.decode()
    ruled(town, "activities.asked_on_desk", before=7, evidence=20)
    assert "十二天前的讲座" in client_for(officer).get("/desk/").content.decode()
