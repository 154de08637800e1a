"""What becomes of members and posts when their union ends or splits: the membership goes on elsewhere.

工会法 第十三条: of a union that ends with its employer, the membership may be kept. So nobody's ends here;
it goes on, from the same day, at the unit that takes it.
"""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import RuleBroken
from wuli.base.orgs.following import Handover
from wuli.base.orgs.models import Org

from ..models import Membership, Person, PostTerm, Transfer
from .membership import unit_open, withdraw_transfers

BATCH = 2_000


class MembersLeft(RuleBroken):
    """A union does not end over the heads of its members; somebody keeps their membership."""

    code = "people.members_left"
    message = _("%(org)s还有 %(count)s 名会员，会籍要先有去处。")
    cure = _("写明会籍归到哪家工会；要拆的，让会员跟着用人单位走，或者保留老单位，办完转会再撤销。")
    source = _("工会法 第十三条")


def follow(handover: Handover) -> None:
    """Carry memberships over, with who is only registered; end the posts of a unit that ends."""
    held = Membership.objects.filter(org=handover.org, valid__upper_inf=True)
    home = Person.objects.filter(home=handover.org)
    if handover.employers is not None:
        held = held.filter(person__employer__in=handover.employers)
        home = home.filter(employer__in=handover.employers)
    if handover.to is not None:
        _carry(held, handover, handover.to)
        home.update(home=handover.to)
    elif left := held.count():
        raise MembersLeft(org=handover.org, count=left)
    if handover.ends:
        _end_posts(handover.org, handover.on)


def _carry(held: QuerySet[Membership], handover: Handover, to: Org) -> None:
    """End the memberships on the day and begin them at `to`; who joined on that day or later joined there."""
    rows = list(held.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    if not rows:
        return
    unit_open("on", to, handover.on)
    why = Membership.Ended.UNIT_ENDED if handover.ends else Membership.Ended.TRANSFERRED
    before = [row for row in rows if row.joined_on < handover.on]
    for row in before:
        row.valid = DateRange(row.joined_on, handover.on)
        row.ended, row.ended_note = why, str(to)[:200]
        row.version += 1
    Membership.objects.bulk_update(before, ["valid", "ended", "ended_note", "version"], batch_size=BATCH)
    begun = [row.pk for row in rows if row.joined_on >= handover.on]
    Membership.objects.filter(pk__in=begun).update(org=to, version=F("version") + 1)
    Membership.objects.bulk_create(
        [
            Membership(
                person=row.person,
                org=to,
                valid=DateRange(handover.on, None),
                card_no=row.card_no,
                source="handover",
            )
            for row in before
        ],
        batch_size=BATCH,
    )
    withdraw_transfers(Transfer.objects.filter(person__in=[row.person_id for row in rows]))


def _end_posts(org: Org, on: date) -> None:
    terms = list(PostTerm.objects.filter(org=org, valid__contains=on, valid__startswith__lt=on))
    for term in terms:
        term.valid = DateRange(term.valid.lower, on)
        term.note = _now("工会撤销")
        term.version += 1
    PostTerm.objects.bulk_update(terms, ["valid", "note", "version"])
    withdraw_transfers(Transfer.objects.filter(to_org=org))
