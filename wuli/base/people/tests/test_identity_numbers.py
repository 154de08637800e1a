"""What an identity number tells, and how its faults are named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.people import rules
from wuli.base.people.codes import IdType, Sex

DIGITS = st.sampled_from("0123456789")
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 1, 1))


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A right 18-digit number of any resident, permit holder or foreign card holder."""
    region = draw(st.sampled_from([*sorted(rules.PROVINCES), "81", "82", "83", "91", "93"]))
    rest = "".join(draw(DIGITS) for _ in range(4))
    first17 = f"{region}{rest}{draw(BIRTHS):%Y%m%d}" + "".join(draw(DIGITS) for _ in range(3))
    return first17 + rules.id_check_digit(first17)


@pytest.mark.parametrize(
    ("number", "born_on", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", None, Sex.MALE),  # right check digit, but born before anybody living
    ],
)
def test_published_examples_are_read(number: str, born_on: date | None, sex: Sex) -> None:
    assert rules.id_check_digit(number[:17]) == number[17]
    if born_on is None:
        with pytest.raises(rules.IdBirth):
            rules.parse_id_number(number)
    else:
        assert rules.parse_id_number(number) == rules.IdNumber(number, IdType.RESIDENT, born_on, sex, True)


@given(numbers())
def test_any_right_number_is_read_and_says_birth_and_sex(number: str) -> None:
    told = rules.parse_id_number(number, date(2026, 1, 1))
    assert told.checked
    assert f"{told.born_on:%Y%m%d}" == number[6:14]
    assert (told.sex == Sex.MALE) == (int(number[16]) % 2 == 1)


@given(numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(rules.BadValue):
        rules.parse_id_number(number[:place] + wrong + number[place + 1 :])


@given(numbers(), st.integers(0, 15))
def test_two_swapped_digits_are_always_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(rules.BadValue):
            rules.parse_id_number(swapped)


def test_the_refusal_says_which_check_digit_it_should_be() -> None:
    with pytest.raises(rules.IdCheckDigit) as refusal:
        rules.parse_id_number("110105194912310021")
    assert "应是 X，现在是 1" in str(refusal.value)


@pytest.mark.parametrize(
    "written", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_full_width_blanks_and_small_x_are_understood(written: str) -> None:
    assert rules.parse_id_number(written).number == "11010519491231002X"


def test_a_number_of_fifteen_digits_becomes_one_of_eighteen() -> None:
    told = rules.parse_id_number("110105491231002")
    assert told.number == "11010519491231002X"
    assert not told.checked


@pytest.mark.parametrize("region", ["81", "82", "83"])
def test_residence_permits_are_papers_of_their_own(region: str) -> None:
    first17 = f"{region}000019900307" + "123"
    told = rules.parse_id_number(first17 + rules.id_check_digit(first17))
    assert told.id_type == IdType.HK_MO_TW
    assert told.sex == Sex.MALE


def test_foreign_cards_are_read_in_both_forms() -> None:
    first17 = "93284019850204" + "012"
    told = rules.parse_id_number(first17 + rules.id_check_digit(first17))
    assert (told.id_type, told.born_on, told.sex) == (IdType.FOREIGN, date(1985, 2, 4), Sex.FEMALE)
    old = rules.parse_id_number("usa320185020415")
    assert (old.number, old.born_on, old.sex, old.checked) == (
        "USA320185020415", date(1985, 2, 4), Sex.UNKNOWN, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("", rules.IdMissing),
        ("1.10105194912310E+17", rules.IdScientific),
        ("1101051949123100", rules.IdForm),
        ("不知道", rules.IdForm),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢١", rules.IdForm),  # digits of another script
        ("000105194912310021", rules.IdRegion),
        ("110105194913310021", rules.IdBirth),
        ("110105204912310021", rules.IdBirth),
    ],
)
def test_each_fault_has_its_own_words(written: str, refusal: type[rules.BadValue]) -> None:
    with pytest.raises(refusal) as caught:
        rules.parse_id_number(written, date(2026, 1, 1))
    assert caught.value.how_to_mend


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_never_a_crash(text: str) -> None:
    for rule in [rules.parse_id_number, rules.normalise_phone, rules.normalise_account, rules.normalise_name]:
        try:
            rule(text)
        except rules.BadValue as refusal:
            assert str(refusal)  # noqa: PT017 - most texts are refused, a few are not


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("138 0000 1234", "13800001234"), ("+86 138-0000-1234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("1３800001234", "13800001234"), ("+852 9123 4567", "+85291234567"),
    ],
)  # fmt: skip
def test_phones_are_brought_to_one_form(written: str, phone: str) -> None:
    assert rules.normalise_phone(written) == phone


def test_a_landline_is_not_a_mobile_phone() -> None:
    with pytest.raises(rules.BadPhone):
        rules.normalise_phone("0515-84220000")


def test_masks_hide_the_middle() -> None:
    assert rules.mask_id_number("320922199001010017") == "320922********0017"
    assert rules.mask_phone("13800001234") == "138****1234"
    assert rules.mask_account("6222020000001234") == "****1234"
    assert [rules.mask_name(n) for n in ["陈志强", "李芳", "欧阳娜娜", "司马光"]] == [
        "陈＊强",
        "李＊",
        "欧阳＊＊",
        "司马＊",
    ]


def test_names_are_ordered_as_they_sound() -> None:
    assert rules.name_key("陈志强") == "chen zhi qiang"
    assert rules.initials("欧阳娜娜") == "oynn"
    assert rules.name_key("单雄") == "shan xiong"
    assert rules.initials("王䶮堃").startswith("wy")
    assert rules.name_key("阿依古丽·买买提").endswith("mai mai ti")


def test_names_lose_their_blanks_and_keep_their_dots() -> None:
    assert rules.normalise_name(" 王　芳 ") == "王芳"
    assert rules.normalise_name("阿依古丽•买买提") == "阿依古丽·买买提"
    assert rules.normalise_name("Anna  Müller") == "Anna Müller"
    with pytest.raises(rules.BadName):
        rules.normalise_name("123")
