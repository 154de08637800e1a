"""Posts of the sample federation: 17 elected full-time chairs, 21 contracted union workers, one gap."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from wuli.base.core.actions import SYSTEM
from wuli.base.people.actions import appoint_many, correct_person
from wuli.base.people.actions.posts import TermRow
from wuli.base.people.codes import Sex
from wuli.base.people.models import Membership, Person

from .plan import CONTRACTED, TOWNS, story_year

COUNTY_CHAIR, CHAIR = "许红", 3  # whose account the sign-in page names; place among the members of a pool
GAP_TOWN = "320922109"  # its women workers' committee has had no head since last year


def fill(site: Any) -> Iterator[float]:
    """Terms of the towns' officers in two sessions, and the chairs of a hundred grassroots unions."""
    chance = random.Random(17)  # noqa: S311 - sample data, not a secret
    rows: list[TermRow] = []
    year = story_year(site.today)
    of_county = _members_of_town(site, "320922001")
    rows += _two_sessions(site.county.pk, of_county, year, gap=False, commissioner=False)
    for n, code in enumerate(TOWNS):
        town = site.units[code]
        pool = _members_of_town(site, code, after=int(n == 0))
        rows += _two_sessions(town.pk, pool, year, gap=code == GAP_TOWN)
        rows += _contracted(town.pk, pool, n, year)
    rows += _grassroots(site, chance, year)
    appoint_many(actor=SYSTEM, org=site.county, rows=rows)
    chair = Person.objects.get(pk=of_county[CHAIR])
    correct_person(actor=SYSTEM, person=chair, seen_version=chair.version, at=site.at, name=COUNTY_CHAIR)
    yield 1.0


def _members_of_town(site: Any, code: str, *, after: int = 0) -> list[UUID]:
    """Long-standing members of a town's first firms (of the next ones with `after`), two women first."""
    firms = [site.units[unit.key].pk for unit in site.plan.units if unit.parent == code and unit.kind == "1"]
    members = Membership.objects.filter(org__in=firms[3 * after : 3 * after + 3], valid__upper_inf=True)
    old = members.filter(valid__startswith__lt=date(story_year(site.today) - 5, 1, 1))
    people = list(old.order_by("person__number").values_list("person_id", "person__sex")[:60])
    women = [person for person, sex in people if sex == Sex.FEMALE]
    rest = [person for person, _sex in people if person not in women[:2]]
    return women[:2] + rest[:14]


def _two_sessions(
    org: UUID, pool: list[UUID], year: int, *, gap: bool, commissioner: bool = True
) -> Iterator[TermRow]:
    first, second, end = date(year - 8, 9, 10), date(year - 3, 9, 15), date(year + 2, 9, 15)
    elected = {"selection": "elected"}
    yield TermRow(pool[2], org, "chair", first, until=second, session_no=3, tenure="part_time", **elected)
    yield TermRow(
        pool[CHAIR], org, "chair", second, until=end, session_no=4, tenure="full_time",
        party_post="org_commissioner" if commissioner else "",
        approval_no=f"滨工〔{year - 3}〕21号", **elected,
    )  # fmt: skip
    for title, before, now in [("vice_chair", 4, 5), ("audit_head", 6, 7), ("women_head", 0, 1)]:
        yield TermRow(pool[before], org, title, first, until=second, session_no=3, **elected)
        if not (gap and title == "women_head"):
            yield TermRow(pool[now], org, title, second, until=end, session_no=4, **elected)


def _contracted(org: UUID, pool: list[UUID], n: int, year: int) -> Iterator[TermRow]:
    """One contracted union worker in every town, a second one in the first four: 21."""
    for seat in range(2 if n < CONTRACTED - len(TOWNS) else 1):
        yield TermRow(
            pool[11 + seat], org, "contract_union_worker", date(year - 1, 3, 1), selection="hired",
            until=date(year + 2, 3, 1), tenure="full_time",
            contract_no=f"BHZG-{year - 1}-{n + 1:02d}{'AB'[seat]}",
        )  # fmt: skip


def _grassroots(site: Any, chance: random.Random, year: int) -> Iterator[TermRow]:
    firms = [site.units[unit.key] for unit in site.plan.units if unit.key.startswith("firm-")]
    for firm in firms[60:160]:
        oldest = Membership.objects.filter(org=firm).order_by("valid", "pk").first()
        if oldest is not None:
            since = max(oldest.valid.lower, date(year - 3, chance.randint(1, 12), 8))
            yield TermRow(
                oldest.person_id, firm.pk, "chair", since, selection="elected",
                until=date(since.year + 5, since.month, since.day), session_no=chance.randint(1, 4),
            )  # fmt: skip
