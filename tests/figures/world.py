"""A small federation with a random history, and the plainest possible count of what happened in it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from uuid_utils.compat import uuid7

from wuli.base.core.figures import Indicator, Period
from wuli.base.orgs import closure
from wuli.base.orgs.codes import OrgForm, OrgKind
from wuli.base.orgs.models import Org, ParentEdge
from wuli.base.people.codes import Tag
from wuli.base.people.models import Membership, Person, PersonTag
from wuli.mechanisms.figures.declared import facts
from wuli.mechanisms.figures.rows import NOW, stock_day
from wuli.mechanisms.figures.times import TimeRange
from wuli.programmes.activities.models import Attendance, Session

TODAY = date(2026, 11, 25)
FIRST = date(2025, 10, 1)


def unit(name: str, kind: str, form: str, *, under: Org | None = None, since: date = date(2015, 1, 1)) -> Org:
    """A unit that stands under `under` on the territorial line since `since`, without any action."""
    valid = DateRange(since, None)
    org = Org.objects.create(name=name, kind=kind, form=form, lifetime=valid)
    if under is not None:
        ParentEdge.objects.create(child=org, parent=under, valid=valid)
    closure.refresh([org])
    return org


@dataclass
class World:
    """Units, people and a dice; each step is one thing that can happen to records."""

    seed: int
    dice: random.Random = field(init=False)
    orgs: list[Org] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - a history, not a secret
        county = unit("县总工会", OrgKind.COUNTY, OrgForm.FEDERATION)
        towns = [unit(f"{n}镇总工会", OrgKind.TOWN, OrgForm.FEDERATION, under=county) for n in "甲乙丙"]
        unions = [
            unit(f"{town}{n}厂工会", OrgKind.GRASSROOTS, OrgForm.UNION, under=town)
            for town in towns
            for n in (1, 2)
        ]
        branches = [unit(f"{each}分会", OrgKind.BRANCH, OrgForm.BRANCH, under=each) for each in unions[:3]]
        self.orgs = [county, *towns, *unions, *branches]
        self.people = [
            Person.objects.create(name=f"人{n}", sex=str(n % 2 + 1), home=self.dice.choice(unions))
            for n in range(12)
        ]

    def step(self) -> None:
        """Something happens."""
        self.dice.choice(
            [
                *[self.attend, self.move] * 3,
                *[self.lecture, self.join] * 2,
                *[self.attend_many, self.withdraw, self.drop, self.postpone, self.reopen, self.strike],
                *[self.correct_sex, self.merge, self.leave, self.tag, self.untag, self.found],
            ]
        )()

    def day(self) -> date:
        """A day of the last fourteen months."""
        return FIRST + timedelta(days=self.dice.randrange((TODAY - FIRST).days + 1))

    def lecture(self) -> None:
        day, org = self.day(), self.dice.choice(self.orgs)
        starts = datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_current_timezone())
        made = Session.objects.create(
            org=org, kind="technology_lecture", title="焊接", place="车间",
            starts_at=starts, ends_at=starts + timedelta(hours=2), occurred_on=day,
        )  # fmt: skip
        Session.objects.filter(pk=made.pk).update(state="open")
        if self.dice.random() < 0.8:
            Session.objects.filter(pk=made.pk).update(state="held")

    def attend(self) -> None:
        self._attend(self.dice.sample(self.people, 1))

    def attend_many(self) -> None:
        self._attend(self.dice.sample(self.people, 5))

    def _attend(self, people: list[Person]) -> None:
        if session := self._any(Session):
            there = set(session.attendances.values_list("person", flat=True))
            Attendance.objects.bulk_create(
                Attendance(
                    session=session, org_id=session.org_id, person=each, occurred_on=session.occurred_on,
                    method="list", recorded_at=timezone.now(),
                )
                for each in people
                if each.pk not in there
            )  # fmt: skip

    def withdraw(self) -> None:
        if one := self._any(Attendance):
            Attendance.objects.filter(pk=one.pk, state="attended").update(state="withdrawn")

    def drop(self) -> None:
        if one := self._any(Attendance):
            one.delete()

    def postpone(self) -> None:
        if one := self._any(Session):
            day = self.day()
            Session.objects.filter(pk=one.pk).update(occurred_on=day)
            one.attendances.update(occurred_on=day)

    def reopen(self) -> None:
        if one := self._any(Session):
            Session.objects.filter(pk=one.pk, state="held").update(state="open")

    def correct_sex(self) -> None:
        Person.objects.filter(pk=self.dice.choice(self.people).pk).update(sex=self.dice.choice("0129"))

    def merge(self) -> None:
        a, b = self.dice.sample(self.people, 2)
        if not Person.objects.filter(pk=b.pk, merged_into__isnull=False).exists():
            Person.objects.filter(pk=a.pk, merged=None).update(merged_into=b)

    def join(self) -> None:
        person, day = self.dice.choice(self.people), self.day()
        if not Membership.objects.filter(person=person, valid__endswith__gt=day).exists() and not (
            Membership.objects.filter(person=person, valid__upper_inf=True).exists()
        ):
            valid = DateRange(day, None)
            Membership.objects.create(person=person, org=self.dice.choice(self.orgs[4:]), valid=valid)

    def leave(self) -> None:
        if one := self._any(Membership):
            last = one.valid.lower + timedelta(days=self.dice.randrange(1, 200))
            if one.valid.upper is None:
                Membership.objects.filter(pk=one.pk).update(valid=DateRange(one.valid.lower, last))

    def tag(self) -> None:
        person, day = self.dice.choice(self.people), self.day()
        if not PersonTag.objects.filter(person=person, tag=Tag.NEW_FORM).exists():
            PersonTag.objects.create(person=person, tag=Tag.NEW_FORM, valid=DateRange(day, None), source="试")

    def untag(self) -> None:
        if one := self._any(PersonTag):
            one.delete()

    def move(self) -> None:
        """A union or branch goes under another unit of the level above it, on any day."""
        child = self.dice.choice(self.orgs[4:])
        kinds = [OrgKind.TOWN] if child.kind == OrgKind.GRASSROOTS else [OrgKind.GRASSROOTS]
        edge = ParentEdge.objects.get(child=child, valid__upper_inf=True)
        above = [each for each in self.orgs if each.kind in kinds and each.pk != edge.parent_id]
        day = self.day()
        parent = self.dice.choice(above)
        if day <= edge.valid.lower or day < parent.lifetime.lower:
            return
        ParentEdge.objects.filter(pk=edge.pk).update(valid=DateRange(edge.valid.lower, day))
        ParentEdge.objects.create(child=child, parent=parent, valid=DateRange(day, None))
        closure.refresh([child])

    def found(self) -> None:
        town = self.dice.choice(self.orgs[1:4])
        born = unit(
            f"新{len(self.orgs)}工会", OrgKind.GRASSROOTS, OrgForm.UNION, under=town, since=self.day()
        )
        self.orgs.append(born)

    def strike(self) -> None:
        """A lecture was never held: its rows go by raw SQL."""
        if one := self._any(Session):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM activities_attendance WHERE session_id = %s", [one.pk])
                cursor.execute("DELETE FROM activities_session WHERE id = %s", [one.pk])

    def _any(self, model: Any) -> Any:
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.dice.choice(keys)) if keys else None


Edges = list[tuple[UUID, UUID, DateRange]]


def edges() -> Edges:
    """Every dated place on the territorial line."""
    rows = ParentEdge.objects.filter(line="territorial")
    return list(rows.values_list("child", "parent", "valid"))


def stood_under(org: UUID, day: date | None, places: Edges, lives: dict[UUID, DateRange]) -> set[UUID]:
    """`org` and all units that stood below it on `day` (None: today or last), walked edge by edge."""
    found, rest = {org}, [org]
    while rest:
        above = rest.pop()
        for child, parent, valid in places:
            holds = _in(valid, day) if day else valid.upper == lives[child].upper
            if parent == above and holds and child not in found:
                found.add(child)
                rest.append(child)
    return {each for each in found if day is None or _in(lives[each], day)}


def _in(valid: DateRange, day: date) -> bool:
    return (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)


def plain_count(indicator: Indicator, org: UUID, when: TimeRange, reading: str = "then") -> Any:
    """The figure by looking at each row in turn, with nothing of the mechanism but the facts."""
    places, lives = edges(), dict(Org.objects.values_list("pk", "lifetime"))
    counted = list(_counted(indicator, org, when, reading, places, lives))
    if indicator.distinct:
        return len({row["fig_person"] for row in counted} - {None})
    return sum(row["fig_value"] for row in counted)


def _counted(
    indicator: Indicator, org: UUID, when: TimeRange, reading: str, places: Edges, lives: Any
) -> Iterator[Any]:
    now = stood_under(org, None, places, lives) if reading == NOW else set()
    stock = stock_day(when, TODAY)
    under = cache(lambda day: frozenset(stood_under(org, day, places, lives)))
    for row in facts(indicator).values():
        if indicator.period == Period.AS_OF:
            day, inside = stock, _in(row["fig_span"], stock) and not row["fig_span"].isempty
        else:
            day = row["fig_day"]
            inside = when.start <= day < when.end
        if not inside:
            continue
        if reading == NOW:
            if row["fig_org"] in now and _in(lives[row["fig_org"]], day):
                yield row
        elif row["fig_org"] in under(day):
            yield row


def copy_rows(session: Session, people: list[Person]) -> None:
    """Attendances by a bare COPY, as a bulk load would write them."""
    into = (
        "COPY activities_attendance (id, created_at, session_id, org_id, person_id, occurred_on, method,"
        " state, recorded_at) FROM STDIN"
    )
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for each in people:
            now = timezone.now()
            copy.write_row(
                (
                    uuid7(),
                    now,
                    session.pk,
                    session.org_id,
                    each.pk,
                    session.occurred_on,
                    "list",
                    "attended",
                    now,
                )
            )
