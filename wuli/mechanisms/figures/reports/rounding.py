"""How numbers are written: exactly, rounded down with 余 or 多, in 万 and 亿, as Chinese numerals. Pure."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from . import words as w

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")
GROUPS = ("", "万", "亿", "万亿")
SCALES = {"亿": Decimal(100_000_000), "万": Decimal(10_000)}
MOST_NUMERALS = 10**16


@dataclass(frozen=True)
class Written:
    """A number as it stands in a sentence: `number` with its 余, and the `measure` word behind it."""

    number: str
    measure: str = ""

    def __str__(self) -> str:
        return self.number + self.measure


def rounded_down(value: Any, step: int = 0) -> Decimal:
    """The largest multiple of `step` not above `value`; without a step two leading digits stay.

    Below ten, and below nought, nothing is rounded.
    """
    exact = Decimal(value)
    if exact < 10:
        return exact
    if not step:
        step = 10 ** max(1, exact.adjusted() - 1)
    found = (exact / step).to_integral_value(ROUND_FLOOR) * step
    return found if found else exact


def written(value: Any, style: str, measure: str, *, to: int = 0, chinese: bool = True) -> Written:
    """`value` in the style of a text. A measure word that begins with 万 or 亿 divides: 1.3万人次."""
    exact = Decimal(value)
    if style == w.NUMERALS and chinese and exact == int(exact) and abs(exact) < MOST_NUMERALS:
        return Written(numerals(int(exact)), measure)
    if style not in (w.OVER, w.MORE):
        return _scaled(exact, measure, chinese=chinese)
    down = rounded_down(exact, to)
    word = ("余" if style == w.OVER else "多") if down < exact else ""
    if chinese and down >= 10_000 and down % 1000 == 0 and measure[:1] not in SCALES:
        measure = "万" + measure
    plain = _scaled(down, measure, chinese=chinese)
    if not chinese:
        return Written(f"more than {plain.number}" if word else plain.number, plain.measure)
    scale = plain.measure[:1] if plain.measure[:1] in SCALES else ""
    return Written(plain.number + scale + word, plain.measure[len(scale) :])


def _scaled(value: Decimal, measure: str, *, chinese: bool) -> Written:
    if chinese and measure[:1] in SCALES:
        return Written(digits(value / SCALES[measure[:1]]), measure)
    return Written(digits(value), measure)


def digits(value: Any) -> str:
    """A number in digits, thousands separated, no more decimals than it has."""
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def numerals(number: int) -> str:
    """A whole number in Chinese numerals: 47 四十七, 10500 一万零五百."""
    if number < 0:
        return "负" + numerals(-number)
    if number == 0:
        return DIGITS[0]
    groups = []
    while number:
        number, rest = divmod(number, 10_000)
        groups.append(rest)
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += DIGITS[0]
        text += _group(group) + GROUPS[place]
        gap = False
    return text[1:] if text.startswith("一十") else text  # 十 to 十九 begin without 一


def _group(number: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        if gap:
            text += DIGITS[0]
        text += DIGITS[digit] + PLACES[place]
        gap = False
    return text
