"""Terms as bars 职务和任期: who held which post when, and the gaps. Pure: terms in, numbers out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wuli.base.core.said import span_days

from .codes import PartyPost, PostTitle, Selection

YEARS_BACK = 8


@dataclass(frozen=True)
class Bar:
    """One bar on a line: where it begins and how wide it is, in percent of the line."""

    left: str
    width: str
    words: str
    kind: str  # now, past, soon, gap
    title: str
    url: str = ""


@dataclass
class Lane:
    """A line: a post's name (on its first line), its bars, and how the post stands."""

    name: str | Promise
    bars: list[Bar] = field(default_factory=list)
    tone: str = ""
    state: str = ""


@dataclass(frozen=True)
class Chart:
    """The lines, the years above them, and where today is."""

    lanes: Sequence[Lane]
    years: Sequence[int]
    today: str


def chart(
    terms: Iterable[Any], expected: Iterable[str], on: date, *, warned: int, closed: bool = False
) -> Chart:
    """The terms of one union as seen on the day `on`; `expected` posts appear even when nobody held them.

    A term is marked from `warned` days before its end. In a union that is `closed` nothing is vacant.
    """
    by_title: dict[str, list[Any]] = {}
    for term in sorted(terms, key=lambda term: term.valid.lower):
        by_title.setdefault(term.title, []).append(term)
    wanted = [t for t in PostTitle.values if t in by_title or t in set(expected)]
    scale = _Scale.over([t for group in by_title.values() for t in group], on, warned, closed)
    lanes = [lane for title in wanted for lane in _lanes(title, by_title.get(title, []), scale, on)]
    return Chart(lanes, scale.years(), scale.place(on))


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date
    warned: int
    closed: bool

    @classmethod
    def over(cls, terms: Sequence[Any], on: date, warned: int, closed: bool) -> "_Scale":
        starts = [
            t.valid.lower.year
            for t in terms
            if t.valid.upper is None or t.valid.upper.year >= on.year - YEARS_BACK
        ]
        ends = [t.valid.upper.year + 1 for t in terms if t.valid.upper]
        first = max(min([*starts, on.year - 2]), on.year - YEARS_BACK)
        last = min(max([*ends, on.year + 2]), on.year + YEARS_BACK)
        return cls(date(first, 1, 1), date(last + (last - first) % 2, 1, 1), warned, closed)

    def percent(self, day: date) -> float:
        share = (day - self.first) / (self.last - self.first) * 100
        return min(max(share, 0.0), 100.0)

    def place(self, day: date) -> str:
        return f"{self.percent(day):.2f}%"

    def years(self) -> list[int]:
        step = 1 if self.last.year - self.first.year <= 6 else 2
        return list(range(self.first.year, self.last.year + 1, step))


def _lanes(title: str, terms: list[Any], scale: _Scale, on: date) -> list[Lane]:
    shown = [t for t in terms if t.valid.upper is None or t.valid.upper > scale.first]
    lanes: list[tuple[date | None, Lane]] = []
    for term in shown:
        place = next(
            (n for n, (until, _lane) in enumerate(lanes) if until and until <= term.valid.lower), None
        )
        if place is None:
            lanes.append((None, Lane("")))
            place = len(lanes) - 1
        lanes[place][1].bars.append(_bar(term, scale, on))
        lanes[place] = (term.valid.upper or date.max, lanes[place][1])
    found = [lane for _until, lane in lanes] or [Lane("")]
    found[0].name = PostTitle(title).label
    if scale.closed:
        return found
    found[0].tone, found[0].state = _standing(terms, on, scale.warned)
    gap = _gap(terms, scale, on)
    if gap:
        found[0].bars.append(gap)
    return found


def _bar(term: Any, scale: _Scale, on: date) -> Bar:
    until = term.valid.upper or scale.last
    left, right = scale.percent(term.valid.lower), scale.percent(until)
    kind = "past" if until <= on else "soon" if _days_left(term, on) <= scale.warned else "now"
    how = [PartyPost(term.party_post).label if term.party_post else "", Selection(term.selection).label]
    told = "，".join(str(word) for word in how if word)
    words = f"{term.person.name} · {told}" if kind == "now" else term.person.name
    hint = f"{term.person.name} {told} {span_days(term.valid)}"
    return Bar(
        f"{left:.2f}%",
        f"{max(right - left, 0.8):.2f}%",
        words,
        kind,
        hint,
    )


def _days_left(term: Any, on: date) -> int:
    return (term.valid.upper - on).days if term.valid.upper else 10_000


def _in_office(terms: Iterable[Any], on: date) -> list[Any]:
    return [t for t in terms if t.valid.lower <= on and (t.valid.upper is None or on < t.valid.upper)]


def _standing(terms: list[Any], on: date, warned: int) -> tuple[str, str]:
    now = _in_office(terms, on)
    if now:
        left = min(_days_left(term, on) for term in now)
        if left <= warned:
            return "warn", ngettext("%(n)s 天到期", "%(n)s 天到期", left) % {"n": left}
        return "ok", str(_("在任"))
    ended = [t.valid.upper for t in terms if t.valid.upper and t.valid.upper <= on]
    if not ended:
        return "late", str(_("空缺"))
    months = max((on - max(ended)).days // 30, 1)
    return "late", ngettext("缺 %(n)s 个月", "缺 %(n)s 个月", months) % {"n": months}


def _gap(terms: list[Any], scale: _Scale, on: date) -> Bar | None:
    if _in_office(terms, on):
        return None
    ended = [t.valid.upper for t in terms if t.valid.upper and t.valid.upper <= on]
    since = max(ended, default=on - timedelta(days=180))
    left, right = scale.percent(since), scale.percent(on)
    return Bar(f"{left:.2f}%", f"{max(right - left, 3):.2f}%", str(_("缺")), "gap", str(_("空缺")))
