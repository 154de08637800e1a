"""A filled text: blocks of pieces, the same for pages, .docx and PDF; kept as JSON once it is published."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

WORDS, FIGURE, GAP, UNKNOWN, MASKED, NOTHING = "words", "figure", "gap", "unknown", "masked", "nothing"
BROKEN = "broken"  # an element that cannot be read: no gap of figures, but a fault of the text
TITLE, PARAGRAPH, TABLE, CHART = "title", "p", "table", "chart"
HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(frozen=True)
class Piece:
    """Words, or a number with its measure word; `key` names the figure, `exact` its exact number."""

    text: str
    kind: str = WORDS
    measure: str = ""
    exact: str = ""
    key: str = ""
    note: bool = False  # the exact number is to stand in brackets behind it
    why: str = ""

    @property
    def full(self) -> str:
        """The piece as plain text."""
        return self.text + self.measure + (f"（{self.exact}）" if self.note and self.exact else "")


@dataclass(frozen=True)
class Block:
    """A title, heading, paragraph, table or chart."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    rows: list[list[Piece]] = field(default_factory=list)
    caption: str = ""

    @property
    def text(self) -> str:
        """The block as plain text."""
        return "".join(piece.full for piece in self.pieces)

    @property
    def level(self) -> int:
        """Of a heading: 1 to 4; else 0."""
        return HEADINGS.index(self.kind) + 1 if self.kind in HEADINGS else 0

    @property
    def largest(self) -> float:
        """Of a chart: its largest number, for drawing."""
        return max((number_of(row[-1]) for row in self.rows), default=0.0)

    @property
    def bars(self) -> list[tuple[Piece, Piece, float]]:
        """Of a chart: name, number, and length against the largest."""
        most = self.largest or 1.0
        return [(row[0], row[-1], number_of(row[-1]) / most) for row in self.rows]


@dataclass(frozen=True)
class Document:
    """Every block of a filled text."""

    blocks: list[Block]

    @property
    def title(self) -> str:
        """The text of the title, if there is one."""
        return next((block.text for block in self.blocks if block.kind == TITLE), "")

    def pieces(self) -> Iterator[Piece]:
        """Every piece in the order of reading, those of tables included."""
        for block in self.blocks:
            yield from block.pieces
            for row in block.rows:
                yield from row

    @property
    def keys(self) -> list[str]:
        """The figures that stand in the text, each once, in order."""
        return list(dict.fromkeys(piece.key for piece in self.pieces() if piece.key))

    def count(self, *kinds: str) -> int:
        """How many pieces are of these kinds."""
        return sum(1 for piece in self.pieces() if piece.kind in kinds)

    def with_pieces(self, change: Callable[[Piece], Piece]) -> "Document":
        """The same document with every piece put through `change`."""
        return Document(
            [
                replace(
                    block,
                    pieces=[change(piece) for piece in block.pieces],
                    rows=[[change(piece) for piece in row] for row in block.rows],
                )
                for block in self.blocks
            ]
        )

    def once(self, kind: str) -> "Document":
        """The same with several pieces of a kind that follow each other told as one."""
        return Document([replace(block, pieces=_once(block.pieces, kind)) for block in self.blocks])

    def kept(self) -> list[dict[str, Any]]:
        """As it is stored."""
        return [asdict(block) for block in self.blocks]

    @classmethod
    def of(cls, kept: list[dict[str, Any]]) -> "Document":
        """From what was stored."""
        return cls(
            [
                Block(
                    kind=block["kind"],
                    pieces=[Piece(**piece) for piece in block["pieces"]],
                    heads=block["heads"],
                    rows=[[Piece(**piece) for piece in row] for row in block["rows"]],
                    caption=block["caption"],
                )
                for block in kept
            ]
        )


def _once(pieces: list[Piece], kind: str) -> list[Piece]:
    before = [None, *(piece.kind for piece in pieces)]
    return [piece for piece, last in zip(pieces, before, strict=False) if (piece.kind, last) != (kind, kind)]


def number_of(piece: Piece) -> float:
    """The number of a piece for drawing; what is none draws nothing."""
    text = (piece.exact or piece.text).replace(",", "").rstrip("%")
    try:
        return max(0.0, float(text))
    except ValueError:
        return 0.0
