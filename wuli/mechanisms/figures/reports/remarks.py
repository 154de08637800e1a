"""Contradictions and their explanations for one reader: words that tell a hidden number stay away."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from django.utils.translation import gettext as _

from ..models import Report
from .checks import Finding, code_of
from .document import MASKED, Document


def seen_findings(found: Iterable[Finding], document: Document) -> list[Finding]:
    """The findings for the reader of `document`: of a hidden figure only that there is something."""
    if not document.count(MASKED):
        return list(found)
    visible = set(document.keys)
    return [each if visible.issuperset(each.keys) else _veiled(each) for each in found]


def _veiled(found: Finding) -> Finding:
    title, words = _("有一处对不上，涉及您看不到的数字"), _("请能看到的同事来改，或者写一句说明。")
    return replace(found, title=title, words=words, keys=(), veiled=True)


def remarks_of(report: Report, document: Document) -> list[str]:
    """The explanations for the reader of `document`: with hidden figures only those of figures in sight."""
    kept = report.explanations.order_by("pk").values_list("finding", "words")
    if not document.count(MASKED):
        return [words for _finding, words in kept]
    keys = document.keys
    known = {code_of("rate", key) for key in keys}
    known |= {code_of(kind, *pair) for pair in combinations(keys, 2) for kind in ("two", "part")}
    return [words for finding, words in kept if finding in known]
