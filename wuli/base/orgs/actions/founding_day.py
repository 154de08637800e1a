"""Correcting the day a unit was founded 成立日期, with all that began on that day because it did."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import DateField, F, Func, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, action, because, require
from wuli.base.core.errors import Invalid

from .. import closure, errors
from ..following import FIRST_DAYS
from ..models import Coverage, Org, OrgLineage, OrgName, ParentEdge
from ._founding import day_faults
from ._places import days, must_be_open
from .capabilities import CORRECT


@action("orgs.correct_founding")
def correct_founding(*, actor: Actor, org: Org, founded_on: date, reason: str, seen_version: int) -> Org:
    """Say that the unit was founded on another day; its first place, name and covers begin then too.

    Refuses a day to come, one before the unit above was there, and one after anything that is known of the
    unit: units below it, a move, a name, members, posts. One that came out of others keeps the day of
    that change. Locks the tree, then the unit.
    """
    require(actor, CORRECT, org)
    closure.lock_tree()
    org = org.claim_edit(seen_version)
    must_be_open(org)
    if not reason.strip():
        raise Invalid({"reason": [_("写明凭什么改，例如批复上的日期。")]})
    _must_be_possible(org, founded_on)
    first = org.opened_on
    began = [
        rows.filter(valid__startswith=first)
        for rows in (
            ParentEdge.objects.filter(child=org),
            OrgName.objects.filter(org=org),
            Coverage.objects.filter(org=org),
        )
    ]
    with because(reason):
        if founded_on < first:
            _write_life(org, founded_on)
        for rows in began:
            _begin(rows, founded_on)
        if founded_on > first:
            _write_life(org, founded_on)
    closure.refresh([org])
    return Org.objects.get(pk=org.pk)


def _must_be_possible(org: Org, on: date) -> None:
    if on == org.opened_on:
        raise errors.SameFounding(name=org, on=on)
    for fault in day_faults(on, timezone.localdate()):
        raise fault
    born = org.lineage_before.filter(happened_on=org.opened_on).select_related("before").first()
    if born:
        raise errors.FoundedByReshaping(name=org, on=born.happened_on, before=born.before)
    places = ParentEdge.objects.filter(child=org, valid__startswith=org.opened_on)
    for edge in places.select_related("parent"):
        if on < edge.parent.opened_on:
            raise errors.NotYetFounded(name=edge.parent, founded_on=edge.parent.opened_on, on=on)
    for what, since in _known(org):
        if since is not None and on > since:
            raise errors.KnownEarlier(name=org, what=what, since=since)


def _known(org: Org) -> Iterator[tuple[Any, date | None]]:
    """What is known of the unit apart from its founding, each with the last day it may be founded on."""
    first = org.opened_on
    later = {"valid__startswith__gt": first}
    covers = Coverage.objects.filter(org=org)
    yield _("下级单位"), _first_day(ParentEdge.objects.filter(parent=org))
    yield _("改隶属"), _day_before(_first_day(ParentEdge.objects.filter(child=org, **later)))
    reshaped = OrgLineage.objects.filter(Q(before=org) | Q(after=org)).order_by("happened_on")
    yield _("拆分或合并"), _day_before(reshaped.values_list("happened_on", flat=True).first())
    yield _("改名称"), _day_before(_first_day(OrgName.objects.filter(org=org, **later)))
    yield _("覆盖的用人单位"), _first_day(covers.filter(**later))
    ended = covers.filter(valid__startswith=first, valid__upper_inf=False).order_by("valid__endswith")
    yield _("覆盖的用人单位"), _day_before(ended.values_list("valid__endswith", flat=True).first())
    for what, first_day in FIRST_DAYS:
        yield what, first_day(org)


def _day_before(day: date | None) -> date | None:
    """What ends on a day lasts at least until the day before."""
    return day and day - timedelta(days=1)


def _first_day(rows: QuerySet[Any]) -> date | None:
    return rows.order_by("valid__startswith").values_list("valid__startswith", flat=True).first()


def _begin(rows: QuerySet[Any], on: date) -> None:
    end = Func(F("valid"), function="upper", output_field=DateField())
    span = Func(Value(on, DateField()), end, function="daterange", output_field=DateRangeField())
    rows.update(valid=span)


def _write_life(org: Org, founded_on: date) -> None:
    Org.objects.filter(pk=org.pk).update(lifetime=days(founded_on, None))
