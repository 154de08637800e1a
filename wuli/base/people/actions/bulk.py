"""Admitting many at once: what `register_person` and `join_union` do, as sets, for rosters and the demo.

Rows go through the same rules one by one in Python; the database gets them by COPY and judges doubles as
it does for single ones, so that a row that lost a race is refused and not written twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from wuli.base.core.actions import Actor, action, require
from wuli.base.core.errors import Invalid, Missing, WuliError
from wuli.base.core.secrets import seal
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import orgs_within

from ..codes import Tag
from ..models import Membership, Person, PersonTag
from .capabilities import ADMIT
from .copying import insert_rows
from .facts import CODES, account, contact, facts_of, set_facts
from .membership import AlreadyMember, second_membership


class RowTwice(Invalid):
    """The number stands in the list twice; the first row counts."""

    code = "people.row_twice"
    message = _("和第 %(first)s 行是同一个证件号码，这一行没有用。")
    cure = _("删掉重复的一行；不是同一人就核对证件号码。")


class NameDiffers(Invalid):
    """The number is known under another name."""

    code = "people.name_differs"
    message = _("这个证件号码登记的姓名是%(known)s，和这里的对不上。")
    cure = _("照证件核对；改过名的，先在人员页更正姓名。")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of a roster. Empty values say nothing: they never erase what is known."""

    org_id: UUID
    name: str
    id_number: str
    phone: str = ""
    joined_on: date | None = None
    card_no: str = ""
    bank_account: str = ""
    employer_id: UUID | None = None
    nation: str = ""
    education: str = ""
    political: str = ""
    marital: str = ""
    skill: str = ""
    job: str = ""
    work_started_on: date | None = None
    tags: Sequence[str] = ()


@dataclass
class Admission:
    """What became of the rows: counts, refusals by index, and the person of each row that went in."""

    created: int = 0
    joined: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, WuliError]] = field(default_factory=list)
    people: dict[int, UUID] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    """A row that passed the rules: its columns, and the person it turned out to be."""

    index: int
    row: MemberRow
    columns: dict[str, Any]
    joined_on: date
    person: Person | None = None
    new: bool = False


FACTS = ("employer_id", "job", "work_started_on", *CODES)
COMPARED = ("name", "phone_bidx", *FACTS)


@action("people.admit_many")
def admit_many(*, actor: Actor, rows: Sequence[MemberRow], at: datetime, source: str) -> Admission:
    """Register and admit everybody on a list 批量入会; who is there already is brought up to date.

    A refused row does not stop the others: `refused` has its index and typed reason. The same list a second
    time changes nothing. Locks nothing; the unique number and the one membership at a time are the judges.
    """
    require(actor, ADMIT)
    done = Admission()
    lines = _judge(actor, rows, timezone.localdate(at), done)
    _find_or_create(lines, done)
    lines = _matching_names(lines, done)
    _join(lines, source, done)
    _tag([line for line in lines if line.index in done.people], source)
    return done


def _judge(actor: Actor, rows: Sequence[MemberRow], today: date, done: Admission) -> list[_Line]:
    units = _units_within(actor, {row.org_id for row in rows})
    first: dict[bytes, int] = {}
    lines = []
    for index, row in enumerate(rows):
        try:
            line = _Line(index, row, _columns(row, today), row.joined_on or today)
            _check_place(row, units, line.joined_on, today)
            twice = first.setdefault(line.columns["id_bidx"], index)
            if twice != index:
                raise RowTwice(first=twice + 1)
        except WuliError as refusal:
            done.refused.append((index, refusal))
        else:
            lines.append(line)
    return lines


def _units_within(actor: Any, keys: set[UUID]) -> dict[UUID, Org]:
    units = Org.objects.filter(pk__in=keys)
    if not getattr(actor, "is_system", False):
        units = units.filter(pk__in=orgs_within(actor, ADMIT.code))
    return units.in_bulk()


def _columns(row: MemberRow, today: date) -> dict[str, Any]:
    told: dict[str, Any] = {"name": row.name, "id_number": row.id_number, "phone": row.phone}
    for name in ("bank_account", "job", "work_started_on", *CODES):
        if value := getattr(row, name):
            told[name] = value
    return facts_of(told, on=today) | ({"employer_id": row.employer_id} if row.employer_id else {})


def _check_place(row: MemberRow, units: dict[UUID, Org], joined_on: date, today: date) -> None:
    unit = units.get(row.org_id)
    if unit is None:
        raise Missing()
    if joined_on > today:
        raise Invalid({"joined_on": [_("入会日期还没有到。")]})
    if joined_on < unit.opened_on or (unit.closed_on and joined_on >= unit.closed_on):
        raise Invalid({"joined_on": [_("那一天%(org)s还没有成立，或者已经撤销。") % {"org": unit}]})


def _find_or_create(lines: list[_Line], done: Admission) -> None:
    known = _by_number(lines)
    new = [line for line in lines if line.columns["id_bidx"] not in known]
    made = {uuid7(): line for line in new}
    written = set(insert_rows(Person, [_person_values(key, line) for key, line in made.items()]))
    done.created += len(written)
    if new:
        known = _by_number(lines)
    for line in lines:
        person = known[line.columns["id_bidx"]]
        line.new = person.pk in written
        line.person = person


def _by_number(lines: Iterable[_Line]) -> dict[bytes, Person]:
    """Known persons by the index of their number; who was merged stands for the one that was kept."""
    wanted = [line.columns["id_bidx"] for line in lines]
    people = Person.objects.defer("id_number", "phone", "bank_account")
    found = list(people.filter(id_bidx__in=wanted))
    kept = people.in_bulk({person.merged_into_id for person in found if person.merged_into_id})
    return {bytes(person.id_bidx): kept.get(person.merged_into_id, person) for person in found}


def _person_values(key: UUID, line: _Line) -> dict[str, Any]:
    columns = dict(line.columns)
    for name in ("id_number", "phone", "bank_account"):
        if value := columns.get(name):
            columns[name] = seal(value, label=f"person.{name}", row=key)
    return {"id": key, "home_id": line.row.org_id, **columns}


def _matching_names(lines: list[_Line], done: Admission) -> list[_Line]:
    right = []
    for line in lines:
        if line.person.name == line.columns["name"]:
            right.append(line)
        else:
            done.refused.append((line.index, NameDiffers(known=line.person.masked_name)))
    return right


def _join(lines: list[_Line], source: str, done: Admission) -> None:
    held = Membership.objects.filter(person__in=[line.person.pk for line in lines if not line.new])
    active = {m.person_id: m for m in held.filter(valid__upper_inf=True).select_related("org")}
    joining = [line for line in lines if line.person.pk not in active]
    joined = _write_memberships(joining, source)
    for line in lines:
        there = active.get(line.person.pk)
        if there is None and line.person.pk not in joined:
            done.refused.append((line.index, second_membership(line.person, line.joined_on)))
        elif there is not None and there.org_id != line.row.org_id:
            refusal = AlreadyMember(name=line.person.name, org=there.org, since=there.joined_on)
            done.refused.append((line.index, refusal))
        else:
            done.people[line.index] = line.person.pk
            _count(line, there is None, done)
    _settle_homes([line for line in joining if line.person.pk in joined and not line.new])


def _write_memberships(lines: list[_Line], source: str) -> set[UUID]:
    values = {
        uuid7(): {
            "person_id": line.person.pk,
            "org_id": line.row.org_id,
            "valid": DateRange(line.joined_on, None),
            "card_no": line.row.card_no,
            "source": source,
        }
        for line in lines
    }
    written = insert_rows(Membership, [{"id": key, **columns} for key, columns in values.items()])
    return {values[key]["person_id"] for key in written}


def _count(line: _Line, joined: bool, done: Admission) -> None:
    changed = not line.new and _bring_up_to_date(line)
    done.joined += joined
    done.updated += changed and not joined
    done.unchanged += not changed and not joined


def _bring_up_to_date(line: _Line) -> bool:
    """Write the facts that the row tells anew about somebody known; gives whether there were any."""
    person = line.person
    told = {name: line.columns[name] for name in FACTS if line.columns.get(name)}
    changed = {name: value for name, value in told.items() if getattr(person, name) != value}
    if line.row.phone and bytes(person.phone_bidx or b"") != line.columns["phone_bidx"]:
        changed |= contact(line.row.phone)
    if line.row.bank_account and bytes(person.bank_bidx or b"") != line.columns["bank_bidx"]:
        changed |= account(line.row.bank_account)
    if changed:
        set_facts(person, changed).save(update_fields=[name.removesuffix("_id") for name in changed])
    return bool(changed)


def _settle_homes(lines: list[_Line]) -> None:
    people = [line.person for line in lines if line.person is not None]
    for person, line in zip(people, lines, strict=True):
        person.home_id = line.row.org_id
    Person.objects.bulk_update(people, ["home"], batch_size=2000)


def _tag(lines: list[_Line], source: str) -> None:
    wanted = [(line, tag) for line in lines for tag in line.row.tags if tag in Tag]
    known = [line.person.pk for line, _tag in wanted if not line.new]
    borne = set(PersonTag.objects.filter(person__in=known).values_list("person", "tag"))
    insert_rows(
        PersonTag,
        [
            {
                "id": uuid7(),
                "person_id": line.person.pk,
                "tag": tag,
                "valid": DateRange(line.joined_on, None),
                "source": source,
            }
            for line, tag in wanted
            if (line.person.pk, tag) not in borne
        ],
    )
