"""What a split would look like: who gets a part, by which base, what is left. Reads, writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from wuli.base.core.figures import INDICATORS, Indicator, Ratio
from wuli.base.orgs.codes import Line, OrgKind
from wuli.base.orgs.models import Org, OrgClosure, ParentEdge

from ..models import LeftOut, Method, Target
from ..times import TimeRange
from .errors import NobodyBelow, NothingToSplitBy
from .splitting import NothingToGoBy, gap_of, mean_rate, rate_gap, split
from .wording import a_year_earlier

MEMBERS = "people.members"
Values = dict[UUID, Decimal]


@dataclass(frozen=True)
class Absent:
    """A unit that gets no part, why, and since when."""

    org: Org
    reason: str
    since: date | None = None

    @property
    def words(self) -> str:
        """The reason in words."""
        return str(LeftOut(self.reason).label)


@dataclass(frozen=True)
class Below:
    """The units directly below a unit in a period: those that can have a part, and the others."""

    there: list[Org] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)

    @property
    def usual(self) -> set[UUID]:
        """Who gets a part unless told otherwise: of a county its towns, else everybody."""
        towns = {org.pk for org in self.there if org.kind in OrgKind.town_level()}
        return towns or {org.pk for org in self.there}


def units_below(org: Org, when: TimeRange) -> Below:
    """Who stands directly under `org` in `when`; closed, moved and unfounded units apart, by name."""
    edges = ParentEdge.objects.filter(
        parent=org, line=Line.TERRITORIAL, valid__overlap=DateRange(when.start, None)
    )
    last: dict[UUID, ParentEdge] = {}
    for edge in edges.select_related("child").order_by("valid"):
        if edge.child_id not in last or edge.valid.lower < when.end:
            last[edge.child_id] = edge
    found = Below()
    for edge in sorted(last.values(), key=lambda e: (e.child.rank, e.child.name_key, e.child.name)):
        absent = _absent(edge, when)
        found.absent.append(absent) if absent else found.there.append(edge.child)
    return found


def _absent(edge: ParentEdge, when: TimeRange) -> Absent | None:
    org, ended = edge.child, edge.valid.upper
    if org.closed_on and org.closed_on <= when.last:
        return Absent(org, LeftOut.CLOSED, org.closed_on)
    if edge.valid.lower >= when.end:
        return Absent(org, LeftOut.NOT_YET, edge.valid.lower)
    if ended and ended <= when.last:
        return Absent(org, LeftOut.MOVED, ended)
    return None


@dataclass(frozen=True)
class DraftLine:
    """A unit's line in a draft."""

    org: Org
    base: Decimal | None
    computed: Decimal | None
    value: Decimal | None


@dataclass
class SplitDraft:
    """A split before it is told. `given` are values that somebody wrote; the others are computed."""

    target: Target
    method: str
    today: date
    base_code: str = ""
    base_when: TimeRange | None = None
    chosen: set[UUID] | None = None
    given: Mapping[UUID, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.method == Method.MEMBERS:
            self.base_code, self.base_when = MEMBERS, self.target.when
        if self.method == Method.LAST_YEAR:
            self.base_code, self.base_when = self.target.indicator, a_year_earlier(self.target.when)
        if self.method == Method.BASE and self.base_when is None:
            self.base_when = self.target.when

    @cached_property
    def below(self) -> Below:
        """The units directly below."""
        return units_below(self.target.org, self.target.when)

    @cached_property
    def orgs(self) -> list[Org]:
        """The units that get a part. Raises NobodyBelow."""
        wanted = self.below.usual if self.chosen is None else self.chosen
        found = [org for org in self.below.there if org.pk in wanted]
        if not found:
            raise NobodyBelow(org=self.target.org)
        return found

    @property
    def left_out(self) -> list[Absent]:
        """The units that get none, and why."""
        mine = {org.pk for org in self.orgs}
        others = [Absent(org, LeftOut.CHOSEN) for org in self.below.there if org.pk not in mine]
        return [*self.below.absent, *others]

    @property
    def base(self) -> Indicator | None:
        """The indicator by which it is split; of a rate, its whole, by which the units weigh."""
        if self.target.is_rate:
            ratio = self.target.declared
            return ratio.whole if isinstance(ratio, Ratio) else None
        found = INDICATORS.get(self.base_code)
        return found if isinstance(found, Indicator) else None

    @property
    def base_words(self) -> str:
        """The time of the base, in words."""
        return ((None if self.target.is_rate else self.base_when) or self.target.when).words

    @cached_property
    def bases(self) -> Values:
        """Each unit's base; empty where the method needs none."""
        if self.base is None:
            return {}
        when = self.target.when if self.target.is_rate else (self.base_when or self.target.when)
        return bases_of(self.base, self.orgs, when, self.today)

    @cached_property
    def is_waiting(self) -> bool:
        """Whether the base is still being recomputed, so that the parts may yet come out otherwise."""
        from ..reading import Asked, pending  # reading asks the actions who may see

        if self.base is None:
            return False
        when = self.target.when if self.target.is_rate else (self.base_when or self.target.when)
        return bool(pending([self.base], [org.pk for org in self.below.there], Asked(when, self.today)))

    @cached_property
    def computed(self) -> Values:
        """What the method gives; empty when values are only written. Raises NothingToSplitBy."""
        if self.method in (Method.HAND, Method.SHEET):
            return {}
        if self.target.is_rate:
            return {org.pk: self.target.value for org in self.orgs}
        bases = self.bases or {org.pk: Decimal(1) for org in self.orgs}
        try:
            return split(self.target.value, bases)
        except NothingToGoBy as error:
            raise NothingToSplitBy(base=self.base.name if self.base else _("基数")) from error

    @cached_property
    def values(self) -> Values:
        """What each unit would get: as written, else as computed; nothing where neither is."""
        mine = {org.pk for org in self.orgs}
        return {**self.computed, **{key: value for key, value in self.given.items() if key in mine}}

    @property
    def lines(self) -> list[DraftLine]:
        """A line a unit."""
        return [
            DraftLine(org, self.bases.get(org.pk), self.computed.get(org.pk), self.values.get(org.pk))
            for org in self.orgs
        ]

    @property
    def gap(self) -> Decimal:
        """What the parts leave of the target: negative when they ask for more."""
        if self.target.is_rate:
            return rate_gap(self.target.value, self.values, self.bases)
        return gap_of(self.target.value, self.values)

    @property
    def together(self) -> Decimal | None:
        """What the parts make together: their sum, or the rate weighted by the whole."""
        if self.target.is_rate:
            return mean_rate(self.values, self.bases)
        return sum(self.values.values(), Decimal(0))


def bases_of(base: Indicator, orgs: Iterable[Org], when: TimeRange, today: date) -> Values:
    """The figure of `base` at each unit, as then; what counts below nought counts as nought."""
    from ..reading import Asked, values_at  # reading asks the actions who may see

    keys = [org.pk for org in orgs]
    found = values_at([base], keys, Asked(when, today))
    return {key: max(Decimal(0), Decimal(found.get((base.code, key), 0))) for key in keys}


def gap_now(target: Target, today: date) -> Decimal | None:
    """How far the parts in force below `target` are from it; None while it is not split at all."""
    parts = {part.org_id: part.value for part in Target.objects.parts_of(target)}
    if not parts:
        return None
    if not target.is_rate:
        return gap_of(target.value, parts)
    ratio = target.declared
    whole = ratio.whole if isinstance(ratio, Ratio) else None
    orgs = Org.objects.filter(pk__in=parts)
    return rate_gap(target.value, parts, bases_of(whole, orgs, target.when, today) if whole else {})


def upper_of(target: Target) -> Target | None:
    """The target in force of the unit above for the same indicator and period."""
    places = OrgClosure.objects.filter(
        descendant=target.org_id, depth=1, line="territorial", valid__contains=target.when.last
    )
    upper = Target.objects.in_force().filter(
        indicator=target.indicator, period=target.period, org__in=places.values("ancestor")
    )
    return upper.select_related("org").first()
