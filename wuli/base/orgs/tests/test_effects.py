"""What a change page tells before it is done, and what it answers when it cannot be done."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.people import client_for
from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import close_org, move_org
from wuli.base.orgs.models import Org
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db
DAY = "2024-03-01"


@pytest.fixture
def town() -> Org:
    """正红镇."""
    return build.town()


@pytest.fixture
def client(town: Org) -> Client:
    """陈, who keeps the units of the town."""
    return client_for(build.officer_at(town))


def change(org: Org, code: str) -> str:
    """Address of a change."""
    return reverse("orgs:change", args=[org.pk, code])


def told_by(answer: Any, status: int = 200) -> str:
    """The page's text, with the expected status."""
    assert answer.status_code == status
    words: str = answer.content.decode()
    return words


def test_joining_and_leaving_an_industry_shifts_the_counts_of_that_line(client: Client, town: Org) -> None:
    head = build.union(town, "纺织集团工会", kind="6")
    union = build.union(town, "红星厂工会")
    told = {"line": "industrial", "to": str(head.pk), "on": DAY}
    page = told_by(client.post(change(union, "move"), told))
    assert "按产业" in page
    assert "1 → <b>2</b>" in page
    assert "按地方的单位数不变" in page
    move_org(actor=SYSTEM, org=union, to=head, line="industrial", on=date(2024, 3, 1))
    page = told_by(client.post(change(union, "move"), {"line": "industrial", "on": "2024-04-01"}))
    assert "2 → <b>1</b>" in page


def test_what_stands_below_along_the_industry_goes_along(client: Client, town: Org) -> None:
    head, other = (build.union(town, f"{name}集团工会", kind="6") for name in "甲乙")
    middle = build.union(town, "系统工会", kind="7")
    move_org(actor=SYSTEM, org=middle, to=head, line="industrial", on=date(2024, 3, 1))
    build.union(town, "红星厂工会", industrial_parent=middle)
    told = {"line": "industrial", "to": str(other.pk), "on": "2024-04-01"}
    page = told_by(client.post(change(middle, "move"), told))
    assert "涉及 2 家单位" in page
    assert "红星厂工会" in page


def test_a_move_by_place_tells_the_place_alone(client: Client, town: Org) -> None:
    union = build.union(town, "红星厂工会", kind="8", form="6")
    joint = build.union(town, "联合工会", kind="2", form="5")
    page = told_by(client.post(change(union, "move"), {"line": "territorial", "to": joint.pk, "on": DAY}))
    assert "按地方" not in page
    assert "按产业" not in page
    assert "<b>2</b>" in page


def test_units_are_chosen_where_the_officer_may_act(town: Org) -> None:
    county = town.parent_edges.get().parent
    mine, theirs = build.union(town, "甲厂工会"), build.union(town, "乙厂工会")
    officer = build.officer_at(mine)
    build.grant(officer, county, "leader")
    client = client_for(officer)
    assert "乙厂工会" in told_by(
        client.get(county.get_absolute_url()) and client.get(town.get_absolute_url())
    )
    assert "乙厂工会" not in told_by(client.get(change(mine, "merge")))
    refused = client.post(change(mine, "merge"), {"orgs": [str(theirs.pk)], "on": DAY})
    assert "甲厂工会" in told_by(refused, 422)
    hits = client.get(reverse("orgs:pick"), {"q": "厂工会", "can": "orgs.move"}).json()["hits"]
    assert [hit["name"] for hit in hits] == ["甲厂工会"]
    assert len(client.get(reverse("orgs:pick"), {"q": "厂工会"}).json()["hits"]) == 2


def test_a_refusal_tells_its_day_as_people_say_it(client: Client, town: Org) -> None:
    union = build.union(town, "红星厂工会", founded_on=date(2020, 5, 1))
    told = {"seen_version": "1", "on": "2019-01-01", "ground": "mistake"}
    page = told_by(client.post(change(union, "close"), told), 422)
    assert "2020年5月1日才成立" in page
    assert "2020-05-01" not in page
    english = client.post(change(union, "close"), told, headers={"Accept-Language": "en"})
    assert "1 May 2020" in told_by(english, 422)


def test_a_refusal_of_a_field_stands_under_the_field(client: Client, town: Org) -> None:
    union = build.union(town, "红星厂工会")
    page = told_by(client.post(change(union, "move"), {"line": "territorial", "on": DAY}), 422)
    assert "请换一个上级" in page
    assert "有几处填得不对" not in page


def test_founding_touches_nobody_and_a_reopened_unit_is_counted_again(client: Client, town: Org) -> None:
    union = build.union(town, "红星厂工会")
    told = {"name": "绿洲厂工会", "kind": "1", "form": "4", "founded_on": DAY}
    page = told_by(client.post(change(town, "found"), told))
    assert "涉及" not in page
    assert "1 → <b>2</b>" in page
    close_org(actor=SYSTEM, org=union, on=timezone.localdate(), ground="mistake", seen_version=1)
    page = told_by(client.post(change(union, "reopen"), {"seen_version": "2", "reason": "登记错了"}))
    assert "涉及 1 家单位" in page
    assert "0 → <b>1</b>" in page
    assert Org.objects.get(pk=union.pk).closed_on


def test_a_unit_that_is_entered_late_is_told_how(client: Client, town: Org) -> None:
    told = {"name": "绿洲厂工会", "kind": "1", "form": "4", "founded_on": "1990-01-01"}
    assert "另填“从哪天起归它管”" in told_by(client.post(change(town, "found"), told), 422)
    union = build.union(town)
    page = told_by(client.post(change(union, "move"), {"line": "territorial", "on": "1990-01-01"}), 422)
    assert "另填" not in page


def test_what_a_unit_does_not_have_is_not_asked_in_a_split(client: Client, town: Org) -> None:
    union = build.union(town, kind="2", form="5")
    assert "带走的" not in told_by(client.get(change(union, "split")))
    build.employer(union)
    page = told_by(client.get(change(union, "split")))
    assert "第2家：带走的用人单位" in page
    assert "带走的下级单位" not in page


def test_before_its_founding_a_unit_has_no_posts_and_no_place(client: Client, town: Org) -> None:
    union = build.union(town, "红星厂工会", founded_on=date(2010, 1, 1))
    page = told_by(client.get(union.get_absolute_url(), {"on": "2005-05-01"}))
    assert "2005年5月1日还没有这家单位" in page
    assert "最上一级" not in page
    assert "空缺" not in page
    assert "空缺" in told_by(client.get(union.get_absolute_url()))
    close_org(actor=SYSTEM, org=union, on=timezone.localdate(), ground="mistake", seen_version=1)
    assert "空缺" not in told_by(client.get(union.get_absolute_url()))


def test_a_list_tells_its_days_as_the_pages_do(client: Client, town: Org) -> None:
    build.union(town, "红星厂工会", founded_on=date(2010, 1, 1))
    page = told_by(client.get(reverse("orgs:list"), headers={"Accept-Language": "en"}))
    assert "1 Jan 2010" in page
    assert "Jan. 1, 2010" not in page
