"""Entering and taking back head-counts from outside."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Conflict, Invalid
from wuli.base.core.templatetags.wuli import day as said_day
from wuli.base.orgs.models import Org

from ..models import Baseline

KEEP = Capability("figures.keep_baselines", _("登记基数"), roles={"officer", "org_dept"})


@action("figures.record_baseline")
def record_baseline(
    *,
    actor: Actor,
    org: Org,
    kind: str,
    total: int,
    from_on: date,
    method: str,
    told_by: str,
    note: str = "",
    upload: Any = None,
) -> Baseline:
    """Enter that from `from_on` on there are `total` people of `kind` at `org` and all below it.

    Ends the entry that was used until then. What units below have entered is taken off for the unit's own
    value; Invalid when they already have more than `total`, or when the unit has an entry of the same day.
    Locks the unit.
    """
    require(actor, KEEP, org)
    Org.objects.select_for_update().get(pk=org.pk)
    mine = Baseline.objects.standing().filter(org=org, kind=kind)
    if mine.filter(valid__startswith=from_on).exists():
        told = {"day": said_day(from_on)}
        raise Invalid({"from_on": [_now("%(day)s已经登记过。要改，先撤回那一条。") % told]})
    later = mine.filter(valid__startswith__gt=from_on).order_by("valid").first()
    document = keep_file(actor=actor, upload=upload, org=org) if upload else None
    for before in mine.filter(valid__contains=from_on):
        before.valid = DateRange(before.valid.lower, from_on)
        before.version += 1
        before.save(update_fields=["valid", "version"])
    return Baseline.objects.create(
        org=org,
        kind=kind,
        total=total,
        value=_left_for(org, kind, total, from_on),
        valid=DateRange(from_on, later.valid.lower if later else None),
        method=method,
        told_by=told_by,
        note=note,
        document=document,
        entered_by_id=actor.pk,
    )


def below_on(org: Org, kind: str, day: date) -> QuerySet[Baseline]:
    """Entries in use on `day` at the units below `org`."""
    units = Org.objects.below(org, on=day).exclude(pk=org.pk)
    return Baseline.objects.standing().filter(org__in=units, kind=kind, valid__contains=day)


def _left_for(org: Org, kind: str, total: int, day: date) -> int:
    below = below_on(org, kind, day).aggregate(n=Sum("value"))["n"] or 0
    if below > total:
        told = {"below": below, "total": total}
        raise Invalid(
            {"total": [_now("下级登记的加起来已有 %(below)s 人，多于 %(total)s 人。先核对下级的数。") % told]}
        )
    return total - below


@action("figures.withdraw_baseline")
def withdraw_baseline(*, actor: Actor, baseline: Baseline, reason: str, seen_version: int) -> Baseline:
    """Take an entry back; the one before it is used again in its place. Conflict when it is not as seen."""
    require(actor, KEEP, baseline.org)
    Org.objects.select_for_update().get(pk=baseline.org_id)
    held = baseline.claim_edit(seen_version)
    if held.withdrawn_because:
        raise Conflict()
    held.withdrawn_because = reason
    held.save(update_fields=["withdrawn_because"])
    until = held.valid.lower - timedelta(days=1)
    same = Baseline.objects.standing().filter(org=held.org, kind=held.kind)
    for before in same.filter(valid__contains=until):
        before.valid = DateRange(before.valid.lower, held.valid.upper)
        before.version += 1
        before.save(update_fields=["valid", "version"])
    return held
