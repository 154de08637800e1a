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
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org, OrgClosure

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
    value; Invalid when they already have more than `total`, when the unit has an entry of the same day, or
    when a unit above counts this one in a total of its own from then on. Locks the unit.
    """
    require(actor, KEEP, org)
    Org.objects.select_for_update().get(pk=org.pk)
    mine = Baseline.objects.standing().filter(org=org, kind=kind)
    if mine.filter(valid__startswith=from_on).exists():
        told = {"day": said_day(from_on)}
        raise Invalid({"from_on": [_now("%(day)s已经登记过。要改，先撤回那一条。") % told]})
    later = mine.filter(valid__startswith__gt=from_on).order_by("valid").first()
    stretch = DateRange(from_on, later.valid.lower if later else None)
    _refuse_under_a_total(org, kind, stretch, "from_on")
    value = _left_for(org, kind, total, from_on)
    document = keep_file(actor=actor, upload=upload, org=org) if upload else None
    for before in mine.filter(valid__contains=from_on):
        before.valid = DateRange(before.valid.lower, from_on)
        before.version += 1
        before.save(update_fields=["valid", "version"])
    return Baseline.objects.create(
        org=org,
        kind=kind,
        total=total,
        value=value,
        valid=stretch,
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


def _refuse_under_a_total(org: Org, kind: str, stretch: Any, field: str) -> None:
    """A total above has taken off what stood below it; a number that changes under it would count twice."""
    above = OrgClosure.objects.filter(
        descendant=org, depth__gt=0, line=Line.TERRITORIAL, valid__overlap=stretch
    ).values("ancestor")
    held = Baseline.objects.standing().filter(org__in=above, kind=kind, valid__overlap=stretch)
    if upper := held.select_related("org").first():
        told = {"org": upper.org, "day": said_day(upper.valid.lower)}
        words = _now("%(org)s从%(day)s起登记了含本单位的总数。先撤回那一条，这里改好了再登记上级的。")
        raise Invalid({field: [words % told]})


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
    _refuse_under_a_total(held.org, held.kind, held.valid, "reason")
    held.withdrawn_because = reason
    held.save(update_fields=["withdrawn_because"])
    until = held.valid.lower - timedelta(days=1)
    same = Baseline.objects.standing().filter(org=held.org, kind=held.kind)
    for before in same.filter(valid__contains=until):
        before.valid = DateRange(before.valid.lower, held.valid.upper)
        before.version += 1
        before.save(update_fields=["valid", "version"])
    return held
