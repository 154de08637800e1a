"""What an app offers to the shells, as declarations in its `desk.py`: menu, dues, debts, search, panels.

Read only. The portal composes them and shows a person only what they may do.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class MenuEntry:
    """A line of the officer's side menu; `group` is one of work, strengths, registers, data, settings."""

    code: str
    name: str | Promise
    url_name: str
    icon: str
    group: str
    order: int = 50
    capability: str = ""  # shown only to who holds it anywhere
    count: Callable[[Any], int] | None = None
    also: tuple[str, ...] = ()  # names of further addresses under which pages of this line lie


@dataclass(frozen=True)
class DueItem:
    """One thing that waits for somebody: what, where, until when, and the one next step."""

    glyph: str  # the one character that stands for its kind, e.g. 转
    title: str
    detail: str
    org_name: str
    owner: str
    due_at: datetime | None
    url: str
    step: str  # a verb
    kind: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class DueSource:
    """Where due items come from; `load(user, at)` is scoped to what the user may see."""

    code: str
    name: str | Promise
    load: Callable[[Any, datetime], Iterable[DueItem]]
    capability: str = ""


@dataclass(frozen=True)
class MemberCard:
    """A piece of the member's home page: `load(person, at)` returns its context, or None to stay away."""

    code: str
    template: str
    load: Callable[[Any, datetime], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class MemberService:
    """A service on the member's first page, by its one character."""

    code: str
    glyph: str
    name: str | Promise
    detail: str | Promise
    url_name: str
    tone: str = "hui"
    order: int = 50


@dataclass(frozen=True)
class Found:
    """One hit of the global search."""

    glyph: str
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class SearchSource:
    """Answers Ctrl-K for one kind of thing: `find(user, words, limit)`, scoped."""

    code: str
    name: str | Promise
    find: Callable[[Any, str, int], Iterable[Found]]
    order: int = 50


@dataclass(frozen=True)
class OrgPanel:
    """A section of a unit's page, brought by an upper floor: `load(user, org, on)` or None to stay away."""

    code: str
    title: str | Promise
    template: str
    load: Callable[[Any, Any, Any], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class PersonPanel:
    """A section of a person's page, brought by an upper floor: `load(user, person, at)` or None."""

    code: str
    title: str | Promise
    template: str
    load: Callable[[Any, Any, datetime], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class AgendaItem:
    """Something that happens at an hour of the day."""

    at: datetime
    title: str
    detail: str = ""
    url: str = ""
    tone: str = ""  # a strength: ju, chuang, hu, hui, xin


@dataclass(frozen=True)
class AgendaSource:
    """What a day holds for an officer: `load(user, day)`, scoped."""

    code: str
    load: Callable[[Any, date], Iterable[AgendaItem]]
    capability: str = ""


@dataclass(frozen=True)
class ProgressItem:
    """A matter of a member's own: where it stands, who answers for it."""

    glyph: str
    title: str
    detail: str
    state: str | Promise
    tone: str
    url: str
    at: datetime


@dataclass(frozen=True)
class ProgressSource:
    """A member's own matters 进度: `load(person, at)`, open ones and those closed lately."""

    code: str
    name: str | Promise
    load: Callable[[Any, datetime], Iterable[ProgressItem]]
    order: int = 50


@dataclass(frozen=True)
class CodePlace:
    """Something for which a member can show their code now."""

    glyph: str
    title: str
    detail: str = ""
    state: str = ""
    tone: str = "hui"
    url: str = ""


@dataclass(frozen=True)
class CodePlaceSource:
    """Where a member can use their code now: `load(person, at)`, the nearest first."""

    code: str
    load: Callable[[Any, datetime], Iterable[CodePlace]]
    order: int = 50


@dataclass(frozen=True)
class Debt:
    """What a unit still owes 欠账: an answer, a task. `code` names the indicator that it is about, if any."""

    org_pk: Any
    org_name: str
    title: str
    owner: str  # who answers for it; empty while the post is vacant
    due_at: datetime | None
    late: bool
    state: str | Promise
    url: str
    code: str = ""


@dataclass(frozen=True)
class DebtSource:
    """Who owes what at a unit and below: `load(user, org, at)`, scoped, the most urgent first, a few dozen.

    `ask(user, org)` is the address at which units below `org` are asked about what lags; empty where the user
    may not. Whoever links there adds `org`, `indicator` and `period` as its query.
    """

    code: str
    load: Callable[[Any, Any, datetime], Iterable[Debt]]
    ask: Callable[[Any, Any], str] | None = None
    order: int = 50


@dataclass(frozen=True)
class QuickStep:
    """A thing an officer often starts 常用, e.g. 导入会员名册: on the desk and in Ctrl-K."""

    code: str
    name: str | Promise
    url_name: str
    glyph: str
    tone: str = ""
    capability: str = ""
    order: int = 50


@dataclass(frozen=True)
class FirstStep:
    """One of an officer's first steps 上手: `done(user)` tells when it has been taken."""

    code: str
    name: str | Promise
    url_name: str
    done: Callable[[Any], bool]
    capability: str = ""
    order: int = 50


@dataclass(frozen=True)
class RibbonText:
    """The words of a ribbon."""

    title: str | Promise
    text: str | Promise


@dataclass(frozen=True)
class Ribbon:
    """A ribbon over every page, e.g. "sample data"; `load()` is None while there is nothing to say."""

    code: str
    load: Callable[[], RibbonText | None]


Offer = (
    MenuEntry | DueSource | MemberCard | MemberService | SearchSource | OrgPanel | PersonPanel
    | AgendaSource | ProgressSource | CodePlaceSource | DebtSource | QuickStep | FirstStep | Ribbon
)  # fmt: skip
OFFERS: dict[tuple[type, str], Offer] = {}


def offer(*offers: Offer) -> None:
    """Put offers on the table; two of one kind with one code do not start."""
    for each in offers:
        if OFFERS.setdefault((type(each), each.code), each) is not each:
            raise ValueError(f"{type(each).__name__} {each.code} is offered twice")


def offered(kind: type) -> list[Any]:
    """All offers of `kind` in order."""
    found = [each for (type_, _code), each in OFFERS.items() if type_ is kind]
    return sorted(found, key=lambda each: (getattr(each, "order", 0), each.code))
