"""Closing units 撤销 and taking back a closing that was a mistake 恢复."""

from collections.abc import Sequence
from datetime import date

from wuli.base.core.actions import Actor, action, require

from .. import closure, errors
from ..codes import ClosingGround, Line
from ..following import hand_over
from ..models import Coverage, Employer, Org, OrgClosure, ParentEdge, RoleGrant
from ._founding import words
from ._places import (
    children_edges,
    days,
    must_be_a_day_of,
    must_be_open,
    names_must_be_free,
    place,
    run_on,
    shorten,
    standing_edges,
    until,
)
from .capabilities import CLOSE, REOPEN


@action("orgs.close")
def close_org(
    *,
    actor: Actor,
    org: Org,
    on: date,
    ground: str,
    seen_version: int,
    note: str = "",
    document_no: str = "",
    children_to: Org | None = None,
) -> Org:
    """Close the unit 撤销 on `on`, the first day it is no more; its figures before that day stay.

    What stands below goes to `children_to`, and so do memberships, which go on there without a break; with
    either left and no place for them the closing is refused. Employers it covered go back to the unit
    above. When the employer ended, the report upwards is named (工会法 第十三条). Grants at the unit end.
    Locks the tree, then the unit.
    """
    require(actor, CLOSE, org)
    if children_to:
        require(actor, CLOSE, children_to)
    if ground == ClosingGround.EMPLOYER_ENDED and not document_no:
        raise errors.ClosingNotReported()
    closure.lock_tree()
    org = org.claim_edit(seen_version)
    must_be_open(org)
    must_be_a_day_of(org, on)
    _must_outlive(org, children_to, on)
    moved = place_children(org, children_to, on=on, document_no=document_no)
    hand_over(org, children_to, on)
    end(org, on=on, ground=ground, note="、".join(filter(None, [note, document_no])))
    closure.refresh([org, *moved])
    return Org.objects.get(pk=org.pk)


def _must_outlive(org: Org, heir: Org | None, on: date) -> None:
    """Refuse that what is left goes to the unit itself, or to one that has to find a place itself."""
    if heir == org:
        raise errors.HeirEnds(name=org)
    below = OrgClosure.objects.filter(ancestor=org, depth__gt=0, valid__overlap=days(on, None))
    if heir and below.filter(descendant=heir).exists():
        raise errors.HeirBelow(heir=heir, name=org)


def place_children(org: Org, to: Org | None, *, on: date, document_no: str) -> list[Org]:
    """Move all that stands under `org` to `to`, on the line it stands on; refuse when there is no place."""
    edges = list(children_edges(org))
    if edges and to is None:
        raise errors.ChildrenLeft(name=org, count=len({edge.child_id for edge in edges}))
    return place_edges(edges, to, on=on, reason=str(org), document_no=document_no, leaving=org)


def place_edges(
    edges: Sequence[ParentEdge],
    to: Org | None,
    *,
    on: date,
    reason: str,
    document_no: str,
    leaving: Org | None = None,
) -> list[Org]:
    """Move the children of `edges` to `to`, each on the line of its edge; returns them."""
    for line in Line.values:
        children = [edge.child for edge in edges if edge.line == line]
        if children:
            place(children, to, line=line, on=on, reason=reason, document_no=document_no, leaving=leaving)
    return [edge.child for edge in edges]


def end(org: Org, *, on: date, ground: str, note: str) -> None:
    """End the unit's places, covers, grants and life at `on`; the caller refreshes the closure."""
    if on == org.opened_on:
        raise errors.ClosedAsItBegan(name=org, on=on)
    _must_be_after_what_stood_below(org, on)
    upper = standing_edges([org]).order_by("-line").values_list("parent", flat=True).first()
    employers = Employer.objects.filter(org=org)
    shorten(Coverage.objects.filter(employer__in=employers), on)
    if upper:
        employers.update(org_id=upper)
    running = RoleGrant.objects.filter(org=org, valid__endswith__gt=on)
    running.filter(valid__startswith__gte=on).update(valid=days(on, on))
    running.filter(valid__startswith__lt=on).update(valid=until(on))
    shorten(ParentEdge.objects.filter(child=org), on)
    Org.objects.filter(pk=org.pk).update(
        lifetime=days(org.opened_on, on), closed_ground=ground, closed_note=note[:200]
    )


def _must_be_after_what_stood_below(org: Org, on: date) -> None:
    """A unit cannot have ended before the last day on which another one still stood under it."""
    left = ParentEdge.objects.filter(parent=org, valid__endswith__gt=on)
    if last := left.order_by("-valid__endswith").values_list("valid", flat=True).first():
        raise errors.ChangedLater(name=org, since=last.upper)


@action("orgs.reopen")
def reopen_org(*, actor: Actor, org: Org, reason: str, seen_version: int) -> Org:
    """Take back a closing that was a mistake 恢复: the unit stands where it stood, as if never closed.

    Covers that ended with it go on where nobody else covers the employer since. What was moved away and
    the grants stay as they are now. Refuses a unit that went into others, and one whose name another unit
    bears there by now. Locks the tree, then the unit.
    """
    require(actor, REOPEN, org)
    closure.lock_tree()
    org = org.claim_edit(seen_version)
    closed_on = org.closed_on
    if closed_on is None:
        raise errors.NotClosed(name=org)
    after = [line.after for line in org.lineage_after.select_related("after")]
    if after and org.closed_ground in {ClosingGround.MERGED, ClosingGround.SPLIT}:
        raise errors.ClosedByReshaping(name=org, after=words(after))
    edges = ParentEdge.objects.filter(child=org, valid__endswith=closed_on).select_related("parent")
    for edge in edges:
        must_be_open(edge.parent)
        if edge.line == Line.TERRITORIAL:
            names_must_be_free([org.name], edge.parent, [org])
    Org.objects.filter(pk=org.pk).update(
        lifetime=days(org.opened_on, None), closed_ground="", closed_note=reason[:200]
    )
    run_on(edges)
    _cover_again(org, closed_on)
    closure.refresh([org])
    return Org.objects.get(pk=org.pk)


def _cover_again(org: Org, closed_on: date) -> None:
    ended = Coverage.objects.filter(org=org, valid__endswith=closed_on)
    since = Coverage.objects.filter(valid__startswith__gte=closed_on).values("employer")
    again = list(ended.exclude(employer__in=since).values_list("pk", "employer"))
    run_on(Coverage.objects.filter(pk__in=[cover for cover, _employer in again]))
    Employer.objects.filter(pk__in=[employer for _cover, employer in again]).update(org=org)
