"""Employers 用人单位 and which union covers them 覆盖, by days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from wuli.base.core.actions import Actor, action, refused_as, require
from wuli.base.core.errors import Invalid, WuliError

from .. import errors, naming, rules
from ..codes import OrgKind, SizeClass
from ..models import Coverage, Division, Employer, Org
from ._places import days, must_be_a_day_of, must_be_open, shorten
from .capabilities import EMPLOYERS

CORRECTABLE = frozenset(
    ["name", "uscc", "size_class", "staff_count", "industry", "region_id", "is_platform", "ended_on"]
)


@dataclass(frozen=True)
class NewEmployer:
    """An employer to be entered under `org`; covered by it from `covered_from`, when it is a union."""

    org: UUID
    name: str
    key: UUID = field(default_factory=uuid7)
    uscc: str | None = None
    size_class: str = SizeClass.OTHER
    staff_count: int | None = None
    industry: str = ""
    region: str | None = None
    is_platform: bool = False
    covered_from: date | None = None


@action("orgs.add_employer")
def add_employer(
    *, actor: Actor, org: Org, name: str, covered_from: date | None = None, uscc: str = "", **facts: Any
) -> Employer:
    """Enter an employer under `org`, which covers it from `covered_from` when given.

    Without it, `org` is the unit that answers for bringing it into a union. Refuses a wrong or taken
    code, a union's code, an unknown region, covering by a federation or before the union was there.
    """
    require(actor, EMPLOYERS, org)
    code = rules.clean_credit_code(uscc) or None
    new = NewEmployer(org=org.pk, name=name.strip(), uscc=code, covered_from=covered_from, **facts)
    return _add([new])[0]


@action("orgs.add_many_employers")
def add_many(*, actor: Actor, batch: Sequence[NewEmployer]) -> list[Employer]:
    """Enter all employers of `batch` or none; faults as Invalid with `fields["<row>.<field>"]`."""
    _require_at_units(actor, batch)
    return _add(batch)


def _require_at_units(actor: Actor, batch: Sequence[NewEmployer]) -> None:
    for org in Org.objects.filter(pk__in={new.org for new in batch}):
        require(actor, EMPLOYERS, org)


def _add(batch: Sequence[NewEmployer]) -> list[Employer]:
    orgs = {org.pk: org for org in Org.objects.filter(pk__in={new.org for new in batch})}
    codes = [new.uscc for new in batch if new.uscc]
    taken = set(Employer.objects.filter(uscc__in=codes).values_list("uscc", flat=True))
    regions = {new.region for new in batch if new.region}
    known = set(Division.objects.filter(pk__in=regions).values_list("pk", flat=True))
    faults = [
        (f"{row}.{name}", error)
        for row, new in enumerate(batch)
        for name, error in _faults(new, orgs[new.org], taken, known)
    ]
    if faults and len(batch) == 1:
        raise faults[0][1]
    if faults:
        raise Invalid(fields={where: [str(error)] for where, error in faults})
    made = [_employer(new) for new in batch]
    with refused_as(orgs_employer_uscc_key=errors.CreditCodeTaken(uscc=codes[0] if len(codes) == 1 else "")):
        Employer.objects.bulk_create(made, batch_size=2000)
    Coverage.objects.bulk_create(
        Coverage(employer_id=new.key, org_id=new.org, valid=days(new.covered_from, None))
        for new in batch
        if new.covered_from
    )
    return made


def _faults(new: NewEmployer, org: Org, taken: set[str], known: set[str]) -> Iterator[tuple[str, WuliError]]:
    if not new.name:
        yield "name", errors.NameMissing()
    if new.uscc:
        yield from (("uscc", error) for error in _code_faults(new.uscc, taken))
    if new.region and new.region not in known:
        yield "region", errors.UnknownRegion(region=new.region)
    if new.covered_from:
        try:
            _must_cover(org, new.covered_from)
        except WuliError as error:
            yield "covered_from", error


def _code_faults(uscc: str, taken: set[str]) -> Iterator[WuliError]:
    if not rules.is_credit_code(uscc):
        yield errors.BadCreditCode(uscc=uscc)
    elif rules.is_unions_code(uscc):
        yield errors.UnionsCreditCode(uscc=uscc)
    if uscc in taken:
        yield errors.CreditCodeTaken(uscc=uscc)


def _must_cover(org: Org, on: date) -> None:
    must_be_open(org)
    must_be_a_day_of(org, on)
    if not rules.covers_employers(org.kind):
        raise errors.NotAUnion(org=org, kind=OrgKind(org.kind).label)


def _employer(new: NewEmployer) -> Employer:
    return Employer(
        pk=new.key,
        org_id=new.org,
        name=new.name,
        name_key=naming.name_key(new.name),
        initials=naming.initials(new.name),
        uscc=new.uscc,
        size_class=new.size_class,
        staff_count=new.staff_count,
        industry=new.industry,
        region_id=new.region,
        is_platform=new.is_platform,
    )


@action("orgs.correct_employer")
def correct_employer(*, actor: Actor, employer: Employer, seen_version: int, **facts: Any) -> Employer:
    """Correct facts of an employer (see CORRECTABLE); which union covers it has verbs of its own."""
    require(actor, EMPLOYERS, employer.org)
    unknown = facts.keys() - CORRECTABLE
    if unknown:
        raise Invalid(fields={name: [] for name in sorted(unknown)})
    employer = employer.claim_edit(seen_version)
    if "uscc" in facts:
        facts["uscc"] = rules.clean_credit_code(facts["uscc"] or "") or None
    if facts.get("uscc"):
        for fault in _code_faults(facts["uscc"], set()):
            raise fault
    if facts.get("region_id") and not Division.objects.filter(pk=facts["region_id"]).exists():
        raise errors.UnknownRegion(region=facts["region_id"])
    if "name" in facts:
        name = facts["name"]
        facts |= {"name_key": naming.name_key(name), "initials": naming.initials(name)}
    with refused_as(orgs_employer_uscc_key=errors.CreditCodeTaken(uscc=facts.get("uscc"))):
        Employer.objects.filter(pk=employer.pk).update(**facts)
    return Employer.objects.get(pk=employer.pk)


@action("orgs.cover_employer")
def cover_employer(*, actor: Actor, employer: Employer, org: Org, on: date) -> Coverage:
    """Have `org` cover the employer from `on`; a union that covered it until then ends there.

    Needs the capability at both unions. Refuses a day before the present cover began. Locks the employer.
    """
    require(actor, EMPLOYERS, employer.org)
    require(actor, EMPLOYERS, org)
    org = Org.objects.get(pk=org.pk)
    _must_cover(org, on)
    employer = Employer.objects.locked(employer.pk)
    present = employer.coverages.filter(valid__endswith=None).select_related("org").first()
    if present and present.org_id == org.pk:
        raise errors.AlreadyCovered(employer=employer, org=org, since=present.valid.lower)
    shorten(employer.coverages.all(), on)
    Employer.objects.filter(pk=employer.pk).update(org=org)
    return Coverage.objects.create(employer=employer, org=org, valid=days(on, None))


@action("orgs.uncover_employer")
def uncover_employer(*, actor: Actor, employer: Employer, on: date, answers: Org) -> Employer:
    """End the cover on `on`; `answers` is the unit that answers for the employer from then on."""
    require(actor, EMPLOYERS, employer.org)
    require(actor, EMPLOYERS, answers)
    must_be_open(answers)
    must_be_a_day_of(employer.org, on)
    employer = Employer.objects.locked(employer.pk)
    if not employer.coverages.filter(valid__endswith=None).exists():
        raise errors.NotCovered(employer=employer)
    shorten(employer.coverages.all(), on)
    Employer.objects.filter(pk=employer.pk).update(org=answers)
    return Employer.objects.get(pk=employer.pk)
