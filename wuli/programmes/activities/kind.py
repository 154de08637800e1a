"""What a kind of activity can declare. If a kind needs an `if`, this class lacks a field."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """A kind of activity 活动类别: a programme of `programmes.md` (row) with its words and its rules."""

    code: str
    row: str
    glyph: str  # the one character that stands for it
    name: str | Promise
    session: str | Promise  # what one of them is called in a sentence
    speaker: str | Promise = ""  # what the person in front is called; empty when there is none
    topics: tuple[tuple[str, str | Promise], ...] = ()


KINDS: dict[str, Kind] = {}


def kind_name(code: str) -> str | Promise | None:
    """What the kind of that code is called; None when nobody declares it."""
    return KINDS[code].name if code in KINDS else None


def topic_name(code: str) -> str | Promise | None:
    """What the topic of that code is called; None when no kind has it."""
    return next((name for kind in KINDS.values() for topic, name in kind.topics if topic == code), None)


def declare(*kinds: Kind) -> None:
    """Make kinds known; two with one code do not start, nor does one without its words."""
    for kind in kinds:
        if not (kind.code and kind.name and kind.session and kind.glyph):
            raise ValueError(f"kind {kind.code!r} lacks a code, name, glyph or word for a session")
        if KINDS.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"kind {kind.code} is declared twice")
