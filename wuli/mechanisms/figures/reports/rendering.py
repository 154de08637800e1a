"""From a parsed text and its values to a document. Knows no viewer: `masked` comes after."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wuli.base.core.figures import INDICATORS, Unit
from wuli.base.core.said import day
from wuli.base.orgs.models import Org

from ..actions import may_see
from ..rest import REST, rest_of
from . import words as w
from .document import (
    BROKEN,
    CHART,
    FIGURE,
    GAP,
    HEADINGS,
    MASKED,
    NOTHING,
    PARAGRAPH,
    TABLE,
    TITLE,
    UNKNOWN,
    WORDS,
    Block,
    Document,
    Piece,
)
from .grammar import Asked, Broken, Choice, Grid, Loop, Node, Number, Parsed, Ranked, Said
from .grammar import Words as PlainWords
from .rounding import digits, numerals, rounded_down, written
from .values import Key, Scope, Values, figures_of, last_year, lines_of, time_of

BREAK = Piece("\n")
OWN_NUMBER = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．]|（\d+）)\s*")
AFTER, BEFORE = "，、；：（。！？", "，、；。！？）"


@dataclass
class _Writer:
    """Pieces and blocks in the order of reading, line breaks among them."""

    values: Values
    scope: Scope
    out: list[Piece | Block] = field(default_factory=list)
    used: dict[Key, None] = field(default_factory=dict)

    def write(self, nodes: Iterable[Node], scope: Scope) -> None:
        """Write the nodes one after the other."""
        for node in nodes:
            if isinstance(node, PlainWords):
                self._words(node.text)
            elif isinstance(node, Number):
                self.out.append(self._number(node, scope))
            elif isinstance(node, Ranked):
                self.out += self._ranked(node, scope)
            elif isinstance(node, Grid):
                self.out.append(self._grid(node, scope))
            elif isinstance(node, Broken):
                self.out.append(Piece(_("（读不懂“%(text)s”）") % {"text": node.text}, BROKEN))
            elif isinstance(node, Said):
                self.out.append(Piece(_said(node.what, scope, top=scope.org == self.scope.org)))
            elif isinstance(node, Choice):
                self.write(node.then if self._holds(node, scope) else node.other, scope)
            elif isinstance(node, Loop):
                self._loop(node, scope)

    def _words(self, text: str) -> None:
        for n, line in enumerate(text.split("\n")):
            self.out += ([BREAK] if n else []) + ([Piece(line)] if line else [])

    def _loop(self, node: Loop, scope: Scope) -> None:
        if not node.strength:
            for org in scope.children:
                self.write(node.body, scope.at(org))
            return
        for code in figures_of(node.strength):
            if self.values.get(Key(code, str(scope.org.pk), scope.when.code)).present:
                self.write(node.body, scope.of(code))

    def _take(self, key: Key) -> Any:
        self.used[key] = None
        return self.values.get(key)

    def _holds(self, node: Choice, scope: Scope) -> bool:
        key = scope.key(node.asked)
        value = self._take(key)
        if node.sign in (w.ANY, w.NONE):
            return (value.present and bool(value.number)) == (node.sign == w.ANY)
        if not value.present:
            return False
        left, right = Decimal(value.number), node.number
        return {
            ">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right,
            "=": left == right, "!=": left != right,
        }[node.sign]  # fmt: skip

    def _number(self, node: Number, scope: Scope) -> Piece:
        key = scope.key(node.asked)
        value = self._take(key)
        blank = _blank(node.asked, key, value)
        if blank:
            return blank
        if node.style == w.YEAR_ON_YEAR:
            return self._year_on_year(key, value, scope)
        piece = _shown(key, value, node.style, node.measure, node.to)
        return replace(piece, note=node.note and bool(piece.exact))

    def _year_on_year(self, key: Key, value: Any, scope: Scope) -> Piece:
        before = last_year(key, scope.today)
        base = self.values.get(before)
        if not base.present or not base.number:
            return Piece("", NOTHING)
        self.used[before] = None
        then, now = digits(base.number), digits(value.number)
        return Piece(
            compared(base.number, value.number, rate=_is_rate(key)),
            FIGURE,
            exact=_("上年同期 %(then)s，本期 %(now)s") % {"then": then, "now": now},
            key=str(key),
        )

    def _ranked(self, node: Ranked, scope: Scope) -> list[Piece]:
        found = []
        for org in scope.children:
            key = scope.at(org).key(node.asked)
            value = self._take(key)
            if value.present and value.number:
                found.append((value.number, org, _shown(key, value, "", node.measure, 0)))
        if not found:
            return [_gap()]
        found.sort(key=lambda each: (-each[0], str(each[1])))
        pieces: list[Piece] = []
        for n, (_number, org, piece) in enumerate(
            found[: node.top]
        ):  # the names tell the order: they go with it
            pieces += [Piece(("、" if n else "") + str(org), key=piece.key), piece]
        return pieces

    def _grid(self, node: Grid, scope: Scope) -> Block:
        declared = [INDICATORS.get(each.code or scope.item) for each in node.asked]
        names = [f"{each.name}（{each.unit.label}）" if each else "" for each in declared]
        stretch = time_of(node.asked[0].when, scope.when)
        rows = []
        for name, keys in lines_of(node, scope):
            cells = [self._cell(asked, key) for asked, key in zip(node.asked, keys, strict=True)]
            rows.append([Piece(name or _("合计")), *cells])
        rest = self._rest(node, scope) if node.by == w.CHILDREN and not node.chart else []
        if any(piece.kind == FIGURE for piece in rest):
            rows.insert(-1, [Piece(str(REST)), *rest])
        told = {"org": scope.org, "names": "、".join(names), "when": _said_when(stretch)}
        heads = [_("月份") if node.by == w.MONTHS else _("单位"), *names]
        caption = _("%(org)s%(names)s，%(when)s") % told
        return Block(CHART if node.chart else TABLE, heads=heads, rows=rows, caption=caption)

    def _rest(self, node: Grid, scope: Scope) -> list[Piece]:
        """What is in none of the units below, as far as it adds up; hidden with the whole."""
        *below, (_name, whole) = lines_of(node, scope)
        pieces = []
        for place, key in enumerate(whole):
            several = [self.values.get(keys[place]).number for _unit, keys in below]
            rest = rest_of(INDICATORS.get(key.code), self.values.get(key).number, several) if below else None
            shown = Piece(digits(rest), FIGURE, key=str(key)) if rest else Piece("—" if rest is None else "0")
            pieces.append(shown)
        return pieces

    def _cell(self, asked: Asked, key: Key) -> Piece:
        value = self._take(key)
        if not value.present:
            return _blank(asked, key, value) or _gap()
        return replace(_shown(key, value, "", "", 0), measure="")


def _blank(asked: Asked, key: Key, value: Any) -> Piece | None:
    """What stands where there is no number: a gap, or the name of an indicator that is no more."""
    if key.code not in INDICATORS and not asked.optional:
        return Piece(_("（没有“%(code)s”这个指标）") % {"code": key.code}, UNKNOWN)
    return None if value.present else _gap(key)


def _gap(key: Key | None = None) -> Piece:
    known = key if key and key.code in INDICATORS else ""
    return Piece(_("（尚无记录）"), GAP, key=str(known))


def _shown(key: Key, value: Any, style: str, measure: str, to: int) -> Piece:
    declared = INDICATORS[key.code]
    chinese = _in_chinese()
    if _is_rate(key):
        return _rate(key, value, style, chinese=chinese)
    unit = measure or str(declared.unit.label)
    if not chinese and not measure:
        unit = f" {unit}"
    text = written(value.number, style, unit, to=to, chinese=chinese)
    exact = written(value.number, w.EXACT, str(declared.unit.label), chinese=chinese)
    whole = style in (w.OVER, w.MORE) and rounded_down(value.number, to) == value.number
    same = whole or str(text) == str(exact) or text.number == digits(value.number)
    return Piece(text.number, FIGURE, text.measure, "" if same else str(exact), str(key))


def _is_rate(key: Key) -> bool:
    return INDICATORS[key.code].unit == Unit.PERCENT


def _rate(key: Key, value: Any, style: str, *, chinese: bool) -> Piece:
    exact = f"{digits(value.number)}%"
    if style == w.NUMERALS and chinese:
        return Piece("百分之" + _decimal_numerals(value.number), FIGURE, "", exact, str(key))
    if style not in (w.OVER, w.MORE):
        return Piece(exact, FIGURE, "", "", str(key))
    down = Decimal(value.number).to_integral_value(ROUND_FLOOR)
    if down == value.number:
        return Piece(exact, FIGURE, "", "", str(key))
    text = _("%(n)s%%以上") % {"n": digits(down)}
    return Piece(text, FIGURE, "", exact, str(key))


def _decimal_numerals(value: Any) -> str:
    whole, _dot, rest = digits(value).replace(",", "").partition(".")
    text = numerals(int(whole))
    return text + ("点" + "".join(numerals(int(digit)) for digit in rest) if rest else "")


def compared(before: Any, now: Any, *, rate: bool) -> str:
    """Year on year in words: 同比增长 12.3%, of rates in points; flat is said, too."""
    change = Decimal(now) - Decimal(before)
    if not change:
        return _("与上年同期持平")
    if rate:
        told = {"n": digits(abs(change))}
        return _("同比提高%(n)s个百分点") % told if change > 0 else _("同比下降%(n)s个百分点") % told
    share = (abs(change) * 100 / Decimal(before)).quantize(Decimal("0.1"))
    told = {"n": digits(share) if share else _("不到 0.1")}
    return _("同比增长%(n)s%%") % told if change > 0 else _("同比下降%(n)s%%") % told


def _said(what: str, scope: Scope, *, top: bool) -> str:
    if what == w.UNIT:
        return scope.org.name if top else str(scope.org)
    if what == w.PERIOD:
        return _said_when(scope.when)
    if what == w.NAME:
        return str(INDICATORS[scope.item].name) if scope.item in INDICATORS else scope.item
    return day(min(scope.when.last, scope.today))


def _said_when(when: Any) -> str:
    """A stretch in a sentence: Chinese sets no space between numbers and their words."""
    return when.words.replace(" ", "") if _in_chinese() else when.words


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@dataclass(frozen=True)
class Rendered:
    """A document and the figures that it rests on, those of conditions included."""

    document: Document
    used: list[Key]
    values: Values


def render(parsed: Parsed, scope: Scope, values: Values) -> Rendered:
    """Fill the text: the document in the active language."""
    writer = _Writer(values, scope)
    writer.write(parsed.nodes, scope)
    known = [key for key in writer.used if key.code in INDICATORS]
    return Rendered(Document(list(_blocks(writer.out))), known, values)


def _blocks(out: list[Piece | Block]) -> Iterable[Block]:
    numbers = [0, 0, 0, 0]
    line: list[Piece] = []
    for each in [*out, BREAK]:
        if isinstance(each, Block) or each is BREAK:
            block = _line(_tidy(line), numbers)
            line = []
            if block:
                yield block
            if isinstance(each, Block):
                yield each
        else:
            line.append(each)


def _tidy(line: list[Piece]) -> list[Piece]:
    """The line without pieces that say nothing, and without the comma that such a piece leaves doubled."""
    kept: list[Piece] = []
    hole = False
    for piece in line:
        if piece.kind == NOTHING:
            hole = True
            continue
        before = kept[-1] if kept else Piece("")
        if hole and piece.kind == WORDS and piece.text[:1] in BEFORE and before.kind == WORDS:
            if piece.text[:1] in "，、；" and (not before.text or before.text[-1] in AFTER):
                piece = Piece(piece.text[1:])
            elif before.text[-1:] in ("，", "、", "；"):
                kept[-1] = Piece(before.text[:-1])
        hole = False
        kept.append(piece)
    return [piece for piece in kept if piece.text]


def _line(pieces: list[Piece], numbers: list[int]) -> Block | None:
    if not "".join(piece.text for piece in pieces).strip():
        return None
    first = pieces[0]
    marks = len(first.text) - len(first.text.lstrip("#")) if first.kind == WORDS else 0
    if not 1 <= marks <= 5:
        return Block(
            PARAGRAPH, [Piece(first.text.lstrip(" \u3000\t")), *pieces[1:]] if not first.key else pieces
        )
    text = first.text[marks:].strip() if len(pieces) == 1 else first.text[marks:].lstrip()
    if marks == 1:
        return Block(TITLE, [Piece(text), *pieces[1:]])
    level = marks - 2
    numbers[level] += 1
    numbers[level + 1 :] = [0] * (3 - level)
    number = heading_number(level, numbers[level])
    return Block(HEADINGS[level], [Piece(number + OWN_NUMBER.sub("", text)), *pieces[1:]])


def heading_number(level: int, n: int) -> str:
    """The number of a heading: 一、（一）1.（1）; in English 1. 1) a. a)."""
    if not _in_chinese():
        letter = chr(96 + min(n, 26))
        return (f"{n}. ", f"{n}) ", f"{letter}. ", f"{letter}) ")[level]
    return (f"{numerals(n)}、", f"（{numerals(n)}）", f"{n}.", f"（{n}）")[level]


def masked(document: Document, viewer: Any, org: Org) -> Document:
    """The report of `org` as `viewer` may read it: other figures become a word with the reason.

    A capability held at `org` covers what stood below it, so each is asked for once.
    """
    judged: dict[str, bool] = {}

    def hidden(declared: Any) -> bool:
        capability = declared.view_capability
        if capability not in judged:
            judged[capability] = may_see(viewer, declared, org)
        return not judged[capability]

    def change(piece: Piece) -> Piece:
        key = Key.of(piece.key) if piece.key else None
        declared = INDICATORS.get(key.code) if key else None
        if declared is None or not hidden(declared):
            return piece
        why = _("“%(name)s”要有专门的权限才能看。") % {"name": declared.name}
        return Piece(_("（不公开）"), MASKED, why=why)

    return document.with_pieces(change).once(MASKED)
