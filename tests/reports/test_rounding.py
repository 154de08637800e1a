"""Rounding goes down only, and Chinese numerals read back as the same number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuli.mechanisms.figures.reports import words as w
from wuli.mechanisms.figures.reports.rounding import (
    DIGITS,
    MOST_NUMERALS,
    numerals,
    rounded_down,
    written,
)

NUMBERS = st.one_of(
    st.integers(-1000, 10**12),
    st.decimals(-1000, 10**9, places=2, allow_nan=False, allow_infinity=False),
)


@given(NUMBERS, st.sampled_from([0, 10, 100, 1000, 10_000, 7]))
def test_a_rounded_number_is_never_above_the_exact_one(value: Decimal, step: int) -> None:
    down = rounded_down(value, step)
    assert down <= value
    assert down == value or down >= 0
    if value >= 10 and not step:
        assert value - down < Decimal(value) / 10 + 10


@given(
    st.integers(0, 10**12), st.sampled_from([w.OVER, w.MORE]), st.sampled_from(["人", "万册", "亿元", "人次"])
)
def test_what_is_written_says_no_more_than_there_is(value: int, style: str, measure: str) -> None:
    told = written(value, style, measure)
    text = told.number.replace(",", "")
    sign = "余" if style == w.OVER else "多"
    rounded = text.endswith(sign)
    text = text.removesuffix(sign)
    scale = next((n for mark, n in (("亿", 10**8), ("万", 10**4)) if mark in text + told.measure), 1)
    number = Decimal(text.rstrip("万亿")) * scale
    assert number < value if rounded else number == value


@pytest.mark.parametrize(
    ("value", "style", "measure", "text"),
    [
        (1712, w.OVER, "人次", "1,700余人次"),
        (13204, w.OVER, "人次", "1.3万余人次"),
        (8046, w.OVER, "名", "8,000余名"),
        (272, w.MORE, "名", "270多名"),
        (51000, w.EXACT, "万册", "5.1万册"),
        (51000, w.OVER, "万册", "5.1万册"),
        (51200, w.OVER, "册", "5.1万余册"),
        (1700, w.OVER, "人", "1,700人"),
        (9, w.OVER, "家", "9家"),
        (0, w.OVER, "家", "0家"),
        (47, w.NUMERALS, "场", "四十七场"),
        (Decimal("12.50"), w.EXACT, "元", "12.5元"),
    ],
)
def test_numbers_are_written_as_officers_write_them(value: int, style: str, measure: str, text: str) -> None:
    assert str(written(value, style, measure)) == text


def test_the_place_may_be_chosen() -> None:
    assert str(written(51234, w.OVER, "万册", to=10_000)) == "5万余册"
    assert str(written(5_0123, w.OVER, "册", to=100)) == "50,100余册"
    assert str(written(4000, w.OVER, "册", to=10_000)) == "4,000册"


def test_english_says_more_than() -> None:
    assert str(written(1712, w.OVER, " attendances", chinese=False)) == "more than 1,700 attendances"


def read(text: str) -> int:
    """Chinese numerals read by their own rule, group by group."""
    if text.startswith("负"):
        return -read(text[1:])
    for mark, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if mark in text:
            left, _mark, right = text.partition(mark)
            return read(left) * size + (read(right) if right else 0)
    total = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS.index(char)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + digit


@given(st.one_of(st.integers(0, 100_000), st.integers(-(10**15), MOST_NUMERALS - 1)))
def test_chinese_numerals_read_back_as_the_same_number(number: int) -> None:
    text = numerals(number)
    assert read(text) == number
    assert "零零" not in text
    assert number == 0 or not text.endswith("零")
