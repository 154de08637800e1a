"""What a page is asked for in its address: unit, stretch of time, reading; and what may be chosen."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from wuli.base.orgs.codes import Line, OrgKind
from wuli.base.orgs.models import Org, OrgClosure, RoleGrant
from wuli.base.orgs.roles import roles_with

from .actions import VIEW
from .reading import Asked
from .rows import NOW, THEN, stock_day
from .times import TimeRange, parse_range

MOST_CHILDREN = 60  # rows of a matrix; more are read on the unit's own page


@dataclass
class Asking:
    """One reader's question: `org` for `when`, as it was `then` or is `now`, along one of the two lines."""

    viewer: Any
    org: Org
    when: TimeRange
    reading: str
    today: date
    line: str = Line.TERRITORIAL

    @classmethod
    def of(cls, request: HttpRequest, *, org: UUID | str = "", period: str = "") -> "Asking":
        """What the address asks for; a unit that the viewer may not see is not there (404)."""
        today = timezone.localdate(request.at)  # type: ignore[attr-defined]
        when = parse_range(period or _period_of(request), today)
        reading = NOW if request.GET.get("reading") == NOW else THEN
        unit = find_unit(request.user, str(org or request.GET.get("org", "")), today)
        line = Line.INDUSTRIAL if request.GET.get("line") == Line.INDUSTRIAL else Line.TERRITORIAL
        return cls(request.user, unit, when, reading, today, line)

    @property
    def asked(self) -> Asked:
        """The question for the reading of values."""
        return Asked(self.when, self.today, self.reading, self.line)

    @property
    def day(self) -> date:
        """The day on which stocks and places are read."""
        return stock_day(self.when, self.today)

    @cached_property
    def children(self) -> list[Org]:
        """The units directly below on that day; for a federation its towns, in protocol order."""
        return self.below(MOST_CHILDREN)

    def below(self, most: int) -> list[Org]:
        """At most so many of the units directly below on that day; for a federation its towns."""
        below = Org.objects.children_of(self.org, on=self.day, line=self.line)
        towns = below.filter(kind__in=OrgKind.town_level())
        is_county = self.org.kind == OrgKind.COUNTY and self.line == Line.TERRITORIAL
        found = list(towns[:most]) if is_county else []
        return found or list(below[:most])

    def at(self, org: Org) -> "Asking":
        """The same question at another unit."""
        return replace(self, org=org)

    @property
    def periods(self) -> list[tuple[str, TimeRange, bool]]:
        """What the period switch offers at once; the others are chosen by `other_periods` or by two days."""
        offered = [
            (_("今年"), TimeRange.year(self.today.year)),
            (_("本季度"), TimeRange.quarter(self.today)),
            (_("本月"), TimeRange.month(self.today)),
            (_("去年"), TimeRange.year(self.today.year - 1)),
        ]
        return [(name, when, when == self.when) for name, when in offered]

    @property
    def other_periods(self) -> list[tuple[str, TimeRange, bool]]:
        """The less usual stretches, in a list."""
        offered = [
            (_("今年以来"), TimeRange.to_date(self.today)),
            (_("本半年"), TimeRange.half(self.today)),
            (_("近 12 个月"), TimeRange.last_months(self.today)),
            (_("上年同期"), TimeRange.to_date(self.today).year_before),
            (_("开办以来"), TimeRange.since_opening(self.today)),
        ]
        return [(name, when, when == self.when) for name, when in offered]

    @property
    def is_usual(self) -> bool:
        """Whether the stretch is one of those that the switch shows at once."""
        return any(on for _name, _when, on in self.periods)

    @property
    def is_industrial(self) -> bool:
        """Whether units are counted where they stand in their industry."""
        return self.line == Line.INDUSTRIAL

    @cached_property
    def has_industry(self) -> bool:
        """Whether any unit stands below this one along the industrial line."""
        below = OrgClosure.objects.filter(ancestor=self.org, line=Line.INDUSTRIAL, depth__gt=0)
        return self.is_industrial or below.exists()

    @property
    def readings(self) -> list[tuple[str, str, bool]]:
        """What the reading switch offers."""
        offered = [(_("按当时隶属"), THEN), (_("按现在隶属"), NOW)]
        return [(name, code, code == self.reading) for name, code in offered]


def _period_of(request: HttpRequest) -> str:
    """The period of an address: its code, or the two days of the form beside the switch."""
    first, last = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    return f"{first}..{last or first}" if first else request.GET.get("period", "")


def find_unit(viewer: Any, key: str, today: date) -> Org:
    """The unit `key` if the viewer may see figures there; without one, the highest that they may."""
    seen = Org.objects.visible_to(viewer, VIEW.code)
    if key:
        try:
            return seen.get(pk=UUID(key))
        except (ValueError, Org.DoesNotExist) as error:
            raise Http404 from error
    highest = highest_unit(viewer, VIEW.code, today)
    if highest is None:
        raise Http404
    return highest


def highest_unit(viewer: Any, capability: str, today: date) -> Org | None:
    """The highest of the units at which `viewer` was granted the capability; None without a grant."""
    granted = RoleGrant.objects.filter(user=viewer, role__in=roles_with(capability), valid__contains=today)
    places = OrgClosure.objects.filter(descendant__in=granted.values("org"), valid__contains=today)
    ranked = places.values("descendant").annotate(level=Count("pk")).order_by("level", "descendant")
    highest = ranked.values_list("descendant", flat=True).first()
    return None if highest is None else Org.objects.get(pk=highest)
