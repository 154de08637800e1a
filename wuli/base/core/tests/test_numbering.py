"""Document numbers have no gaps and no doubles, whatever the load."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import Error, connection, transaction

from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.numbering import WordTaken, set_word
from wuli.base.core.errors import Invalid, NotAllowed
from wuli.base.core.models import NumberCounter
from wuli.base.core.numbering import LETTER, REPLY, NoWord, next_number


class Unit:
    """A unit as core knows it: a key and a name."""

    def __init__(self, name: str) -> None:
        self.pk: UUID = uuid4()
        self.name = name

    def __str__(self) -> str:
        return self.name


def unit(word: str = "滨工", name: str = "滨海县总工会") -> Unit:
    made = Unit(name)
    for series in (LETTER, REPLY):
        set_word(actor=SYSTEM, org=made, series=series.code, word=word)
    return made


class GivenUp(Exception):
    """The work that wanted the number came to nothing."""


def draw_and_give_up(org: Unit) -> None:
    with transaction.atomic():
        next_number(series=LETTER, org=org, year=2026)
        raise GivenUp


def draw(org: Unit, year: int = 2026, series: Any = LETTER) -> str:
    with transaction.atomic():
        return next_number(series=series, org=org, year=year)


@pytest.mark.django_db
def test_numbers_count_by_word_year_and_series() -> None:
    county, town = unit(), unit("坎工", "东坎街道总工会")
    assert [draw(county), draw(county), draw(town)] == [
        "滨工〔2026〕1号",
        "滨工〔2026〕2号",
        "坎工〔2026〕1号",
    ]
    assert draw(county, 2027) == "滨工〔2027〕1号"
    assert draw(county, series=REPLY) == "滨工复〔2026〕1号"


@pytest.mark.django_db
def test_what_is_rolled_back_gives_its_number_back() -> None:
    county = unit()
    draw(county)
    with pytest.raises(GivenUp):
        draw_and_give_up(county)
    assert draw(county) == "滨工〔2026〕2号"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given() -> None:
    county = unit()
    with pytest.raises(RuntimeError):
        next_number(series=LETTER, org=county, year=2026)


@pytest.mark.django_db
def test_a_unit_without_a_word_is_told_where_to_set_it() -> None:
    with pytest.raises(NoWord) as refused:
        draw(Unit("五汛镇总工会"))
    assert "五汛镇总工会" in str(refused.value)
    assert "文号" in refused.value.how_to_mend


@pytest.mark.django_db
def test_two_units_never_share_a_word() -> None:
    unit()
    with pytest.raises(WordTaken):
        set_word(actor=SYSTEM, org=Unit("另一个"), series=LETTER.code, word="滨工")


@pytest.mark.django_db
def test_going_back_to_an_old_word_goes_on_after_its_last_number() -> None:
    county = unit()
    draw(county)
    set_word(actor=SYSTEM, org=county, series=LETTER.code, word="滨总工")
    assert draw(county) == "滨总工〔2026〕1号"
    set_word(actor=SYSTEM, org=county, series=LETTER.code, word="滨工")
    assert draw(county) == "滨工〔2026〕2号"


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["", "  ", "滨 工", "<b>", "滨〔工"])
def test_a_word_is_only_characters(word: str) -> None:
    with pytest.raises(Invalid):
        set_word(actor=SYSTEM, org=Unit("x"), series=LETTER.code, word=word)


@pytest.mark.django_db
def test_a_neighbour_cannot_set_our_word(neighbour: Any, federation: Any) -> None:
    with pytest.raises(NotAllowed):
        set_word(actor=neighbour, org=federation.town, series=LETTER.code, word="坎工")


@pytest.mark.django_db
def test_raw_sql_cannot_double_a_counter() -> None:
    draw(unit())
    with (
        pytest.raises(Error, match="number_counter_once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO core_numbercounter (series, word, year, last)"
            " SELECT series, word, year, 9 FROM core_numbercounter"
        )


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_get_twelve_numbers_in_a_row(race: Any) -> None:
    county = unit()
    numbers: list[str] = []
    race(lambda: numbers.append(draw(county)), takers=12)
    assert sorted(numbers) == sorted(f"滨工〔2026〕{n}号" for n in range(1, 13))
    assert NumberCounter.objects.get().last == 12


@pytest.mark.django_db(transaction=True)
def test_those_who_give_up_at_once_leave_no_gap(race: Any) -> None:
    county = unit()
    kept: list[str] = []

    def draw_one(gives_up: bool) -> None:
        draw_and_give_up(county) if gives_up else kept.append(draw(county))

    race(draw_one, each={"gives_up": [True, False] * 6})
    assert sorted(kept) == sorted(f"滨工〔2026〕{n}号" for n in range(1, 7))
