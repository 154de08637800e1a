"""What becomes of members and posts when their union is closed, split or merged."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import close_org, correct_founding, merge_orgs, split_org
from wuli.base.orgs.actions.reshape import Part
from wuli.base.orgs.errors import KnownEarlier
from wuli.base.orgs.tests import build as orgs
from wuli.base.people.actions import ask_transfer, correct_person
from wuli.base.people.actions.following import MembersLeft
from wuli.base.people.models import Membership, PostTerm, Transfer

from . import build

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


@pytest.fixture
def desk(client_for: Any, officer: Any) -> Any:
    """The officer 陈 at the desk."""
    return client_for(officer)


def history(person: Any) -> list[tuple[str, date, date | None, str]]:
    """Every membership: where, from, to, why it ended."""
    rows = Membership.objects.filter(person=person).order_by("valid").select_related("org")
    return [(m.org.name, m.joined_on, m.ended_on, m.ended) for m in rows]


def close(union: Any, **told: Any) -> Any:
    """Close a union by its members' decision."""
    return close_org(
        actor=SYSTEM, org=union, on=DAY, ground="members_decided", seen_version=union.version, **told
    )


def test_a_union_with_members_is_not_closed_before_their_membership_has_a_place(federation: Any) -> None:
    member = build.member(federation.union, "陈志强")
    with pytest.raises(MembersLeft):
        close(federation.union)
    assert history(member) == [(federation.union.name, build.JOINED, None, "")]


def test_memberships_go_on_without_a_break_where_they_are_kept(federation: Any) -> None:
    union, other = federation.union, orgs.union(federation.town, "接收工会")
    old, late = build.member(union, "陈志强"), build.member(union, "王芳", joined_on=date(2024, 5, 1))
    chair = build.chair(union)
    told = {"person": old, "to_org": federation.other_union, "reason": "换单位", "at": timezone.now()}
    asked = ask_transfer(actor=SYSTEM, **told)
    close(union, children_to=other)
    assert history(old) == [
        (union.name, build.JOINED, DAY, "unit_ended"),
        (other.name, DAY, None, ""),
    ]
    assert history(late) == [(other.name, date(2024, 5, 1), None, "")]
    old.refresh_from_db()
    chair.refresh_from_db()
    asked.refresh_from_db()
    assert (old.home, chair.valid.upper, chair.note) == (other, DAY, "工会撤销")
    assert asked.state == Transfer.State.WITHDRAWN


def test_in_a_merger_members_and_card_numbers_go_to_the_union_that_stays(federation: Any) -> None:
    union, other = federation.union, orgs.union(federation.town, "接收工会")
    people = [build.member(union, f"会员{n}") for n in range(3)]
    new = merge_orgs(actor=SYSTEM, orgs=[union, other], on=DAY, part=Part("联合工会", "2", "5"))
    assert Membership.objects.active(timezone.localdate()).filter(org=new).count() == len(people)
    assert Membership.objects.active(date(2024, 2, 29)).filter(org=union).count() == len(people)


def test_in_a_split_members_follow_their_employer(federation: Any) -> None:
    union = federation.union
    firm, stays = orgs.employer(union, "东片纺织厂"), build.member(union, "陈志强")
    goes = build.member(union, "王芳")
    correct_person(actor=SYSTEM, person=goes, seen_version=goes.version, at=timezone.now(), employer=firm)
    part = Part("东片工会", "1", "4", employers=[firm.pk])
    told = {"actor": SYSTEM, "org": union, "parts": [part], "on": DAY, "seen_version": union.version}
    with pytest.raises(MembersLeft):
        split_org(keep=False, **told)
    (new,) = split_org(**told)
    assert history(goes)[-1] == (new.name, DAY, None, "")
    assert history(goes)[0] == (union.name, build.JOINED, DAY, "transferred")
    assert history(stays) == [(union.name, build.JOINED, None, "")]


def test_a_union_was_founded_before_its_first_member(federation: Any) -> None:
    union = federation.union
    build.member(union)
    with pytest.raises(KnownEarlier):
        told = {"founded_on": date(2021, 1, 1), "reason": "批复", "seen_version": union.version}
        correct_founding(actor=SYSTEM, org=union, **told)


def test_the_page_says_beforehand_how_many_members_and_posts_go_along(federation: Any, desk: Any) -> None:
    union, other = federation.union, orgs.union(federation.town, "接收工会")
    build.member(union, "陈志强")
    build.chair(union)
    told = {"on": "2024-03-01", "ground": "members_decided", "seen_version": union.version}
    url = reverse("orgs:change", args=[union.pk, "close"])
    refused = desk.post(url, told)
    assert refused.status_code == 422
    assert "会籍要先有去处" in refused.content.decode()
    shown = desk.post(url, told | {"children_to": str(other.pk)}).content.decode()
    assert '会员：<b class="num">1</b> 人，其中 1 人的会籍换工会，接着算，不中断' in shown
    assert '在任职务：<b class="num">1</b> 个，其中 1 个当天结束' in shown
    assert Membership.objects.get().org == union
    assert PostTerm.objects.get().valid.upper is None
    assert desk.post(url, told | {"children_to": str(other.pk), "confirmed": "1"}).status_code == 303
    assert Membership.objects.active(timezone.localdate()).get().org == other
