"""One figure opened: its definition, the units it comes from, its parts, its months and its rows."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wuli.base.core.errors import Missing
from wuli.base.core.figures import Dimension, Indicator, Period, Ratio
from wuli.base.core.said import day, with_unit
from wuli.base.orgs.models import Org

from .asking import MOST_CHILDREN, Asking
from .columns import cell_of, columns_of, relations_of
from .months import months_of
from .parts import by_part
from .reading import Asked, Declared, Figure, figures_at
from .rest import REST, adds_up, persons_in_none, rest_of
from .rows import NOW, rows_of, total_of
from .targets.progress import progress
from .times import TimeRange

MANY_ROWS = 50_000
Bar = tuple[Any, Any, str]  # name, value, address
FIRST_BARS = 12


@dataclass(frozen=True)
class MonthLine:
    """A month of a figure: its value, that of a year before, and where the month opens."""

    month: date
    value: Any
    before: Any
    url: str


def address(figure: Declared, org: Any, asking: Asking, **more: str) -> str:
    """Where the figure of `org` opens, with the same stretch of time and reading."""
    query = {"period": asking.when.code} | ({"reading": NOW} if asking.reading == NOW else {}) | more
    query |= {"line": asking.line} if asking.is_industrial else {}
    return f"{reverse('figures:figure', args=[getattr(org, 'pk', org), figure.code])}?{urlencode(query)}"


@dataclass
class FigureCard:
    """A figure at a unit with all that opens behind it; each part costs its own few queries."""

    declared: Declared
    asking: Asking
    split: tuple[str, str] | None = None

    @property
    def base(self) -> Indicator:
        """The indicator whose rows are shown: of a rate, the part."""
        return self.declared.part if isinstance(self.declared, Ratio) else self.declared

    @cached_property
    def figure(self) -> Figure:
        """The number itself."""
        found = figures_at([self.declared], [self.asking.org], self.asking.asked)
        return found[self.declared.code, self.asking.org.pk]

    @property
    def url(self) -> str:
        """Its own page."""
        return address(self.declared, self.asking.org, self.asking)

    @property
    def when_words(self) -> str:
        """The period in words: a stock on its day, a flow over its stretch."""
        if self.declared.period == Period.AS_OF and not self.asking.asked.not_begun:
            return _("%(day)s当天") % {"day": day(self.asking.day)}
        return self.asking.when.words

    @cached_property
    def children(self) -> list[tuple[Org, Figure]]:
        """The figure of each unit below, the largest first."""
        found = figures_at([self.declared], self.asking.children, self.asking.asked)
        pairs = [(org, found[self.declared.code, org.pk]) for org in self.asking.children]
        return sorted(pairs, key=lambda pair: (-(pair[1].value or 0), pair[0].rank, pair[0].name_key))

    @property
    def bars(self) -> list[Bar]:
        """Units below as bars that open the same figure there, and the rest, so that nothing is missing."""
        bars: list[Bar] = [
            (str(org), figure.value, address(self.declared, org, self.asking))
            for org, figure in self.children
        ]
        return [*bars, (str(REST), self.rest, "")] if self.rest else bars

    @cached_property
    def rest(self) -> Any:
        """What is the unit's own or came from units that are not listed; of a rate there is none."""
        if isinstance(self.declared, Ratio) or not self.children:
            return 0
        if self.declared.distinct:
            below = [org for org, _figure in self.children]
            return persons_in_none(self.declared, self.asking.org, below, self.asking.asked)
        return rest_of(self.declared, self.figure.value, [figure.value for _org, figure in self.children])

    @property
    def top_bars(self) -> list[Bar]:
        """The largest four, for a side panel; all when there are few."""
        bars = [bar for bar in self.bars if bar[1]]
        return bars if len(bars) <= 6 else bars[:4]

    @property
    def others(self) -> dict[str, Any] | None:
        """How many more units there are than the panel shows, and their sum where that has sense."""
        bars = [bar for bar in self.bars if bar[1]][4:]
        if len(bars) <= 2:
            return None
        return {"n": len(bars), "total": sum(bar[1] for bar in bars) if adds_up(self.declared) else None}

    @cached_property
    def sample(self) -> list[list[tuple[Any, str]]]:
        """The first rows as (text, address) cells, for a side panel."""
        columns = columns_of(self.base)[:3]
        return [[cell_of(column, row) for column in columns] for row in self.rows[:5]]

    @property
    def heads(self) -> list[Any]:
        """The heads of the sample."""
        return [column.header for column in columns_of(self.base)[:3]]

    @cached_property
    def whole(self) -> "FigureCard | None":
        """Of a rate, what it is measured against, opened in turn: a baseline shows which one was used."""
        return FigureCard(self.declared.whole, self.asking) if isinstance(self.declared, Ratio) else None

    @property
    def part_url(self) -> str:
        """Where the part of a rate opens as a figure of its own."""
        return address(self.base, self.asking.org, self.asking)

    @cached_property
    def months(self) -> list[MonthLine]:
        """The months of the year of what is asked, each beside the same month of the year before.

        By place only: of an industry no months are kept.
        """
        if self.asking.is_industrial:
            return []
        year = TimeRange.year(self.asking.day.year)
        now, before = self._by_month(year), self._by_month(year.year_before)
        return [
            MonthLine(
                month, value, before.get(month.replace(year=month.year - 1)),
                address(self.declared, self.asking.org, replace(self.asking, when=TimeRange.month(month))),
            )
            for month, value in now.items()
        ]  # fmt: skip

    @property
    def months_to(self) -> date:
        """The day up to which the months go: the end of the year that is asked, or today."""
        return min(date(self.asking.day.year, 12, 31), self.asking.today)

    def _by_month(self, year: TimeRange) -> dict[date, Any]:
        asking = self.asking
        found = months_of([self.declared], asking.org.pk, year.months, asking.today, from_rows=True)
        return {month: value for month, value in found[self.declared.code] if value is not None}

    @property
    def has_year_before(self) -> bool:
        """Whether any month of the year before has a value."""
        return any(line.before is not None for line in self.months)

    @cached_property
    def year_ago(self) -> Figure:
        """The same days a year earlier 上年同期: of a stretch that still runs, only as far as it has run."""
        asking = self.asking
        run = TimeRange(asking.when.start, max(asking.when.start, min(asking.when.end, _next(asking.today))))
        when = asking.when if run.start == run.end else run
        return self._figure_of_part(replace(asking.asked, when=when.year_before))

    @property
    def year_change(self) -> Any:
        """By how much it differs from a year ago; None where either is not known."""
        now, before = self.part_figure.value, self.year_ago.value
        return None if now is None or before is None else now - before

    @cached_property
    def part_figure(self) -> Figure:
        """The number of the part that is asked for; of everything where none is."""
        return self.figure if self.split is None else self._figure_of_part(self.asking.asked)

    def _figure_of_part(self, asked: Asked) -> Figure:
        declared = self.declared if self.split is None else self.base
        found = figures_at([declared], [self.asking.org], replace(asked, split=self.split))
        return found[declared.code, self.asking.org.pk]

    @property
    def year_words(self) -> str:
        """The difference to a year ago: 多 5 场 (+12%), 高 2.1 个点; empty where nothing can be said."""
        change, before = self.year_change, self.year_ago.value
        if change is None:
            return ""
        rate = isinstance(self.declared, Ratio) and self.split is None
        told = {"n": with_unit(abs(change), _("个点") if rate else self.base.unit)}
        if not change:
            return _("和上年同期一样")
        if rate:
            return (_("比上年同期高 %(n)s") if change > 0 else _("比上年同期低 %(n)s")) % told
        words = (_("比上年同期多 %(n)s") if change > 0 else _("比上年同期少 %(n)s")) % told
        return f"{words} ({change / before:+.0%})" if before else words

    @cached_property
    def progress(self) -> Any:
        """How far it is against its target for the period; None without one. Targets go down by place."""
        if self.asking.is_industrial:
            return None
        asking, known = self.asking, {(self.declared.code, self.asking.org.pk): self.figure}
        found = progress(
            [self.declared], [asking.org], asking.when, asking.today,
            reading=asking.reading, values=known, with_week=False,
        )  # fmt: skip
        one = found[self.declared.code, asking.org.pk]
        return one if one.target else None

    @property
    def first_bars(self) -> list[Bar]:
        """The first units below; `more_bars` are the others."""
        return self.bars[:FIRST_BARS]

    @property
    def more_bars(self) -> list[Bar]:
        """The units that do not stand at once."""
        return self.bars[FIRST_BARS:]

    @property
    def is_cut(self) -> bool:
        """Whether there are more units below than are read here."""
        return len(self.asking.children) == MOST_CHILDREN

    @cached_property
    def parts(self) -> list[tuple[Dimension, list[Bar]]]:
        """Each split of the indicator with its parts."""
        return [(each, self._parts(each)) for each in self.base.dimensions]

    def _parts(self, dimension: Dimension) -> list[Bar]:
        found = by_part(self.base, self.asking.org.pk, dimension.code, self.asking.asked)
        return [
            (
                dimension.said(part),
                value,
                address(self.base, self.asking.org, self.asking, split=f"{dimension.code}:{part}"),
            )
            for part, value in found.items()
            if value
        ]

    @cached_property
    def all_rows(self) -> Any:
        """Every row behind the figure, whoever may see them."""
        return rows_of(
            self.base, self.asking.org.pk, self.asking.when,
            today=self.asking.today, line=self.asking.line, reading=self.asking.reading, split=self.split,
        )  # fmt: skip

    @cached_property
    def rows(self) -> Any:
        """The rows that the viewer may see, the latest first."""
        when = "-fig_day" if self.base.period == Period.WITHIN else "-fig_span"
        seen = self.all_rows.visible_to(self.asking.viewer, self.base.view_capability)
        return seen.select_related(*relations_of(self.base)).order_by(when, "-pk")

    @property
    def shown(self) -> Figure:
        """The figure whose rows are shown: of a rate, its part."""
        return self.figure.part or self.figure

    @property
    def is_many(self) -> bool:
        """Whether the rows are too many to count them again each time somebody looks at the number."""
        return (self.shown.value or 0) > MANY_ROWS

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows in all, those the viewer may see, and the others, which are only counted.

        Of very many the figure itself says how many there are; who may see the unit's rows sees them all.
        """
        is_told = self.is_many and not (self.base.distinct or self.base.total)
        figure = self.shown if self.split is None else self.part_figure
        total = int(figure.value or 0) if is_told else self.all_rows.count()
        if self.is_many and self.asking.viewer.has_perm(self.base.view_capability, self.asking.org):
            return {"total": total, "seen": total, "hidden": 0}
        seen = self.rows.count()
        return {"total": total, "seen": seen, "hidden": total - seen}

    @cached_property
    def check(self) -> bool:
        """Whether the rows make exactly the number that is shown."""
        return self.split is not None or total_of(self.base, self.all_rows) == (self.shown.value or 0)

    @property
    def split_words(self) -> str:
        """The part that is asked for, in words."""
        if self.split is None:
            return ""
        dimension = next(each for each in self.base.dimensions if each.code == self.split[0])
        return f"{dimension.name}: {dimension.said(self.split[1])}"

    @cached_property
    def persons(self) -> int | None:
        """How many persons the rows are, when the figure counts persons."""
        if not self.base.distinct:
            return None
        shown = self.shown if self.split is None else self.part_figure
        return int(shown.value or 0)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def split_of(indicator: Indicator, code: str) -> tuple[str, str] | None:
    """The part that `dimension:part` names, None where nothing is named. Missing for no such dimension."""
    dimension, _colon, part = code.partition(":")
    if not dimension:
        return None
    if dimension not in {each.code for each in indicator.dimensions}:
        raise Missing()
    return dimension, part
