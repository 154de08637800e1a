"""Joining a union, leaving it, retiring: a person has one membership at a time, and its history stays."""

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules as dated
from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.said import day
from wuli.base.orgs.models import Org

from .. import rules
from ..codes import Tag
from ..models import Membership, Person, PersonTag, Transfer
from ..rule_kinds import WORKING_AGE
from .capabilities import ADMIT


class AlreadyMember(Conflict):
    """Nobody is a member of two unions at once; says where and since when."""

    code = "people.already_member"
    message = _("%(name)s从 %(since)s 起就是%(org)s的会员，没有重复入会。")
    cure = _("换单位请办转会：会籍接着算，不用退了再入。")


class MemberThen(Conflict):
    """The joining day lies within an earlier membership, or before a later one."""

    code = "people.member_then"
    message = _("%(name)s在 %(since)s 到 %(last)s 是%(org)s的会员，入会日期和它重叠了。")
    cure = _("入会日期改到 %(until)s 或以后。")


class NotMember(Conflict):
    """There is no membership to end: it ended already, or never was."""

    code = "people.not_member"
    message = _("%(name)s现在没有会籍。")
    cure = _("先看会籍记录，需要时办入会。")


@action("people.join")
def join_union(
    *, actor: Actor, person: Person, org: Org, joined_on: date, at: datetime,
    card_no: str = "", source: str = "desk",
) -> Membership:  # fmt: skip
    """Admit a person 入会 to the union `org` from `joined_on`.

    Raises AlreadyMember with where and since when, MemberThen for an overlap with history, Invalid for a
    day to come, a unit that did not exist or somebody too young to work. A retired person who
    joins again is no longer tagged so.
    """
    require(actor, ADMIT, org)
    _day_passed("joined_on", joined_on, at)
    unit_open("joined_on", org, joined_on)
    _old_enough(person, org, joined_on, at)
    if person.merged_into_id:
        raise Conflict()
    membership = open_membership(person, org, joined_on, card_no=card_no, source=source)
    _untag_retired(person, joined_on)
    return membership


def open_membership(
    person: Person, org: Org, joined_on: date, *, card_no: str = "", source: str = ""
) -> Membership:
    """Write the membership and the person's home; the database refuses a second one at a time."""
    span = DateRange(joined_on, None)
    try:
        with refused_as(one_membership_at_a_time=NotMember()):
            membership = Membership.objects.create(
                person=person, org=org, valid=span, card_no=card_no, source=source
            )
    except NotMember as refusal:
        raise second_membership(person, joined_on) from refusal
    Person.objects.filter(pk=person.pk).update(home=org)
    person.home = org
    return membership


def second_membership(person: Person, joined_on: date) -> Conflict:
    """The refusal that names the membership in the way."""
    others = Membership.objects.filter(person=person, valid__overlap=DateRange(joined_on, None))
    other = others.select_related("org").order_by("-valid").first()
    if other is None:  # it ended between the refusal and now
        return Conflict()
    if other.ended_on is None:
        return AlreadyMember(name=person.name, org=other.org, since=other.joined_on)
    return MemberThen(
        name=person.name, org=other.org, since=other.joined_on, last=other.last_on, until=other.ended_on
    )


@action("people.leave")
def leave_union(
    *, actor: Actor, membership: Membership, left_on: date, seen_version: int, at: datetime,
    ended: str = Membership.Ended.LEFT, note: str = "",
) -> Membership:  # fmt: skip
    """End a membership 退会 from the day `left_on`, with the reason; an open transfer is withdrawn.

    Raises NotMember when it ended already, Conflict when somebody changed it meanwhile, Invalid for a day
    before it began or to come.
    """
    require(actor, ADMIT, membership.org)
    if ended not in {Membership.Ended.LEFT, Membership.Ended.LAPSED, Membership.Ended.DIED}:
        raise Invalid({"ended": [_("转会和退休有各自的办法，不在这里填。")]})
    _day_passed("left_on", left_on, at)
    closed = close_membership(membership, left_on, ended, note, seen_version=seen_version, field="left_on")
    withdraw_transfers(membership.person.transfers.all())
    return closed


@action("people.retire")
def retire_member(
    *, actor: Actor, membership: Membership, retired_on: date, seen_version: int, at: datetime, note: str = ""
) -> Membership:
    """Retire a member 退休: kept on the roll without dues and without a vote, tagged from `retired_on`.

    Membership rules: retired and laid-off members keep their membership, pay no dues, have no vote.
    """
    require(actor, ADMIT, membership.org)
    _day_passed("retired_on", retired_on, at)
    closed = close_membership(
        membership, retired_on, Membership.Ended.RETIRED, note, seen_version=seen_version, field="retired_on"
    )
    withdraw_transfers(membership.person.transfers.all())
    PersonTag.objects.create(
        person=membership.person,
        tag=Tag.RETIRED,
        valid=DateRange(retired_on, None),
        source=str(_("办理退休")),
    )
    return closed


def close_membership(
    membership: Membership, ended_on: date, ended: str, note: str = "", *,
    seen_version: int | None = None, field: str = "ended_on",
) -> Membership:  # fmt: skip
    """Write the end of a membership that holds; history before that day stays.

    A day that cannot be is told under `field`, as the verb names it.
    """
    if seen_version is None:
        claimed = Membership.objects.locked(membership.pk)
    else:
        claimed = membership.claim_edit(seen_version)
    if claimed.valid.upper is not None:
        raise NotMember(name=claimed.person.name)
    if ended_on <= claimed.joined_on:
        raise Invalid({field: [_("日期要晚于入会那天（%(day)s）。") % {"day": day(claimed.joined_on)}]})
    claimed.valid = DateRange(claimed.joined_on, ended_on)
    claimed.ended, claimed.ended_note = ended, note
    claimed.save(update_fields=["valid", "ended", "ended_note"])
    return claimed


def _day_passed(field: str, day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise Invalid({field: [_("日期还没有到，到那天再办。")]})


def _old_enough(person: Person, org: Org, joined_on: date, at: datetime) -> None:
    """Members are workers: refuse a day before the age at which one may work there."""
    if person.born_on is None:
        return
    years = dated.at(WORKING_AGE.code, org, timezone.localdate(at)).value
    age = rules.age_on(person.born_on, joined_on)
    if age < years:
        told = {"years": years, "age": max(age, 0)}
        raise Invalid({"joined_on": [_("满 %(years)s 周岁才能入会，那天才 %(age)s 岁。") % told]})


def unit_open(field: str, org: Org, day: date) -> None:
    """Refuse a day on which the union was not there."""
    if day < org.opened_on or (org.closed_on and day >= org.closed_on):
        raise Invalid({field: [_("那一天%(org)s还没有成立，或者已经撤销。") % {"org": org}]})


def withdraw_transfers(transfers: QuerySet[Transfer]) -> None:
    """Take back those that are open: what they asked for is no longer to be had."""
    for transfer in transfers.filter(state__in=Transfer.OPEN):
        transfer.move_to(Transfer.State.WITHDRAWN)


def _untag_retired(person: Person, on: date) -> None:
    for tag in PersonTag.objects.filter(person=person, tag=Tag.RETIRED, valid__contains=on):
        if tag.valid.lower < on:
            tag.valid = DateRange(tag.valid.lower, on)
            tag.save(update_fields=["valid"])
        else:
            tag.delete()
