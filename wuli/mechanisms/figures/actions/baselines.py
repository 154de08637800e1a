"""Entering and taking back head-counts from outside."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import Actor, Capability, action, require
from wuli.base.core.actions.files import keep_file
from wuli.base.core.errors import Conflict, Invalid, RuleBroken
from wuli.base.core.said import day as said_day
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org, OrgClosure

from ..models import Baseline

KEEP = Capability("figures.keep_baselines", _("登记基数"), roles={"officer", "org_dept"})


class UnderATotal(RuleBroken):
    """A total above has this unit in it already; `upper` is that entry. A change under it counts twice."""

    code = "figures.under_a_total"
    message = _(
        "%(org)s从%(day)s起登记的总数，已经把%(unit)s算在里面。这里再改，同一批人会数两遍，所以没有存。"
    )
    cure = _("先请%(org)s撤回那个总数；这里改好以后，再把总数登记回去，系统会自己扣掉下级的。")

    def __init__(self, upper: Baseline, unit: Org) -> None:
        self.upper = upper
        super().__init__(org=upper.org, day=upper.valid.lower, unit=unit)


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
    value; Invalid when they already have more than `total`, when theirs change later on under it, or when
    the unit has an entry of the same day. UnderATotal when a unit above counts this one in a total of its
    own from then on. Locks the unit and those above it, in the order of their keys.
    """
    require(actor, KEEP, org)
    _lock_upwards(org)
    mine = Baseline.objects.standing().filter(org=org, kind=kind)
    if mine.filter(valid__startswith=from_on).exists():
        told = {"day": said_day(from_on)}
        raise Invalid({"from_on": [_now("%(day)s已经登记过。要改，先撤回那一条。") % told]})
    later = mine.filter(valid__startswith__gt=from_on).order_by("valid").first()
    stretch = DateRange(from_on, later.valid.lower if later else None)
    _refuse_under_a_total(org, kind, stretch)
    _refuse_over_a_change(org, kind, stretch)
    value = _left_for(org, kind, total, from_on, "total")
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


def _lock_upwards(org: Org) -> None:
    """Whoever enters a total and whoever enters a number below it wait for each other."""
    above = OrgClosure.objects.filter(descendant=org, line=Line.TERRITORIAL).values("ancestor")
    list(Org.objects.filter(pk__in=above).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _refuse_under_a_total(org: Org, kind: str, stretch: Any) -> None:
    """A total above has taken off what stood below it; a number that changes under it would count twice."""
    above = OrgClosure.objects.filter(
        descendant=org, depth__gt=0, line=Line.TERRITORIAL, valid__overlap=stretch
    ).values("ancestor")
    held = Baseline.objects.standing().filter(org__in=above, kind=kind, valid__overlap=stretch)
    if upper := held.select_related("org").order_by("valid").first():
        raise UnderATotal(upper, org)


# When, and at which unit, the numbers below first change within a stretch that has begun.
_FIRST_CHANGE = """
    SELECT day, org FROM (
        SELECT lower(c.valid * b.valid) AS low, upper(c.valid * b.valid) AS high, b.org_id AS org
          FROM figures_baseline b JOIN orgs_orgclosure c ON c.descendant_id = b.org_id
         WHERE c.ancestor_id = %(org)s AND c.depth > 0 AND c.line = 'territorial' AND b.kind = %(kind)s
           AND b.withdrawn_because = '' AND c.valid * b.valid && %(stretch)s) e
     CROSS JOIN LATERAL (VALUES (low), (high)) v (day)
     WHERE day > lower(%(stretch)s) AND day <@ %(stretch)s
     ORDER BY day, org LIMIT 1"""


def _first_change(org: Org, kind: str, stretch: Any) -> tuple[date, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_CHANGE, {"org": org.pk, "kind": kind, "stretch": stretch})
        found: tuple[date, Any] | None = cursor.fetchone()
    return found


def _refuse_over_a_change(org: Org, kind: str, stretch: Any) -> None:
    """What is taken off a total is what stood below on its first day; a later change would count twice."""
    if found := _first_change(org, kind, stretch):
        told = {"day": said_day(found[0]), "unit": Org.objects.get(pk=found[1])}
        words = _now("%(unit)s的数从%(day)s起有变化。先登记从那天起的总数，再补更早的。")
        raise Invalid({"from_on": [words % told]})


def _left_for(org: Org, kind: str, total: int, day: date, field: str) -> int:
    below = below_on(org, kind, day).aggregate(n=Sum("value"))["n"] or 0
    if below > total:
        told = {"below": below, "total": total}
        raise Invalid(
            {field: [_now("下级登记的加起来已有 %(below)s 人，多于 %(total)s 人。先核对下级的数。") % told]}
        )
    return total - below


@action("figures.withdraw_baseline")
def withdraw_baseline(*, actor: Actor, baseline: Baseline, reason: str, seen_version: int) -> Baseline:
    """Take an entry back; the one before it is used again in its place.

    Conflict when it is not as seen, UnderATotal when a unit above counts it in a total. Locks as entering.
    """
    require(actor, KEEP, baseline.org)
    _lock_upwards(baseline.org)
    held = baseline.claim_edit(seen_version)
    if held.withdrawn_because:
        raise Conflict()
    _refuse_under_a_total(held.org, held.kind, held.valid)
    held.withdrawn_because = reason
    held.save(update_fields=["withdrawn_because"])
    until = held.valid.lower - timedelta(days=1)
    for before in Baseline.objects.standing().filter(org=held.org, kind=held.kind, valid__contains=until):
        _use_again(before, held.valid)
    return held


def _use_again(before: Baseline, stretch: Any) -> None:
    """Let an entry go on over `stretch`; where the numbers below differ by then, with what is left of it."""
    wider = DateRange(before.valid.lower, stretch.upper)
    if _first_change(before.org, before.kind, wider) is None:
        before.valid = wider
        before.version += 1
        before.save(update_fields=["valid", "version"])
        return
    Baseline.objects.create(
        org=before.org,
        kind=before.kind,
        total=before.total,
        value=_left_for(before.org, before.kind, before.total, stretch.lower, "reason"),
        valid=stretch,
        method=before.method,
        told_by=before.told_by,
        note=before.note,
        document=before.document,
        entered_by=before.entered_by,
    )
