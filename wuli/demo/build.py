"""Builds the sample federation through actions: units, employers, members, posts, accounts, lectures.

`build(today)` yields after every step how far it is. Half a federation is never left behind: the mark
says whether it is whole, and `empty` clears what an interrupted build wrote.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from uuid_utils.compat import uuid7

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.actions import (
    NewEmployer,
    NewOrg,
    add_many,
    found_many,
    load_divisions,
    move_org,
    split_org,
)
from wuli.base.orgs.actions.reshape import Part
from wuli.base.orgs.models import Division, Employer, Org
from wuli.base.people.actions.bulk import MemberRow, admit_many
from wuli.mechanisms.figures.recompute import recompute_all

from . import baselines, campaigns, exchange, lectures, persons, posts, reports, signins, targets
from .lectures import ZONE
from .models import SampleData
from .plan import COUNTY, MOVED_TOWN, Plan, UnitPlan, make_plan, story_year

SPLIT_UNION = "joint-0"
CHUNK = 5000


@dataclass
class Site:
    """What has been built so far: units by their key in the plan."""

    today: date
    plan: Plan
    units: dict[str, Org] = field(default_factory=dict)
    at: datetime = field(default_factory=timezone.now)

    @property
    def county(self) -> Org:
        """滨海县总工会."""
        return self.units[COUNTY]

    def day(self, ago: int) -> date:
        """The day `ago` days before today."""
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, hour: int = 10) -> datetime:
        """An hour of the day `ago` days before today."""
        return datetime.combine(self.day(ago), time(hour), ZONE)


Step = Callable[[Site], Iterator[float]]


def build(today: date) -> Iterator[tuple[str, float]]:
    """Build everything; yields (what is being built, share of the whole that is done)."""
    mark, _made = SampleData.objects.get_or_create(only=True, defaults={"built_for": today})
    yield "divisions", 0.0
    load_divisions(actor=SYSTEM)
    call_command("import_calendar", stdout=StringIO())
    site = Site(today, _plan(today))
    done = 0.08
    for name, weight, step in STEPS:
        for share in step(site):
            yield name, done + weight * share
        done += weight
    mark.finished_at = timezone.now()
    mark.save(update_fields=["finished_at"])
    yield "done", 1.0


def _plan(today: date) -> Plan:
    county = Division.objects.filter(code__startswith="320922")
    towns = dict(county.filter(level=Division.Level.TOWN).values_list("code", "name"))
    villages = list(
        county.filter(level=Division.Level.VILLAGE).order_by("code").values_list("code", "name", "parent_id")
    )
    return make_plan(towns, villages, today)


def _units(site: Site) -> Iterator[float]:
    founded = {unit.key: unit.founded_on for unit in site.plan.units}
    keys = {unit.key: uuid7() for unit in site.plan.units}
    made = found_many(actor=SYSTEM, batch=[_new_org(unit, keys, founded) for unit in site.plan.units])
    site.units = dict(zip(keys, made, strict=True))
    yield 1.0


def _new_org(unit: UnitPlan, keys: dict[str, UUID], founded: dict[str, date]) -> NewOrg:
    since = max([unit.founded_on, *(founded[key] for key in (unit.parent, unit.sector) if key)])
    facts: dict[str, Any] = {"rank": unit.rank, "term_years": 5 if unit.kind in "CXT34" else 3}
    if unit.tile:
        facts |= {"tile_x": unit.tile[0], "tile_y": unit.tile[1]}
    if unit.kind in "CXT341":
        facts |= {"legal_person": True, "women_committee": True, "audit_committee": True}
    if unit.kind in "CXT34":
        facts |= {"supervision_committee": True}
    return NewOrg(
        key=keys[unit.key],
        parent=keys[unit.parent] if unit.parent else None,
        industrial_parent=keys[unit.sector] if unit.sector else None,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        form=unit.form,
        founded_on=unit.founded_on,
        joined_on=since if since > unit.founded_on else None,
        uscc=unit.uscc or None,
        region=unit.region,
        facts=facts,
    )


def _employers(site: Site) -> Iterator[float]:
    batch = [
        NewEmployer(
            org=site.units[firm.union].pk,
            name=firm.name,
            uscc=firm.uscc,
            size_class=firm.size_class,
            staff_count=firm.staff,
            industry=firm.industry,
            region=firm.region,
            covered_from=firm.covered_from,
        )
        for firm in site.plan.firms
    ]
    add_many(actor=SYSTEM, batch=batch)
    yield 1.0


def _members(site: Site) -> Iterator[float]:
    founded = {unit.key: unit.founded_on for unit in site.plan.units}
    keys = {key: org.pk for key, org in site.units.items()}
    employers = dict(Employer.objects.filter(org__kind="1").values_list("org_id", "pk"))
    rows = [
        _member_row(person, keys[person.union], employers)
        for person in persons.draw_members(site.plan.seats, founded, site.today)
    ]
    for start in range(0, len(rows), CHUNK):
        done = admit_many(actor=SYSTEM, rows=rows[start : start + CHUNK], at=site.at, source="示例名册")
        if done.refused:
            raise RuntimeError(f"sample member refused: {done.refused[0]}")
        yield min(1.0, (start + CHUNK) / len(rows))


def _member_row(person: persons.PersonPlan, org: UUID, employers: dict[UUID, UUID]) -> MemberRow:
    return MemberRow(
        org_id=org,
        name=person.name,
        id_number=person.id_number,
        phone=person.phone,
        joined_on=person.joined_on,
        employer_id=employers.get(org),
        nation="01",
        education=person.education,
        political=person.political,
        skill=person.skill,
        job=person.job,
        tags=person.tags,
    )


def _history(site: Site) -> Iterator[float]:
    """One town moves, one union splits: the years before keep their own tree."""
    year = story_year(site.today)
    move_org(
        actor=SYSTEM, org=site.units[MOVED_TOWN], to=site.county, on=date(year - 1, 7, 1),
        reason="区镇分设", document_no=f"滨工〔{year - 1}〕18号",
    )  # fmt: skip
    yield 0.5
    union = Org.objects.get(pk=site.units[SPLIT_UNION].pk)
    firms = list(union.employers.order_by("name").values_list("pk", flat=True))
    part = Part(
        name=union.name.replace("联合工会", "第五联合工会"), kind=union.kind, form=union.form,
        employers=firms[: len(firms) // 2],
    )  # fmt: skip
    [new] = split_org(
        actor=SYSTEM, org=union, parts=[part], on=date(year, 3, 1), seen_version=union.version,
        reason="单位太多，分片建会", document_no=f"滨工〔{year}〕6号",
    )  # fmt: skip
    site.units["joint-split"] = new
    yield 1.0


def _figures(site: Site) -> Iterator[float]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner knows nothing yet of tables that were empty a minute ago
    recompute_all(site.today)
    yield 1.0


STEPS: list[tuple[str, float, Step]] = [
    ("units", 0.06, _units),
    ("employers", 0.06, _employers),
    ("members", 0.35, _members),
    ("history", 0.03, _history),
    ("posts", 0.04, posts.fill),
    ("accounts", 0.04, signins.open_all),
    ("lectures", 0.13, lectures.hold_all),
    ("baselines", 0.01, baselines.enter_all),
    ("figures", 0.09, _figures),
    ("targets", 0.02, targets.set_all),
    ("campaigns", 0.04, campaigns.run_all),
    ("reports", 0.05, reports.write_all),
    ("exchange", 0.01, exchange.report_up),
]
