"""The grammar of report texts: `{{数字 orgs.unions 今年 样式=余}}` between plain words. No code can run.

`parse` never fails: it returns the tree and every problem with its line. Each line is a paragraph; a line
that begins with `#` is the title, `##` to `#####` are headings 一、（一）1.（1）, numbered by themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from wuli.base.core.figures import INDICATORS, Unit

from . import names
from . import words as w

MOST_TEXT = 40_000
MOST_ELEMENTS = 600
MOST_DEPTH = 6
MOST_TOP = 60
ELEMENT = re.compile(r"(?:\{\{|｛｛)((?:(?!\{\{|｛｛)[^\n])*?)(?:\}\}|｝｝)")
LOOSE = re.compile(r"\{\{|｛｛|\}\}|｝｝")
PIECE = re.compile(r"(?:[^\s\"“”「」]|\"[^\"]*\"|“[^”]*”|「[^」]*」)+")
CODE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
WHEN = re.compile(r"[12]\d{3}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a text, and where: line and column count from 1."""

    line: int
    column: int
    words: str

    def __str__(self) -> str:
        return _("第 %(line)s 行：%(words)s") % {"line": self.line, "words": self.words}


@dataclass(frozen=True)
class Asked:
    """A figure as a text asks for it; an empty `code` is the figure of the loop around it."""

    code: str = ""
    when: str = w.THIS
    reading: str = "then"
    split: tuple[str, str] | None = None
    optional: bool = False


@dataclass
class Node:
    """A piece of the tree and the line it stands on."""

    line: int = 0


@dataclass
class Words(Node):
    """Plain text, line breaks included."""

    text: str = ""


@dataclass
class Broken(Node):
    """An element that cannot be read, as it was written: it leaves a mark where it stands."""

    text: str = ""


@dataclass
class Number(Node):
    """A figure in a sentence; `note` puts the exact number in brackets behind a rounded one."""

    asked: Asked = Asked()
    style: str = ""
    measure: str = ""
    to: int = 0
    note: bool = False


@dataclass
class Ranked(Node):
    """A list of the units below with their figures, the largest first."""

    asked: Asked = Asked()
    measure: str = ""
    top: int = 5


@dataclass
class Grid(Node):
    """A table, or a chart of one indicator, by the units below or by months."""

    asked: list[Asked] = field(default_factory=list)
    by: str = w.CHILDREN
    chart: bool = False


@dataclass
class Said(Node):
    """A name that the platform knows: of the unit, the period, the day, the loop's figure."""

    what: str = w.UNIT


@dataclass
class Choice(Node):
    """Text that stands only under a condition: `sign` with `number`, or any / none."""

    asked: Asked = Asked()
    sign: str = w.ANY
    number: Decimal = Decimal(0)
    then: list[Node] = field(default_factory=list)
    other: list[Node] = field(default_factory=list)


@dataclass
class Loop(Node):
    """Text that stands once for each unit below, or for each figure of a strength."""

    strength: int = 0  # 0: units below
    body: list[Node] = field(default_factory=list)


@dataclass
class Parsed:
    """A text as a tree, and what is wrong with it."""

    nodes: list[Node]
    problems: list[Problem]

    def walk(self) -> Iterator[Node]:
        """Every node, loops and conditions included."""
        rest = list(reversed(self.nodes))
        while rest:
            node = rest.pop()
            yield node
            for inner in ("body", "other", "then"):
                rest += reversed(getattr(node, inner, []))


class Wrong(Exception):
    """Something in an element that cannot be read; becomes a Problem."""


def parse(text: str) -> Parsed:
    """The tree of `text`; every problem is told with its place, and nothing is raised."""
    return _Reader(text.replace("\r\n", "\n").replace("\r", "\n")).read()


class _Reader:
    """One reading of one text."""

    def __init__(self, text: str) -> None:
        self.text = text[:MOST_TEXT]
        self.problems: list[Problem] = []
        self.starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        self.root: list[Node] = []
        # Open loops and conditions: the node, where it began, the list that is being filled.
        self.open: list[tuple[Any, int, list[Node]]] = []
        if len(text) > MOST_TEXT:
            self._tell(MOST_TEXT - 1, _("正文最多 %(n)s 个字。") % {"n": f"{MOST_TEXT:,}"})

    def read(self) -> Parsed:
        """Elements and the words between them, in turn."""
        at = elements = 0
        for found in ELEMENT.finditer(self.text):
            self._words(at, found.start())
            elements += 1
            if elements <= MOST_ELEMENTS:
                self._element(found.start(), found[1])
            at = found.end()
        self._words(at, len(self.text))
        if elements > MOST_ELEMENTS:
            self._tell(at - 1, _("花括号最多 %(n)s 处。") % {"n": MOST_ELEMENTS})
        for node, start, _filled in self.open:
            what = _("每") if isinstance(node, Loop) else _("如果")
            self._tell(start, _("这里的“%(what)s”没有“结束”。") % {"what": what})
        return Parsed(self.root, sorted(self.problems, key=lambda each: (each.line, each.column)))

    def _words(self, start: int, end: int) -> None:
        if start >= end:
            return
        for loose in LOOSE.finditer(self.text, start, end):
            self._tell(loose.start(), _("花括号没有成对，或者中间断了行。"))
        self._put(Words(self._line(start), self.text[start:end]))

    def _put(self, node: Node) -> None:
        (self.open[-1][2] if self.open else self.root).append(node)

    def _line(self, at: int) -> int:
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= at else (low, middle)
        return low + 1

    def _tell(self, at: int, words: str) -> None:
        line = self._line(max(0, at))
        self.problems.append(Problem(line, max(0, at) - self.starts[line - 1] + 1, words))

    def _element(self, at: int, inner: str) -> None:
        here = self.open[-1][2] if self.open else self.root
        try:
            self._read_element(at, [_bare(piece) for piece in PIECE.findall(inner)])
        except Wrong as wrong:
            self._tell(at, str(wrong))
            here.append(Broken(self._line(at), inner.strip()))

    def _read_element(self, at: int, pieces: list[str]) -> None:
        if not pieces:
            raise Wrong(_("花括号里是空的。"))
        kind = w.ELEMENTS.get(pieces[0].casefold())
        line = self._line(at)
        if kind is None:
            raise Wrong(_unknown(pieces[0], w.ELEMENTS, _("不认识“%(word)s”。")))
        if kind in (w.ELSE, w.END):
            return self._close(kind)
        if kind in (w.IF, w.EACH_UNIT, w.EACH_FIGURE):
            return self._begin(at, kind, line, pieces[1:])
        node = _simple(kind, line, pieces[1:])
        inside_item = any(isinstance(each, Loop) and each.strength for each, _at, _to in self.open)
        if not inside_item and _needs_item(node):
            raise Wrong(_("“本项”和“名称”只能写在“每项”和“结束”之间。"))
        return self._put(node)

    def _begin(self, at: int, kind: str, line: int, pieces: list[str]) -> None:
        """Open a condition or loop; a faulty one as well, so that its end is not told as another fault."""
        node: Any = Choice(line) if kind == w.IF else Loop(line, int(kind == w.EACH_FIGURE))
        try:
            if len(self.open) >= MOST_DEPTH:
                raise Wrong(_("套得太深，最多 %(n)s 层。") % {"n": MOST_DEPTH})
            node = _opened(kind, line, pieces)
            self._put(node)
        finally:
            self.open.append((node, at, node.body if isinstance(node, Loop) else node.then))

    def _close(self, kind: str) -> None:
        if not self.open:
            raise Wrong(_("前面没有“如果”或“每”，用不着这个词。"))
        node, start, filled = self.open.pop()
        if kind == w.ELSE:
            if isinstance(node, Loop) or filled is node.other:
                self.open.append((node, start, filled))
                raise Wrong(_("“否则”要写在“如果”和“结束”之间，只写一次。"))
            self.open.append((node, start, node.other))


def _bare(piece: str) -> str:
    """A word without its quotation marks and full-width signs."""
    for left, right in ('""', "“”", "「」"):
        if len(piece) > 1 and piece[0] == left and piece[-1] == right:
            return names.same_width(piece[1:-1])
    return re.sub('["“”「」]', "", names.same_width(piece))


def _needs_item(node: Node) -> bool:
    asked = getattr(node, "asked", None)
    several = asked if isinstance(asked, list) else [asked] if asked else []
    return any(not each.code for each in several) or (isinstance(node, Said) and node.what == w.NAME)


def _unknown(word: str, known: Any, words: str) -> str:
    from difflib import get_close_matches

    told = words % {"word": word[:40]}
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return told + (_("是不是“%(near)s”？") % {"near": close[0]} if close else "")


def _opened(kind: str, line: int, pieces: list[str]) -> Node:
    if kind == w.EACH_UNIT:
        _nothing_left(pieces)
        return Loop(line)
    if kind == w.EACH_FIGURE:
        if len(pieces) != 1 or pieces[0].casefold() not in w.STRENGTHS:
            raise Wrong(_("“每项”后面写五力之一：凝聚力、创新力、监督力、服务力、向心力。"))
        return Loop(line, w.STRENGTHS[pieces[0].casefold()])
    return _choice(line, pieces)


def _choice(line: int, pieces: list[str]) -> Choice:
    """如果 有 X · 如果 没有 X · 如果 X > 40."""
    if pieces and pieces[0].casefold() in w.TESTS:
        refs, options = _asked(pieces[1:], most=1)
        _no_options(options, {})
        return Choice(line, refs[0], w.TESTS[pieces[0].casefold()])
    signs = [n for n, piece in enumerate(pieces) if piece in w.COMPARED]
    if len(signs) != 1 or signs[0] != len(pieces) - 2:
        raise Wrong(_("条件写成“如果 有 指标”，或者“如果 指标 > 40”，符号两边各空一格。"))
    refs, options = _asked(pieces[:-2], most=1)
    _no_options(options, {})
    try:
        number = Decimal(pieces[-1].rstrip("%"))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Wrong(_("“%(word)s”不是数。") % {"word": pieces[-1][:40]})
    return Choice(line, refs[0], w.SAME_SIGN.get(pieces[-2], pieces[-2]), number)


def _simple(kind: str, line: int, pieces: list[str]) -> Node:
    if kind in (w.UNIT, w.PERIOD, w.TODAY, w.NAME):
        _nothing_left(pieces)
        return Said(line, kind)
    if kind == w.FIGURE:
        return _number(line, pieces)
    if kind == w.LIST:
        refs, options = _asked(pieces, most=1)
        told = _no_options(options, {w.MEASURE, w.TOP})
        return Ranked(line, refs[0], _measure(told), _whole(told.get(w.TOP, "5"), MOST_TOP))
    refs, options = _asked(pieces, most=1 if kind == w.CHART else 8)
    told = _no_options(options, {w.BY})
    by = _chosen(told.get(w.BY, "月" if kind == w.CHART else "下级"), w.ROWS)
    return Grid(line, refs, by, chart=kind == w.CHART)


def _number(line: int, pieces: list[str]) -> Number:
    refs, options = _asked(pieces, most=1)
    told = _no_options(options, {w.STYLE, w.MEASURE, w.ROUND_TO, w.NOTE})
    to = told.get(w.ROUND_TO, "")
    place = w.PLACES.get(to) or (_whole(to, 100_000_000) if to else 0)
    style = _chosen(told[w.STYLE], w.STYLES) if w.STYLE in told else ""
    note = _chosen(told[w.NOTE], w.YES) if w.NOTE in told else False
    if style == w.SHARE and getattr(INDICATORS.get(refs[0].code), "unit", Unit.PERCENT) != Unit.PERCENT:
        raise Wrong(_("“%(word)s”不是比率，不能写成百分比。") % {"word": refs[0].code})
    return Number(line, refs[0], style, _measure(told), place, note)


def _asked(pieces: list[str], most: int) -> tuple[list[Asked], dict[str, str]]:
    """Indicators, one time for all of them, and the options that are left."""
    codes: list[str] = []
    told: dict[str, str] = {}
    when, optional = w.THIS, False
    for piece in pieces:
        name, sign, value = piece.partition("=")
        if sign and name.casefold() in w.OPTIONS:
            told[w.OPTIONS[name.casefold()]] = _bare(value)
        elif sign:
            raise Wrong(_unknown(name, w.OPTIONS, _("没有叫“%(word)s”的选项。")))
        elif piece.casefold() in w.TIMES or WHEN.fullmatch(piece):
            when = w.TIMES.get(piece.casefold(), piece)
        elif piece.casefold() in w.MAY_LACK:
            optional = True
        else:
            codes.append("" if piece.casefold() in w.ITEM else piece)
    if not codes or len(codes) > most:
        raise Wrong(_("要写一个指标。") if most == 1 else _("要写一个到 %(n)s 个指标。") % {"n": most})
    reading = _chosen(told.pop(w.READING, "当时"), w.READINGS)
    found = [_indicator(code, optional=optional) for code in codes]
    split = _split(told.pop(w.SPLIT, ""), found)
    return [Asked(code, when, reading, split, optional) for code in found], told


def _indicator(word: str, *, optional: bool) -> str:
    if not word:
        return ""
    code = names.find(word)
    if code or (optional and CODE.fullmatch(word)):
        return code or word
    told = _("没有叫“%(word)s”的指标") % {"word": word[:60]}
    close = names.near(word)
    if not close:
        raise Wrong(told + _("。"))
    raise Wrong(
        told + _("，是不是“%(near)s”（%(name)s）？") % {"near": close, "name": INDICATORS[close].name}
    )


def _split(word: str, codes: list[str]) -> tuple[str, str] | None:
    if not word:
        return None
    dimension, sign, part = word.partition(":")
    for code in codes:
        splits = {each.code: each.name for each in getattr(INDICATORS.get(code), "dimensions", ())}
        if not sign or dimension not in splits:
            listed = "、".join(splits) or _("没有")
            raise Wrong(_("分类写成“分类=sex:2”。这个指标的分类：%(listed)s。") % {"listed": listed})
    return dimension, part


def _chosen(word: str, known: dict[str, Any]) -> Any:
    if word.casefold() not in known:
        listed = "、".join(list(known)[::2])
        raise Wrong(_("“%(word)s”不能用在这里，可以写：%(listed)s。") % {"word": word[:40], "listed": listed})
    return known[word.casefold()]


def _whole(word: str, most: int) -> int:
    if not (word.isascii() and word.isdigit()) or not 0 < int(word[:12]) <= most or len(word) > 12:
        raise Wrong(_("“%(word)s”要写成 1 到 %(most)s 的整数。") % {"word": word[:40], "most": f"{most:,}"})
    return int(word)


def _measure(told: dict[str, str]) -> str:
    word = told.get(w.MEASURE, "")
    if len(word) > 8:
        raise Wrong(_("量词太长，最多 8 个字。"))
    return word


def _no_options(told: dict[str, str], allowed: Any) -> dict[str, str]:
    for name in told:
        if name not in allowed:
            word = next(word for word, code in w.OPTIONS.items() if code == name)
            raise Wrong(_("这里用不着“%(word)s”。") % {"word": word})
    return told


def _nothing_left(pieces: list[str]) -> None:
    if pieces:
        raise Wrong(_("这里用不着“%(word)s”。") % {"word": pieces[0][:40]})
