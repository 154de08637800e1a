"""Days, hours and years that a city may change: they follow the dated rules of the place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.ruled import placed, ruled
from wuli.base.orgs.models import Org

from . import build
from .rosters import checked, entered, page
from .sheets import row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(federation: Any) -> Org:
    """The town, with the division it lies in."""
    return placed(federation.town)


def test_an_ending_term_is_called_out_as_early_as_the_place_says(
    town: Org, federation: Any, officer: Any, neighbour: Any, client_for: Any
) -> None:
    until = timezone.localdate() + timedelta(days=150)
    build.chair(town, "司徒望舒", until=until)
    build.chair(federation.other_town, "诸葛明", until=until)
    client = client_for(officer)
    unit = town.get_absolute_url()
    assert "司徒望舒" not in client.get("/people/posts/").content.decode()
    assert "150 天到期" not in client.get(unit).content.decode()
    ruled(town, "people.term_warning", days=180)
    assert "司徒望舒" in client.get("/people/posts/").content.decode()
    assert "司徒望舒的主席任期快到了" in client.get("/desk/").content.decode()
    assert "150 天到期" in client.get(unit).content.decode()
    assert "诸葛明" not in client_for(neighbour).get("/people/posts/").content.decode()


def test_a_roster_can_be_taken_back_as_long_as_the_place_says(
    town: Org, officer: Any, client_for: Any, federation: Any
) -> None:
    client = client_for(officer)
    union = placed(federation.union)
    roster = entered(client, union, [row_of(1)])
    assert "入册后 24 小时内可以整批撤回" in page(client, roster)
    ruled(union, "people.roster_undo", hours=48)
    assert "入册后 48 小时内可以整批撤回" in page(client, roster)
    roster.entered_at -= timedelta(hours=30)  # yesterday, when a day was the rule
    roster.save(update_fields=["entered_at"])
    late = client.post(f"{roster.get_absolute_url()}undo/")
    assert late.status_code == 422
    assert "入册已满 24 小时" in late.content.decode()


def test_nobody_joins_younger_than_the_rule_says(officer: Any, client_for: Any, federation: Any) -> None:
    union = placed(federation.union)
    young = build.valid_id(born_on=date(2006, 1, 1))
    row = row_of(1, 身份证号=young, 入会日期="2023-05-11")  # 17 years old
    assert checked(client_for(officer), union, [row]).job.result.get("ready") == 1
    ruled(union, "people.working_age", years=18)
    again = checked(client_for(officer), union, [row])
    assert "那时才 17 岁" in page(client_for(officer), again)
