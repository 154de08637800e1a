"""What several verbs share about places: the day, the life, ending one edge and beginning the next."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone

from wuli.base.core.actions import refused_as
from wuli.base.core.errors import Invalid

from .. import errors
from ..codes import Line, OrgKind
from ..models import Org, OrgClosure, ParentEdge
from ._founding import day_faults, place_faults, words


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


def place(org: Org, to: Org | None, *, line: str, on: date, reason: str, document_no: str) -> None:
    """End the unit's place on `line` at `on` and begin the one under `to`; the caller refreshes."""
    if to is None and line == Line.TERRITORIAL:
        raise Invalid(fields={"to": [errors.SamePlace.cure]})
    before = ParentEdge.objects.filter(child=org, line=line, valid__endswith=None).first()
    if to is None and before is None:
        return
    if before and to and before.parent_id == to.pk:
        raise errors.SamePlace(name=org, parent=to)
    if to:
        _must_fit(org, to, line, on)
    end_edges(ParentEdge.objects.filter(child=org, line=line), on, of=org)
    if to:
        with refused_as(org_edge_no_cycle=errors.Circle(name=org, parent=to)):
            ParentEdge.objects.create(
                child=org,
                parent=to,
                line=line,
                valid=days(on, None),
                reason=reason,
                document_no=document_no,
            )


def _must_fit(org: Org, to: Org, line: str, on: date) -> None:
    if org.pk == to.pk or stands_below(to, org, line, on):
        raise errors.Circle(name=org, parent=to)
    for fault in place_faults(org.kind, (to.name, to.kind, to.opened_on, to.closed_on), line, on):
        raise fault


def stands_below(org: Org, other: Org, line: str, since: date) -> bool:
    """Whether `org` stands below `other` on any day from `since` on."""
    return OrgClosure.objects.filter(
        ancestor=other, descendant=org, line=line, valid__overlap=days(since, None)
    ).exists()


def end_edges(edges: QuerySet[ParentEdge], on: date, *, of: Org) -> None:
    """End the open edges at `on`; one that began that very day goes, as the correction of a slip."""
    later = edges.filter(valid__startswith__gt=on).order_by("-valid").first()
    ended = edges.filter(valid__endswith__gt=on).order_by("-valid").first()
    if later or ended:
        since = later.valid.lower if later else ended.valid.upper  # type: ignore[union-attr]
        raise errors.ChangedLater(name=of, since=since)
    standing = edges.filter(valid__endswith=None)
    standing.filter(valid__startswith=on).delete()
    for edge in standing:
        ParentEdge.objects.filter(pk=edge.pk).update(valid=days(edge.valid.lower, on))


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


def kinds_in_words(kinds: Iterable[OrgKind]) -> str:
    """Kinds in one line, for a cure."""
    return words(kind.label for kind in kinds)
