"""What a page shows of a document: figures as links, changed and flagged ones marked, one opened beside."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from wuli.base.core.figures import INDICATORS, Period
from wuli.base.orgs.models import Org

from ..asking import Asking
from ..cards import FigureCard
from ..frozen import Comparison, compare, stretch, value_now
from ..models import Report, ReportFigure
from ..models.frozen import plain
from ..rows import stock_day
from ..times import parse_range
from .checks import Finding
from .document import FIGURE, Block, Document, Piece, number_of
from .filling import Filling, document_of, filling_of, frozen_figures, told
from .remarks import seen_findings
from .rendering import masked
from .values import Key, read

MOST_COMPARED = 10  # changed figures whose rows are looked through on one page; others open on their own


@dataclass(frozen=True)
class Shown:
    """A piece on a page: where it leads, whether it is the opened one, flagged, or another number now."""

    piece: Piece
    url: str = ""
    current: bool = False
    flag: bool = False
    changed: bool = False


@dataclass(frozen=True)
class ShownBlock:
    """A block on a page."""

    block: Block
    pieces: list[Shown]
    rows: list[list[Shown]]

    @property
    def bars(self) -> list[tuple[str, float, str]]:
        """Of a chart: name, number, address of the figure."""
        return [(row[0].piece.text, number_of(row[-1].piece), row[-1].url) for row in self.rows]


def shown_blocks(document: Document, show: Callable[[Piece], Shown]) -> list[ShownBlock]:
    """The blocks of a document for a page."""
    return [
        ShownBlock(
            block, [show(each) for each in block.pieces], [[show(each) for each in row] for row in block.rows]
        )
        for block in document.blocks
    ]


@dataclass
class Page(ABC):
    """A text on a page for one viewer: live or published, with one of its figures opened."""

    viewer: Any
    org: Org
    today: date
    url: str
    opened: str = ""
    query: dict[str, str] = field(default_factory=dict)

    @property
    @abstractmethod
    def whole(self) -> Document:
        """The document with nothing masked."""

    @property
    def flagged(self) -> set[str]:
        """Figures that contradict something."""
        return set()

    @property
    def changed(self) -> set[str]:
        """Figures that are another number now."""
        return set()

    @cached_property
    def document(self) -> Document:
        """The document as the viewer may read it."""
        return masked(self.whole, self.viewer, self.org)

    def link(self, key: str = "") -> str:
        """This page, with a figure opened."""
        query = self.query | ({"figure": key} if key else {})
        return f"{self.url}?{urlencode(query)}" if query else self.url

    @cached_property
    def blocks(self) -> list[ShownBlock]:
        """The document for the page."""
        return shown_blocks(self.document, self._show)

    def _show(self, piece: Piece) -> Shown:
        if piece.kind != FIGURE:
            return Shown(piece)
        return Shown(
            piece, self.link(piece.key), piece.key == self.opened, piece.key in self.flagged,
            piece.key in self.changed,
        )  # fmt: skip

    @cached_property
    def told(self) -> dict[str, int]:
        """How many figures have their source, and how many places are empty."""
        return told(self.document)

    @cached_property
    def key(self) -> Key | None:
        """The opened figure, if it stands in the text and the viewer may see it."""
        return Key.of(self.opened) if self.opened in self.document.keys else None

    @cached_property
    def card(self) -> FigureCard | None:
        """The opened figure as it is now, with its rows."""
        key = self.key
        declared = INDICATORS.get(key.code) if key else None
        if key is None or declared is None:
            return None
        org = self.org if key.org == str(self.org.pk) else Org.objects.get(pk=key.org)
        asking = Asking(self.viewer, org, parse_range(key.when, self.today), key.reading, self.today)
        return FigureCard(declared, asking, key.parted)


@dataclass(kw_only=True)
class LivePage(Page):
    """A text whose figures move: a draft, or a template read at a unit."""

    filling: Filling

    @property
    def whole(self) -> Document:
        """The document with nothing masked."""
        return self.filling.document

    @property
    def pending(self) -> bool:
        """Whether a figure is still being recomputed."""
        return self.filling.values.pending

    @cached_property
    def findings(self) -> list[Finding]:
        """What contradicts itself."""
        return seen_findings(self.filling.findings, self.document)

    @cached_property
    def flagged(self) -> set[str]:  # type: ignore[override]
        """Figures that contradict something."""
        return {key for each in self.findings for key in each.keys}


@dataclass(kw_only=True)
class PublishedPage(Page):
    """A report whose figures are frozen, beside what they would be now."""

    report: Report

    @property
    def whole(self) -> Document:
        """The document as published."""
        return document_of(self.report, self.today)

    @cached_property
    def frozen(self) -> dict[str, ReportFigure]:
        """The frozen figures by their place in the text."""
        return frozen_figures(self.report)

    @cached_property
    def seen(self) -> list[ReportFigure]:
        """Those in the text that the viewer may see, in order."""
        return [self.frozen[key] for key in self.document.keys if key in self.frozen]

    @cached_property
    def now(self) -> dict[str, Any]:
        """What each of them would be today: from cells where these answer, else from rows."""
        today, found = self.today, {}
        keys = {each.key: Key(*each.key.split("|")) for each in self.seen}
        quick = {text: key for text, key in keys.items() if self._in_cells(self.frozen[text].figure)}
        orgs = {str(each.figure.org_id): each.figure.org for each in self.seen}
        live = read(quick.values(), orgs, today)
        for text, key in keys.items():
            figure = self.frozen[text].figure
            number = live.get(key).number if text in quick else value_now(figure)
            found[text] = number if number is None else plain(number)
        return found

    def _in_cells(self, figure: Any) -> bool:
        declared = figure.declared
        if declared is None or declared.period == Period.WITHIN:
            return declared is not None
        return stock_day(stretch(figure), self.today) == figure.as_of

    @cached_property
    def changed(self) -> set[str]:  # type: ignore[override]
        """Figures that are another number now."""
        return {each.key for each in self.seen if self.now[each.key] != each.figure.number}

    @cached_property
    def changes(self) -> list[tuple[ReportFigure, Any, Comparison | None]]:
        """Changed figures with the number now and, for the first ones, why."""
        found = [each for each in self.seen if each.key in self.changed]
        return [
            (each, self.now[each.key], compare(each.figure, self.viewer) if n < MOST_COMPARED else None)
            for n, each in enumerate(found)
        ]

    @cached_property
    def comparison(self) -> Comparison | None:
        """The opened figure beside the present."""
        return compare(self.frozen[self.opened].figure, self.viewer) if self.opened_figure else None

    @property
    def opened_figure(self) -> ReportFigure | None:
        """The opened figure as it was frozen."""
        return self.frozen.get(self.opened) if self.key else None


def page_of(report: Report, viewer: Any, today: date, opened: str = "") -> LivePage | PublishedPage:
    """The page of a report for `viewer`."""
    told = (viewer, report.org, today, report.get_absolute_url(), opened)
    if report.is_final:
        return PublishedPage(*told, report=report)
    return LivePage(*told, filling=filling_of(report, today))
