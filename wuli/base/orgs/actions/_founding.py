"""The one path by which units come to be: one on a form, thousands from a file, some out of a split."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import Promise, lazystr
from uuid_utils.compat import uuid7

from wuli.base.core.actions import refused_as
from wuli.base.core.errors import Invalid, WuliError
from wuli.base.core.said import listed

from .. import closure, errors, naming, rules
from ..codes import Line, OrgForm, OrgKind
from ..models import Division, Org, OrgName, ParentEdge


@dataclass(frozen=True)
class NewOrg:
    """A unit to be founded. `parent` may be the key of another new unit of the same batch.

    `joined_on` is the day from which it stands under `parent`; without it, the day of its founding.
    `facts` are the plain columns of Org: address, approval_no, approved_on, term_years, rank, ...
    """

    parent: UUID | None
    name: str
    kind: str
    form: str
    founded_on: date
    key: UUID = field(default_factory=uuid7)
    short_name: str = ""
    uscc: str | None = None
    region: str | None = None
    industrial_parent: UUID | None = None
    joined_on: date | None = None
    reason: str = ""
    document_no: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def places(self) -> list[tuple[str, UUID]]:
        """The lines on which it stands somewhere, with the upper unit of each."""
        ends = [(Line.TERRITORIAL, self.parent), (Line.INDUSTRIAL, self.industrial_parent)]
        return [(line.value, parent) for line, parent in ends if parent]

    @property
    def since(self) -> date:
        """The day its places begin."""
        return self.joined_on or self.founded_on


TOLD = 5  # units of a circle; who sees these finds the others
Parent = tuple[str, str, date, date | None]  # name, kind, founded on, closed on


def found(batch: Sequence[NewOrg], *, today: date, fresh_names: bool = True) -> list[Org]:
    """Check and write the batch, then its closure; the caller holds the tree lock.

    One unit: its first fault is raised as itself. Many: Invalid with `fields["3.uscc"]` for each row.
    """
    faults = list(faults_of(batch, today=today, fresh_names=fresh_names))
    if faults and len(batch) == 1:
        raise faults[0][2]
    if faults:
        raise Invalid(fields=_by_row(faults))
    made = [_org(new) for new in batch]
    with refused_as(orgs_org_uscc_key=errors.CreditCodeTaken(uscc=batch[0].uscc if len(batch) == 1 else "")):
        Org.objects.bulk_create(made, batch_size=2000)
    OrgName.objects.bulk_create([_name(new) for new in batch], batch_size=5000)
    ParentEdge.objects.bulk_create([edge for new in batch for edge in _edges(new)], batch_size=5000)
    if len(batch) > closure.LARGE:
        closure.renew_statistics("orgs_org", "orgs_orgname", "orgs_parentedge")
    closure.refresh(new.key for new in batch)
    return made


def _by_row(faults: Iterable[tuple[int, str, WuliError]]) -> dict[str, list[str]]:
    fields = defaultdict(list)
    for row, name, error in faults:
        fields[f"{row}.{name}"].append(f"{error} {error.how_to_mend}".strip())
    return dict(fields)


def faults_of(
    batch: Sequence[NewOrg], *, today: date, fresh_names: bool = True, rows: Sequence[int] = ()
) -> Iterator[tuple[int, str, WuliError]]:
    """Every fault of every new unit: its number in the batch, the field, the error. Writes nothing.

    Of two that are the same the second is at fault; `rows` are the numbers by which people know them.
    """
    yield from _twice(batch, rows or range(1, len(batch) + 1), fresh_names=fresh_names)
    parents = _parents(batch)
    circles = {line: _in_circles(batch, line) for line in Line.values}
    codes = [new.uscc for new in batch if new.uscc]
    taken = set(Org.objects.filter(uscc__in=codes).values_list("uscc", flat=True))
    regions = {new.region for new in batch if new.region}
    known = set(Division.objects.filter(pk__in=regions).values_list("pk", flat=True))
    names = _names_under(batch) if fresh_names else set()
    for row, new in enumerate(batch):
        if not new.name:
            yield row, "name", errors.NameMissing()
        if new.uscc:
            yield from ((row, "uscc", error) for error in code_faults(new.uscc, taken))
        if new.region and new.region not in known:
            yield row, "region", errors.UnknownRegion(region=new.region)
        if (new.parent, new.name) in names:
            yield row, "name", errors.NameTaken(name=new.name, parent=parents[new.parent][0])
        yield from ((row, "founded_on", error) for error in day_faults(new.founded_on, today))
        yield from ((row, "form", error) for error in form_faults(new.kind, new.form))
        yield from ((row, name, error) for name, error in fact_faults(new.facts, today))
        if new.since < new.founded_on:
            yield (
                row,
                "joined_on",
                errors.NotYetFounded(name=new.name, founded_on=new.founded_on, on=new.since),
            )
        for line, parent in new.places:
            if new.key in circles[line]:
                yield row, "parent", _circle_fault(new, circles[line][new.key], parents)
                continue
            faults = place_faults(new.kind, parents[parent], line, new.since, early=errors.UpperNotYetFounded)
            yield from ((row, "parent", fault) for fault in faults)


def _parents(batch: Sequence[NewOrg]) -> dict[UUID, Parent]:
    found: dict[UUID, Parent] = {new.key: (new.name, new.kind, new.founded_on, None) for new in batch}
    outside = {parent for new in batch for _line, parent in new.places} - found.keys()
    for org in Org.objects.filter(pk__in=outside):
        found[org.pk] = (org.name, org.kind, org.opened_on, org.closed_on)
    return found


def _names_under(batch: Sequence[NewOrg]) -> set[tuple[UUID, str]]:
    """Pairs of upper unit and name that another unit bears now."""
    below = ParentEdge.objects.filter(
        line=Line.TERRITORIAL,
        valid__endswith=None,
        parent__in={new.parent for new in batch},
        child__name__in={new.name for new in batch},
    )
    return set(below.values_list("parent", "child__name"))


def _twice(
    batch: Sequence[NewOrg], rows: Sequence[int], *, fresh_names: bool
) -> Iterator[tuple[int, str, WuliError]]:
    """The units of the batch that have the name and place, or the code, of one before them."""
    names: dict[Any, int] = {}
    codes: dict[str, int] = {}
    for number, new in enumerate(batch):
        first = names.setdefault((new.parent, new.name), number)
        if first != number and new.parent and fresh_names:
            yield number, "name", errors.NameTwice(name=new.name, row=rows[first])
        first = codes.setdefault(new.uscc, number) if new.uscc else number
        if first != number:
            yield number, "uscc", errors.CreditCodeTwice(uscc=new.uscc, row=rows[first])


def _in_circles(batch: Sequence[NewOrg], line: str) -> dict[UUID, list[UUID]]:
    """The new units that come back to themselves upwards along `line`, each with its circle."""
    own = {new.key for new in batch}
    upper = {
        new.key: parent for new in batch for place, parent in new.places if place == line and parent in own
    }
    found: dict[UUID, list[UUID]] = {}
    done: set[UUID] = set()
    for start in upper:
        path: dict[UUID, int] = {}
        at = start
        while at in upper and at not in done and at not in path:
            path[at] = len(path)
            at = upper[at]
        if at in path:
            circle = list(path)[path[at] :]
            found |= {key: circle[n:] + circle[:n] for n, key in enumerate(circle)}
        done |= path.keys()
    return found


def _circle_fault(new: NewOrg, circle: Sequence[UUID], parents: dict[UUID, Parent]) -> WuliError:
    if len(circle) == 1:
        return errors.OwnUpper(name=new.name)
    shown = [parents[key][0] for key in circle[:TOLD]] + ["…"] * (len(circle) > TOLD)
    return errors.CircleAmong(name=new.name, circle=" → ".join([*shown, new.name]))


def code_faults(uscc: str, taken: set[str]) -> Iterator[WuliError]:
    """What is wrong with a union's own credit code."""
    if not rules.is_credit_code(uscc):
        yield errors.BadCreditCode(uscc=uscc)
    elif rules.is_firms_code(uscc):
        yield errors.EmployersCreditCode(uscc=uscc)
    if uscc in taken:
        yield errors.CreditCodeTaken(uscc=uscc)


def day_faults(on: date, today: date) -> Iterator[WuliError]:
    """What is wrong with the day of a change of the tree."""
    if on > today:
        yield errors.InFuture(on=on)
    if on < rules.EARLIEST:
        yield errors.TooLongAgo(on=on, earliest=rules.EARLIEST)


def fact_faults(facts: Mapping[str, Any], today: date) -> Iterator[tuple[str, WuliError]]:
    """What is wrong with the plain facts of a unit, by field."""
    years, approved_on = facts.get("term_years"), facts.get("approved_on")
    if years is not None and years not in rules.TERMS:
        yield "term_years", errors.WrongTerm(years=years)
    if approved_on and approved_on > today:
        yield "approved_on", errors.ApprovalInFuture(on=approved_on)


def form_faults(kind: str, form: str) -> Iterator[WuliError]:
    """What is wrong with the form for this kind."""
    allowed = rules.allowed_forms(kind)
    if form not in allowed:
        yield errors.WrongForm(
            kind=OrgKind(kind).label, form=OrgForm(form).label, allowed=words(each.label for each in allowed)
        )


def place_faults(
    kind: str, parent: Parent, line: str, since: date, early: type[WuliError] = errors.NotYetFounded
) -> Iterator[WuliError]:
    """What is wrong with standing under `parent` along `line` from `since` on."""
    name, parent_kind, founded_on, closed_on = parent
    if closed_on:
        yield errors.AlreadyClosed(name=name, closed_on=closed_on)
    if since < founded_on:
        yield early(name=name, founded_on=founded_on, on=since)
    if not rules.may_stand_under(kind, parent_kind, line):
        allowed = rules.allowed_parents(kind, line)
        refused = errors.WrongKindUnder if allowed else errors.NothingAbove
        yield refused(
            kind=OrgKind(kind).label,
            parent_kind=OrgKind(parent_kind).label,
            parent=name,
            allowed=words(each.label for each in allowed),
        )


def words(labels: Iterable[Any]) -> str | Promise:
    """A short list in one line, for a refusal; joined in the language in which that is read."""
    return lazystr(_Listed(list(labels)))


class _Listed(list[Any]):
    def __str__(self) -> str:
        return listed(self)


def _org(new: NewOrg) -> Org:
    return Org(
        pk=new.key,
        name=new.name,
        short_name=new.short_name,
        name_key=naming.name_key(new.name),
        initials=naming.initials(new.name),
        kind=new.kind,
        form=new.form,
        uscc=new.uscc or None,
        region_id=new.region,
        lifetime=DateRange(new.founded_on, None),
        **new.facts,
    )


def _name(new: NewOrg) -> OrgName:
    return OrgName(
        org_id=new.key, name=new.name, short_name=new.short_name, valid=DateRange(new.founded_on, None)
    )


def _edges(new: NewOrg) -> list[ParentEdge]:
    return [
        ParentEdge(
            child_id=new.key,
            parent_id=parent,
            line=line,
            valid=DateRange(new.since, None),
            reason=new.reason,
            document_no=new.document_no,
        )
        for line, parent in new.places
    ]
