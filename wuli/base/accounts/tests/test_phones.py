"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuli.base.accounts.phones import normalise_phone, phone_mask
from wuli.base.core.errors import Invalid

numbers = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(numbers, st.sampled_from(["", "+86", "86", "0086", "+86 "]), st.sampled_from(["", " ", "-"]))
def test_every_customary_spelling_is_the_same_number(number: str, prefix: str, gap: str) -> None:
    typed = prefix + gap.join([number[:3], number[3:7], number[7:]])
    assert normalise_phone(typed) == number
    full_width = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in typed)
    assert normalise_phone(full_width) == number


@given(numbers)
def test_a_mask_hides_the_four_in_the_middle(number: str) -> None:
    assert phone_mask(number) == f"{number[:3]}****{number[7:]}"


@pytest.mark.parametrize(
    "typed", ["", "12345", "23851064071", "1385106407", "138510640711", "abc", "+1 212555"]
)
def test_what_is_no_mobile_number_is_refused_with_a_cure(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        normalise_phone(typed)
    assert "11 位" in str(refused.value.fields["phone"][0])
