"""Sample head-counts from outside: riders and drivers of each town, employees of the county."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from wuli.base.core.actions import SYSTEM
from wuli.base.orgs.codes import OrgKind
from wuli.base.orgs.models import Employer, Org, OrgClosure
from wuli.base.people.models import Membership
from wuli.mechanisms.figures.actions import record_baseline

from .plan import MOVED_FROM, MOVED_TOWN, story_year

NEAR_THE_AIM, OF_ALL = (112, 118, 109, 131, 124), 128  # head-counts in per cent of the members there are


def enter_all(site: Any) -> Iterator[float]:
    """A count by platform lists in the towns, two by survey, and one total for the county."""
    since = date(story_year(site.today) - 1, 1, 1)
    riders = _by_town(Membership.objects.filter(person__tags__tag="new_form"), site.today)
    towns = [town for town in _towns(site.today) if riders.get(town.pk)]
    for place, town in enumerate(towns[:-1]):  # the last town has not told its number yet
        total = riders[town.pk] * NEAR_THE_AIM[place % len(NEAR_THE_AIM)] // 100 + 1
        surveyed = place % 8 == 3
        moved = town.region_id in (MOVED_TOWN, MOVED_FROM)  # told anew when the one left the other
        record_baseline(
            actor=SYSTEM, org=town, kind="new_form", total=total,
            from_on=since.replace(month=7) if moved else since,
            method="survey" if surveyed else "platform_list",
            told_by=f"{town}工会摸底" if surveyed else "县交通运输局（平台企业名册）",
        )  # fmt: skip
    staff = Employer.objects.aggregate(n=Sum("staff_count"))["n"] or 0
    record_baseline(
        actor=SYSTEM, org=site.county, kind="workers", total=staff * OF_ALL // 100, from_on=since,
        method="statistics", told_by="县统计局", note="全县单位从业人员",
    )  # fmt: skip
    yield 1.0


def _towns(today: date) -> list[Org]:
    return list(Org.objects.filter(kind__in=OrgKind.town_level()).open_on(today).order_by("rank", "name_key"))


def _by_town(members: Any, today: date) -> dict[Any, int]:
    counts = members.order_by().values("org").annotate(n=Count("pk")).values_list("org", "n")
    heads = dict(counts)
    above = OrgClosure.objects.filter(
        line="territorial",
        ancestor__kind__in=OrgKind.town_level(),
        descendant__in=heads,
        valid__contains=today,
    )
    found: dict[Any, int] = {}
    for town, unit in above.values_list("ancestor", "descendant"):
        found[town] = found.get(town, 0) + heads[unit]
    return found
