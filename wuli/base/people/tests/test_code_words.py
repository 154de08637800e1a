"""Code lists are read in the reader's language; sheets keep the Chinese words that officers fill in."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from wuli.base.people.codes import EDUCATION, MARITAL, NATIONS, POLITICAL, SKILL, in_chinese
from wuli.base.people.models import Person

from . import build
from .rosters import entered
from .sheets import HEADERS, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for: Any, officer: Any) -> Any:
    """The officer 陈, who reads English."""
    client = client_for(officer)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("codes", [NATIONS, EDUCATION, POLITICAL, MARITAL, SKILL])
def test_every_word_has_its_own_english(codes: Any) -> None:
    with translation.override("en"):
        words = [str(word) for word in codes.values()]
        assert len(set(words)) == len(words)
        assert all(word.isascii() for word in words)
        assert not any(word.isascii() for word in in_chinese(codes).values())


def test_an_english_page_has_english_words(federation: Any, desk: Any) -> None:
    page = desk.get("/people/register/").content.decode()
    for words in ["Uyghur", "Master&#x27;s degree", "No party", "Widowed", "Senior technician"]:
        assert words in page
    person = build.person(federation.union, nation="05", skill="4")
    assert "Uyghur" in desk.get(person.get_absolute_url()).content.decode()


def test_sheets_of_an_english_reader_keep_the_chinese_words(federation: Any, desk: Any) -> None:
    template = b"".join(desk.get("/people/rosters/template/").streaming_content)
    lists = CalamineWorkbook.from_filelike(BytesIO(template)).get_sheet_by_index(1).to_python()
    words = {cell for row in lists for cell in row}
    assert {"维吾尔", "硕士毕业", "高级工"} <= words
    headers = [*HEADERS, "技能等级"]
    row = [*row_of(1, 民族="维吾尔族", 学历="大专"), "高级工"]
    entered(desk, federation.union, [row], headers=headers)
    person = Person.objects.get()
    assert (person.nation, person.education, person.skill) == ("05", "30", "4")
