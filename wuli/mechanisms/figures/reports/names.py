"""Indicators as people write them in a text: by code or by name, and what was meant by a slip."""

import difflib
import unicodedata
from functools import cache

from django.utils.translation import override

from wuli.base.core.figures import INDICATORS

LANGUAGES = ("zh-hans", "en")


def same_width(text: str) -> str:
    """`text` with full-width letters, digits and signs made plain."""
    return unicodedata.normalize("NFKC", text).strip()


def find(word: str) -> str:
    """The code of the indicator that `word` names, by code or by name in either language; else empty."""
    if word in INDICATORS:
        return word
    return _by_name(len(INDICATORS)).get(same_width(word).casefold(), "")


def near(word: str) -> str:
    """The indicator that was perhaps meant: its code, or its name when a name was written; else empty."""
    codes = difflib.get_close_matches(word, INDICATORS, n=1, cutoff=0.6)
    if codes:
        return codes[0]
    names = {name for name in _by_name(len(INDICATORS)) if len(name) > 1}
    found = difflib.get_close_matches(same_width(word).casefold(), names, n=1, cutoff=0.5)
    return _by_name(len(INDICATORS))[found[0]] if found else ""


@cache
def _by_name(_how_many: int) -> dict[str, str]:
    """Names that only one indicator bears; built anew when another indicator has been declared."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, each in INDICATORS.items():
        for language in LANGUAGES:
            with override(language):
                name = same_width(str(each.name)).casefold()
            if found.setdefault(name, code) != code:
                twice.add(name)
    return {name: code for name, code in found.items() if name not in twice}
