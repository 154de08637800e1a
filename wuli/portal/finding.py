"""Composes the global search from what the apps offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from wuli.base.core.desk import Found, QuickStep, SearchSource, offered
from wuli.portal.context import Shell, address


@dataclass(frozen=True)
class Hits:
    """Hits of one kind."""

    name: str | Promise
    hits: list[Found]


def find(user: Any, words: str, limit: int) -> list[Hits]:
    """Hits of every source that has any, at most `limit` each; each source keeps to what `user` may see."""
    groups = [Hits(each.name, list(each.find(user, words, limit))[:limit]) for each in offered(SearchSource)]
    return [group for group in groups if group.hits]


def verbs(shell: Shell, words: str) -> list[Hits]:
    """Pages and steps that the viewer may use and whose name fits; all steps when nothing is typed."""
    steps = [
        Found(step.glyph, str(step.name), "", address(step.url_name))
        for step in offered(QuickStep)
        if shell.may(step.capability)
    ]
    pages = [Found("", str(entry.name), "", url) for entry, url in shell.entries] if words else []
    hits = [hit for hit in [*steps, *pages] if hit.url and fits(hit.title, words)]
    return [Hits(_("办"), hits)] if hits else []


def fits(name: str, words: str) -> bool:
    """Whether typed words fit a name: as Han, or as its pinyin initials, in any case."""
    wanted = words.casefold()
    return wanted in name.casefold() or any(start.startswith(wanted) for start in _initials(name))


def _initials(name: str) -> Iterator[str]:
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    yield from (letters[at:] for at in range(len(letters)))
