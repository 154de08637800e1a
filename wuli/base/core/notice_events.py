"""Events 事由 that a user can be told of, declared by the apps with their words in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Event:
    """`Event("people.transfer_asked", _("%(name)s 申请转到%(org)s"), glyph="转", tone="ju")`.

    Declared in the app's `actions.py`, at the top; `words` have named placeholders. No phone, no ID
    number among the parameters: they are kept in clear.
    """

    code: str
    words: str | Promise
    glyph: str = "知"
    tone: str = ""

    def __post_init__(self) -> None:
        if EVENTS.setdefault(self.code, self) is not self:
            raise ValueError(f"event {self.code} is declared twice")

    def told(self, params: Mapping[str, Any]) -> str:
        """The words with their parameters, in the reader's language."""
        return str(self.words) % params


EVENTS: dict[str, Event] = {}
