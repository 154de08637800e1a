"""Document numbers 文号 without gaps or doubles: `next_number(series="core.letter", org=org, year=2026)`."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .errors import RuleBroken
from .models.numbering import DocumentWord


class NoWord(RuleBroken):
    """The unit has no word to begin its numbers with."""

    code = "core.no_word"
    message = _("%(org)s 还没有“%(series)s”的机关代字，编不了文号。")
    cure = _("请先在“设置 - 文号簿”里设一个，例如“滨工”。")


@dataclass(frozen=True)
class Series:
    """A kind of document that is numbered by year; `pattern` has word, year and number."""

    code: str
    name: str | Promise
    pattern: str = "{word}〔{year}〕{number}号"


SERIES: dict[str, Series] = {}


def declare(*series: Series) -> None:
    """Make series known; two of one code do not start."""
    for each in series:
        if SERIES.setdefault(each.code, each) is not each:
            raise ValueError(f"series {each.code} is declared twice")


LETTER = Series("core.letter", _("发文"))
REPLY = Series("core.reply", pgettext_lazy("series", "批复"), "{word}复〔{year}〕{number}号")
declare(LETTER, REPLY)

DRAW = """
INSERT INTO core_numbercounter (series, word, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (series, word, year) DO UPDATE SET last = core_numbercounter.last + 1
RETURNING last
"""


def next_number(*, series: Series, org: Any, year: int) -> str:
    """Give `org` its next number of `series` in `year`. Call it inside an action, as late as possible.

    Locks the counter of the word until that transaction ends: a rollback gives the number back, and
    two at once wait for each other. Raises NoWord.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is drawn in the transaction that uses it")
    word = (
        DocumentWord.objects.filter(series=series.code, org_id=org.pk).values_list("word", flat=True).first()
    )
    if word is None:
        raise NoWord(org=str(org), series=series.name)
    with connection.cursor() as cursor:
        cursor.execute(DRAW, [series.code, word, year])
        number = cursor.fetchone()[0]
    return series.pattern.format(word=word, year=year, number=number)
