"""What several verbs share about places: the day, the life, ending one edge and beginning the next."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import DateField, F, Func, Q, QuerySet, Value
from django.utils import timezone

from wuli.base.core.actions import refused_as
from wuli.base.core.errors import Invalid

from .. import errors
from ..codes import Line
from ..models import Org, OrgClosure, ParentEdge
from ._founding import day_faults, place_faults


def days(start: date, end: date | None) -> DateRange:
    """Half-open days [start, end)."""
    return DateRange(start, end)


def must_be_open(org: Org) -> None:
    """Refuse a unit that is no more."""
    if org.closed_on:
        raise errors.AlreadyClosed(name=org, closed_on=org.closed_on)


def must_be_a_day_of(org: Org, on: date) -> None:
    """Refuse a day that has not come, or on which the unit was not there yet."""
    for fault in day_faults(on, timezone.localdate()):
        raise fault
    if on < org.opened_on:
        raise errors.NotYetFounded(name=org, founded_on=org.opened_on, on=on)


def standing_edges(orgs: Iterable[Org]) -> QuerySet[ParentEdge]:
    """The open edges by which `orgs` stand somewhere."""
    return ParentEdge.objects.filter(child__in=orgs, valid__endswith=None)


def children_edges(org: Org) -> QuerySet[ParentEdge]:
    """The open edges by which other units stand under `org`, on both lines."""
    return ParentEdge.objects.filter(parent=org, valid__endswith=None).select_related("child")


def place(
    orgs: Sequence[Org],
    to: Org | None,
    *,
    line: str,
    on: date,
    reason: str,
    document_no: str,
    leaving: Org | None = None,
) -> None:
    """End the places of `orgs` on `line` at `on` and begin those under `to`; the caller refreshes.

    `leaving` is the unit that ends with this change: its name is free for those that stay.
    """
    if to is None and line == Line.TERRITORIAL:
        raise Invalid(fields={"to": [errors.SamePlace.cure]})
    edges = ParentEdge.objects.filter(child__in=orgs, line=line)
    if to is None and not edges.filter(valid__endswith=None).exists():
        raise errors.NotOnThisLine(name=orgs[0])
    for edge in edges.filter(valid__endswith=None, parent=to).select_related("child")[:1]:
        raise errors.SamePlace(name=edge.child, parent=to)
    if to:
        _must_fit(orgs, to, line, on)
        if line == Line.TERRITORIAL:
            names_must_be_free({org.name for org in orgs}, to, [*orgs, *filter(None, [leaving])])
    shorten(edges, on)
    if to:
        told = {
            "parent": to,
            "line": line,
            "valid": days(on, None),
            "reason": reason,
            "document_no": document_no,
        }
        with refused_as(org_edge_no_cycle=errors.Circle(name=orgs[0], parent=to)):
            ParentEdge.objects.bulk_create(ParentEdge(child=org, **told) for org in orgs)


def names_must_be_free(names: Iterable[str], under: Org, apart: Sequence[Org]) -> None:
    """Refuse `names` that a unit directly under `under` bears now, those of `apart` aside."""
    below = children_edges(under).filter(line=Line.TERRITORIAL, child__name__in=names)
    for edge in below.exclude(child__in=apart)[:1]:
        raise errors.NameTaken(name=edge.child.name, parent=under)


def _must_fit(orgs: Sequence[Org], to: Org, line: str, on: date) -> None:
    if to in orgs:
        raise errors.OwnUpper(name=to)
    below = OrgClosure.objects.filter(
        ancestor__in=orgs, descendant=to, line=line, valid__overlap=days(on, None)
    )
    for row in below.select_related("ancestor")[:1]:
        raise errors.Circle(name=row.ancestor, parent=to)
    for org in orgs:
        for fault in place_faults(org.kind, (to.name, to.kind, to.opened_on, to.closed_on), line, on):
            raise fault


def shorten(rows: QuerySet[Any], on: date) -> None:
    """End the open ones of dated `rows` (edges, covers) at `on`; one that began that day was a slip and goes.

    Refuses when any of them changed after that day: history is not written into.
    """
    later = rows.filter(Q(valid__startswith__gt=on) | Q(valid__endswith__gt=on)).order_by("-valid").first()
    if later:
        raise errors.ChangedLater(name=later, since=max(filter(None, [later.valid.lower, later.valid.upper])))
    standing = rows.filter(valid__endswith=None)
    standing.filter(valid__startswith=on).delete()
    standing.update(valid=until(on))


def run_on(rows: QuerySet[Any]) -> None:
    """Let dated `rows` run on without an end."""
    rows.update(valid=until(None))


def until(on: date | None) -> Func:
    """The present `valid` of a row, ending at `on`, or open when None; for `update`."""
    start = Func(F("valid"), function="lower", output_field=DateField())
    return Func(start, Value(on, DateField()), function="daterange", output_field=DateRangeField())


def must_fit_its_places(org: Org, kind: str) -> None:
    """Refuse `kind` when the unit could not stand where it stands, or what is below it could not be there."""
    for edge in standing_edges([org]).select_related("parent"):
        upper = edge.parent
        for fault in place_faults(
            kind, (upper.name, upper.kind, upper.opened_on, None), edge.line, edge.valid.lower
        ):
            raise fault
    for edge in children_edges(org):
        for fault in place_faults(
            edge.child.kind, (org.name, kind, org.opened_on, None), edge.line, edge.valid.lower
        ):
            raise fault
