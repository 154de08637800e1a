"""One membership that was entered for both records of a person: a merge makes one of it, undo two again."""

from datetime import date
from typing import Any, TypedDict

from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict, RuleBroken
from wuli.base.core.said import day

from ..models import Membership, Person
from .repoint import put_back, set_aside


class BothMembers(RuleBroken):
    """Two memberships of different unions that overlap cannot both become one person's."""

    code = "people.both_members"
    message = _("两条会籍时间重叠：%(first)s，%(second)s。两个人都没有动。")
    cure = _("给先入会的那条办退会，从后一条的入会那天起不再是会员，再合并。")


class MembershipMoved(Conflict):
    """The membership that was made of two has changed since, so that it cannot become two again."""

    code = "people.membership_moved"
    message = _("合并以后，%(name)s的会籍又变动过，不能撤销。两条记录都没有动。")


class Joined(TypedDict):
    """One membership made of several: what it was, what it became, and the rows that were set aside."""

    key: str
    was: dict[str, Any]
    until: str | None
    aside: list[dict[str, Any]]


def join_twins(kept: Person, lost: Person) -> list[Joined]:
    """Make one of memberships of both at the same union that overlap: from the first day to the last.

    Raises BothMembers for those of different unions.
    """
    held = Membership.objects.filter(person__in=[kept, lost]).select_related("org")
    rows = sorted(held, key=lambda row: (row.joined_on, row.person_id != kept.pk))
    groups: list[list[Membership]] = []
    for row in rows:
        if groups and row.joined_on < max(_until(each) for each in groups[-1]):
            groups[-1].append(row)
        else:
            groups.append([row])
    for first, *others in groups:
        for other in others:
            if other.org_id != first.org_id:
                raise BothMembers(first=_told(first), second=_told(other))
    return [_join(group) for group in groups if len(group) > 1]


def part_twins(joined: list[Joined], name: str) -> None:
    """Undo `join_twins`, after everything else went back to the person it came from."""
    for one in joined:
        was = one["was"]
        now = Membership.objects.filter(
            pk=one["key"], valid=DateRange(_day(was["since"]), _day(one["until"]))
        )
        told = {"ended": was["ended"], "ended_note": was["ended_note"], "card_no": was["card_no"]}
        span = DateRange(_day(was["since"]), _day(was["until"]))
        try:
            with transaction.atomic():
                if not now.update(valid=span, version=F("version") + 1, **told):
                    raise MembershipMoved(name=name)
                for row in one["aside"]:
                    put_back(Membership, row)
        except DatabaseError as error:
            raise MembershipMoved(name=name) from error


def _join(group: list[Membership]) -> Joined:
    first, last = group[0], max(group, key=_until)
    card_no = next((row.card_no for row in group if row.card_no), "")
    joined = Joined(
        key=str(first.pk),
        was={
            "since": str(first.joined_on),
            "until": _said(first.ended_on),
            "ended": first.ended,
            "ended_note": first.ended_note,
            "card_no": first.card_no,
        },
        until=_said(last.ended_on),
        aside=[set_aside(Membership, row.pk) for row in group[1:]],
    )
    Membership.objects.filter(pk=first.pk).update(
        valid=DateRange(first.joined_on, last.ended_on),
        ended=last.ended,
        ended_note=last.ended_note,
        card_no=card_no,
        version=F("version") + 1,
    )
    return joined


def _until(membership: Membership) -> date:
    return membership.ended_on or date.max


def _said(on: date | None) -> str | None:
    return None if on is None else str(on)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _told(membership: Membership) -> Any:
    if membership.last_on is None:
        return _("%(org)s %(since)s 起") % {"org": membership.org, "since": day(membership.joined_on)}
    return _("%(org)s %(since)s 到 %(until)s") % {
        "org": membership.org, "since": day(membership.joined_on), "until": day(membership.last_on),
    }  # fmt: skip
