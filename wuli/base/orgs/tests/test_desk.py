"""What units bring to the shells: search, menu, grants about to end, effects declared above."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wuli.base.core.desk import DueSource, MenuEntry, SearchSource, offered
from wuli.base.orgs.access import who_can_see
from wuli.base.orgs.effects import EFFECTS, Along, OrgEffect, affects, rehearse
from wuli.base.orgs.models import Employer, Org
from wuli.base.orgs.tests import build

pytestmark = pytest.mark.django_db


def source(kind: type, code: str) -> object:
    """The offer of a kind by its code."""
    return next(each for each in offered(kind) if each.code == code)


def test_search_finds_units_and_employers_within_reach_only() -> None:
    town = build.town()
    union = build.union(town, "润禾食品工会")
    build.employer(union, "润禾食品有限公司")
    officer, neighbour = build.officer_at(town), build.officer_at(build.town("东坎"))
    units, employers = (source(SearchSource, f"orgs.{code}") for code in ["units", "employers"])
    assert [hit.title for hit in units.find(officer, "rhsp", 5)] == ["润禾食品工会"]  # type: ignore[attr-defined]
    assert [hit.title for hit in employers.find(officer, "润禾", 5)] == ["润禾食品有限公司"]  # type: ignore[attr-defined]
    assert not list(units.find(neighbour, "润禾", 5))  # type: ignore[attr-defined]
    assert not list(employers.find(neighbour, "润禾", 5))  # type: ignore[attr-defined]


def test_the_security_admin_is_told_of_grants_that_end_within_thirty_days() -> None:
    town = build.town()
    today = timezone.localdate()
    admin = build.officer_at(town, "security_admin")
    build.officer_at(town, name="李芳", until=today + timedelta(days=20))
    build.officer_at(town, name="王强", until=today + timedelta(days=90))
    due = list(source(DueSource, "orgs.grants").load(admin, timezone.now()))  # type: ignore[attr-defined]
    assert [item.url for item in due] == [reverse("orgs:org-grants", args=[town.pk])]
    assert "李芳" in due[0].title


def test_every_menu_entry_leads_somewhere() -> None:
    for entry in offered(MenuEntry):
        if entry.code.startswith("orgs."):
            assert reverse(entry.url_name)


def test_who_can_see_a_record_names_the_way() -> None:
    town = build.town()
    union = build.union(town)
    build.officer_at(town, name="陈明")
    build.officer_at(build.town("东坎"), name="王强")
    firm = Employer.objects.get(pk=build.employer(union).pk)
    (access,) = who_can_see(firm, "orgs.view")
    assert not access.is_direct
    assert access.words == "陈明，正红镇总工会的工会干事"


@pytest.fixture
def members() -> Iterator[OrgEffect]:
    """An effect that an upper floor declared, for this test only."""
    effect = OrgEffect("test.members", "会员", "人", lambda orgs, on: 7 * orgs.count(), "%(n)s 人换工会")
    affects(effect)
    yield effect
    del EFFECTS[effect.code]


def test_what_upper_floors_count_is_shown_before_a_change(members: OrgEffect) -> None:
    with pytest.raises(ValueError, match="twice"):
        affects(OrgEffect(members.code, "会员", "人", lambda orgs, on: 0, ""))
    union = build.union()
    rise = Org.objects.filter(pk=union.pk).update
    seen = rehearse([union], [], timezone.localdate(), lambda: rise(rank=1))
    assert Along(members, 7, 0) in seen.along
    assert Org.objects.get(pk=union.pk).rank == 100
