"""The annual report of a unit: the article filled with live figures, and one of them opened beside it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from .actions import seen_by
from .article import CHAPTERS, TITLE, Sentence, Slot
from .asking import Asking
from .cards import FigureCard
from .reading import Declared, Figure, figures_at
from .rows import NOW


@dataclass(frozen=True)
class Piece:
    """Words, a figure, or the gap of a figure that nothing counts yet."""

    words: str = ""
    slot: Slot | None = None
    figure: Figure | None = None
    url: str = ""
    current: bool = False

    @property
    def gap(self) -> bool:
        """Whether a number is missing here."""
        return self.slot is not None and self.figure is None


@dataclass
class Report:
    """The article at one unit for one year."""

    asking: Asking
    opened: str = ""
    title: Any = TITLE

    @cached_property
    def declared(self) -> dict[str, Declared]:
        """The indicators that the article uses and the viewer may see, by code."""
        wanted = {
            code for chapter in CHAPTERS for each in chapter.sentences for code in each.figures.values()
        }
        return {
            each.code: each for each in seen_by(self.asking.viewer, self.asking.org) if each.code in wanted
        }

    @cached_property
    def values(self) -> dict[Any, Figure]:
        """All figures of the article."""
        return figures_at(list(self.declared.values()), [self.asking.org], self.asking.asked)

    @property
    def pending(self) -> bool:
        """Whether a figure is still being recomputed."""
        return any(figure.pending for figure in self.values.values())

    @cached_property
    def chapters(self) -> list[tuple[Any, list[list[Piece]]]]:
        """Title and sentences of each chapter, each sentence as pieces."""
        return [(each.title, [self._filled(said) for said in each.sentences]) for each in CHAPTERS]

    def _filled(self, sentence: Sentence) -> list[Piece]:
        return [Piece(piece) if isinstance(piece, str) else self._figure(piece) for piece in sentence.pieces]

    def _figure(self, slot: Slot) -> Piece:
        if slot.code not in self.declared:
            return Piece(slot=slot)
        figure = self.values[slot.code, self.asking.org.pk]
        return Piece(slot=slot, figure=figure, url=self.url(slot.code), current=slot.code == self.opened)

    def url(self, code: str = "") -> str:
        """This report, with one of its figures opened."""
        query = {"org": str(self.asking.org.pk)} | ({"figure": code} if code else {})
        query |= {"reading": NOW} if self.asking.reading == NOW else {}
        return f"{reverse('figures:report', args=[self.asking.when.start.year])}?{urlencode(query)}"

    @cached_property
    def told(self) -> dict[str, int]:
        """How many figures have their source, and how many places are still empty."""
        pieces = [piece for _title, said in self.chapters for sentence in said for piece in sentence]
        return {
            "figures": sum(1 for piece in pieces if piece.figure),
            "gaps": sum(1 for piece in pieces if piece.gap),
        }

    @cached_property
    def panel(self) -> FigureCard | None:
        """The opened figure."""
        declared = self.declared.get(self.opened)
        return FigureCard(declared, self.asking) if declared else None
