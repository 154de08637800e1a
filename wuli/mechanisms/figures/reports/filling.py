"""A report or template filled for a reader: parsed, read, rendered, checked; or as it was published."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import override

from wuli.base.orgs.models import Org

from ..models import Report, ReportFigure
from ..times import TimeRange, parse_range
from .checks import Finding, findings
from .document import FIGURE, GAP, UNKNOWN, Document
from .grammar import Parsed, parse
from .rendering import Rendered, masked, render
from .values import MOST_FIGURES, Key, Scope, Values, read, units_of, wanted


@dataclass
class Filling:
    """A text at a unit for a period, live."""

    text: str
    org: Org
    when: TimeRange
    today: date
    language: str = "zh-hans"

    @cached_property
    def parsed(self) -> Parsed:
        """The tree, with problems in the reader's language."""
        return parse(self.text)

    @cached_property
    def scope(self) -> Scope:
        """Where the text begins."""
        return Scope(self.org, self.when, self.today)

    @cached_property
    def keys(self) -> list[Key]:
        """Every figure that the text may need; too many are cut, and `too_many` tells."""
        found: dict[Key, None] = {}
        for key in wanted(self.parsed.nodes, self.scope):
            found[key] = None
            if len(found) > MOST_FIGURES:
                break
        return list(found)

    @property
    def too_many(self) -> bool:
        """Whether the text asks for more figures than a page can bear."""
        return len(self.keys) > MOST_FIGURES

    @cached_property
    def values(self) -> Values:
        """Their values."""
        return read(self.keys[:MOST_FIGURES], units_of(self.keys, self.scope), self.today)

    @cached_property
    def rendered(self) -> Rendered:
        """The document in its own language."""
        values = self.values
        with override(self.language):
            return render(self.parsed, self.scope, values)

    @property
    def document(self) -> Document:
        """The document with nothing masked."""
        return self.rendered.document

    @cached_property
    def findings(self) -> list[Finding]:
        """What contradicts itself."""
        return findings(self.parsed, self.rendered, self.scope)

    def shown_to(self, viewer: Any) -> Document:
        """The document as `viewer` may read it."""
        return masked(self.document, viewer, self.org)


def filling_of(report: Report, today: date) -> Filling:
    """A report that is not published yet, with live figures."""
    return Filling(report.text, report.org, parse_range(report.period, today), today, report.language)


def document_of(report: Report, today: date) -> Document:
    """The text of a report with nothing masked: as published, or live."""
    if report.content is not None:
        return Document.of(report.content)
    return filling_of(report, today).document


def frozen_figures(report: Report) -> dict[str, ReportFigure]:
    """The frozen figures of a published report by their place in the text."""
    rows = report.figures.select_related("figure__org", "figure__rows", "figure__frozen_by")
    return {each.key: each for each in rows.defer("figure__rows__content").order_by("place")}


def told(document: Document) -> dict[str, int]:
    """How many figures have their source, and how many places are still empty."""
    return {"figures": document.count(FIGURE), "gaps": document.count(GAP, UNKNOWN)}
