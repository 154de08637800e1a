"""Splitting one unit into several 拆分 and merging several into one 合并, with their lineage 沿革."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from wuli.base.core.actions import Actor, action, require

from .. import closure, errors
from ..codes import ClosingGround, Line
from ..following import hand_over
from ..models import Coverage, Employer, Org, OrgLineage, ParentEdge
from . import _founding
from ._founding import NewOrg
from ._places import children_edges, days, must_be_a_day_of, must_be_open, place, shorten, standing_edges
from .capabilities import MERGE, SPLIT
from .endings import end, place_children, place_edges


@dataclass(frozen=True)
class Part:
    """A new unit that comes out of another: who it is, and what goes with it."""

    name: str
    kind: str
    form: str
    uscc: str | None = None
    region: str | None = None
    children: Sequence[UUID] = field(default_factory=tuple)
    employers: Sequence[UUID] = field(default_factory=tuple)


@action("orgs.split")
def split_org(
    *,
    actor: Actor,
    org: Org,
    parts: Sequence[Part],
    on: date,
    seen_version: int,
    keep: bool = True,
    reason: str = "",
    document_no: str = "",
) -> list[Org]:
    """Found the units of `parts` out of `org` on `on` 拆分; each takes the children and employers it names.

    The new ones stand where `org` stands, on both lines. Members go with their employer. With
    `keep=False` the old one is closed the same day and every child and member must have gone with a
    part. Refuses what does not stand under `org`, or goes twice. Locks the tree, then the unit.
    """
    require(actor, SPLIT, org)
    closure.lock_tree()
    org = org.claim_edit(seen_version)
    must_be_open(org)
    must_be_a_day_of(org, on)
    _must_be_its_own(org, parts)
    made = _found_beside(org, parts, on=on, reason=reason, document_no=document_no)
    moved = [org]
    for part, new in zip(parts, made, strict=True):
        moved += _give(org, new, part, on=on, document_no=document_no)
    _remember([org], made, OrgLineage.Kind.SPLIT, on, document_no)
    if not keep:
        place_children(org, None, on=on, document_no=document_no)
        hand_over(org, None, on)
        end(org, on=on, ground=ClosingGround.SPLIT, note=reason)
    closure.refresh([*moved, *made])
    return made


def _must_be_its_own(org: Org, parts: Sequence[Part]) -> None:
    if not parts:
        raise errors.NothingSplitOff()
    children = [key for part in parts for key in part.children]
    employers = [key for part in parts for key in part.employers]
    own = set(children_edges(org).values_list("child", flat=True))
    covered = set(Employer.objects.filter(org=org).values_list("pk", flat=True))
    for keys, held, model in [(children, own, Org), (employers, covered, Employer)]:
        twice = {key for key, times in Counter(keys).items() if times > 1}
        for wrong, error in [(set(keys) - held, errors.NotItsOwn), (twice, errors.ChosenTwice)]:
            if wrong:
                what = model.objects.filter(pk__in=wrong).values_list("name", flat=True)  # type: ignore[attr-defined]
                raise error(what=_founding.words(what), name=org)


def _found_beside(org: Org, parts: Sequence[Part], *, on: date, reason: str, document_no: str) -> list[Org]:
    """Found the parts under the units under which `org` stands."""
    upper = dict(standing_edges([org]).values_list("line", "parent"))
    pattern = NewOrg(
        parent=upper.get(Line.TERRITORIAL),
        industrial_parent=upper.get(Line.INDUSTRIAL),
        name="",
        kind="",
        form="",
        founded_on=on,
        reason=reason,
        document_no=document_no,
    )
    made: list[Org] = []
    for part in parts:
        new = replace(
            pattern,
            key=_founding.uuid7(),
            name=part.name,
            kind=part.kind,
            form=part.form,
            uscc=_founding.rules.clean_credit_code(part.uscc or "") or None,
            region=part.region or org.region_id,
        )
        made += _founding.found([new], today=timezone.localdate())
    return made


def _give(org: Org, new: Org, part: Part, *, on: date, document_no: str) -> list[Org]:
    """Move the part's children and employers from `org` to `new`."""
    edges = list(children_edges(org).filter(child__in=part.children))
    _cover(Employer.objects.filter(pk__in=part.employers), new, on)
    if part.employers:
        hand_over(org, new, on, part.employers)
    return place_edges(edges, new, on=on, reason=str(org), document_no=document_no)


def _cover(employers: QuerySet[Employer], org: Org, on: date) -> None:
    """Hand `employers` over to `org`; those that were covered are covered by it from `on`."""
    covers = Coverage.objects.filter(employer__in=list(employers.values_list("pk", flat=True)))
    covered = list(covers.filter(valid__endswith=None).values_list("employer", flat=True))
    employers.update(org=org)
    shorten(covers, on)
    Coverage.objects.bulk_create(Coverage(employer_id=key, org=org, valid=days(on, None)) for key in covered)


def _remember(before: Sequence[Org], after: Sequence[Org], kind: str, on: date, document_no: str) -> None:
    OrgLineage.objects.bulk_create(
        OrgLineage(before=old, after=new, kind=kind, happened_on=on, document_no=document_no)
        for old in before
        for new in after
    )


@action("orgs.merge")
def merge_orgs(
    *,
    actor: Actor,
    orgs: Sequence[Org],
    on: date,
    into: Org | None = None,
    part: Part | None = None,
    reason: str = "",
    document_no: str = "",
) -> Org:
    """Merge `orgs` on `on` 合并 into a standing unit `into`, or into a new one described by `part`.

    Children, employers and members go to it, the old ones are closed with that ground and the lineage is
    kept. A new unit stands where the first of `orgs` stands. Locks the tree, then the units in order of key.
    """
    for org in [*orgs, *filter(None, [into])]:
        require(actor, MERGE, org)
    closure.lock_tree()
    old = list(Org.objects.select_for_update().filter(pk__in=[org.pk for org in orgs]).order_by("pk"))
    if into:
        old = [org for org in old if org.pk != into.pk]
    if len(old) < (1 if into else 2) or (into is None) == (part is None):
        raise errors.NothingSplitOff()
    for org in [*old, *filter(None, [into])]:
        must_be_open(org)
        must_be_a_day_of(org, on)
    first = next(org for org in old if org.pk == orgs[0].pk) if not into else old[0]
    target = into or _found_beside(first, [part], on=on, reason=reason, document_no=document_no)[0]  # type: ignore[list-item]
    moved = [child for org in old for child in _pour(org, target, on, document_no)]
    _remember(old, [target], OrgLineage.Kind.MERGE, on, document_no)
    closure.refresh([*old, *moved, target])
    return Org.objects.get(pk=target.pk)


def _pour(org: Org, target: Org, on: date, document_no: str) -> list[Org]:
    """Move all of `org` into `target` and close it; a target that stood under `org` steps up first."""
    for edge in children_edges(org).filter(child=target):
        upper = ParentEdge.objects.filter(child=org, line=edge.line, valid__endswith=None).first()
        place(
            [target],
            upper and upper.parent,
            line=edge.line,
            on=on,
            reason=str(org),
            document_no=document_no,
            leaving=org,
        )
    moved = place_children(org, target, on=on, document_no=document_no)
    _cover(Employer.objects.filter(org=org), target, on)
    hand_over(org, target, on)
    end(org, on=on, ground=ClosingGround.MERGED, note=target.name)
    return moved
