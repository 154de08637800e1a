"""Numbers, days and masks as the pages write them, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from wuli.base.core.templatetags import wuli as words


@pytest.mark.parametrize(
    ("value", "told"),
    [(13204, "13,204"), (0, "0"), (90.25, "90.2"), (4.0, "4"), (None, "—"), ("", ""), ("约 5", "约 5")],
)
def test_numbers_have_their_thousands_apart(value: object, told: str) -> None:
    """What is no number stays as it is."""
    assert words.number(value) == told


def test_units_stand_after_a_thin_space() -> None:
    """Persons and person-times are different words; a percent sign stands close."""
    assert words.with_unit(13204, "person_times") == "13,204\u2009人次"
    assert words.with_unit(90.2, "percent") == "90.2%"
    assert words.with_unit(None, "person") == "—"


def test_shares_and_amounts() -> None:
    """A share of one; fen as yuan; no whole, no share."""
    assert words.percentage(0.902) == "90.2%"
    assert words.percentage(None) == "—"
    assert words.yuan(486000) == "4,860\u2009元"
    assert words.yuan(486050) == "4,860.50\u2009元"


def test_days_in_both_languages() -> None:
    """The day of the federation, not of Greenwich."""
    late = datetime(2024, 7, 15, 23, 30, tzinfo=UTC)
    assert words.day(late) == "2024年7月16日"
    assert words.heading_day(date(2025, 7, 16)) == "7月16日，星期三"
    with translation.override("en"):
        assert words.day(late) == "16 Jul 2024"
        assert words.heading_day(date(2025, 7, 16)) == "Wednesday, 16 July"


def test_a_span_names_its_last_day() -> None:
    """Half-open ranges are told as people count."""
    assert words.span_days(DateRange(date(2023, 9, 1), date(2028, 9, 1))) == "2023年9月1日至2028年8月31日"
    assert words.span_days(DateRange(date(2023, 9, 1), None)) == "2023年9月1日至今"


@pytest.mark.parametrize(
    ("name", "masked"), [("陈志强", "陈＊强"), ("欧阳", "欧＊"), ("王", "王"), ("阿卜杜拉", "阿＊＊拉")]
)
def test_a_name_for_others_eyes(name: str, masked: str) -> None:
    """First and last character stay."""
    assert words.mask_name(name) == masked


def test_bars_never_leave_their_frame() -> None:
    """More than the whole is the whole."""
    assert words.percent_width(140) == "100.0%"
    assert words.share_of(1, 0) == "0%"
    assert [width for _n, _v, width, _u in words.shares([("甲", 2), ("乙", 4, "/x/")])] == ["50.0%", "100.0%"]
