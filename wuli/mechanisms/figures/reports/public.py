"""What of a published report anybody may read: figures declared public; others become a word."""

from dataclasses import replace

from django.utils.translation import gettext as _

from wuli.base.core.actions import CAPABILITIES
from wuli.base.core.figures import INDICATORS

from ..models import Report
from .document import FIGURE, MASKED, WORDS, Document, Piece
from .values import Key


def is_public(code: str) -> bool:
    """Whether a figure may be told to anybody, as a bare number: declared so, and not sensitive."""
    declared = INDICATORS.get(code)
    if declared is None or not declared.public:
        return False
    capability = CAPABILITIES.get(declared.view_capability)
    return capability is not None and not capability.sensitive


def public_document(report: Report) -> Document:
    """The published text with public figures only; each still knows which figure it is."""
    return Document.of(report.content or []).with_pieces(_public).once(MASKED)


def as_words(document: Document) -> Document:
    """The same with its figures as plain numbers that lead nowhere."""
    return document.with_pieces(lambda piece: replace(piece, kind=_plain(piece.kind), key=""))


def _plain(kind: str) -> str:
    return WORDS if kind == FIGURE else kind


def _public(piece: Piece) -> Piece:
    key = Key.of(piece.key) if piece.key else None
    if key is None:
        return piece
    if not is_public(key.code):
        return Piece(_("（不公开）"), MASKED, why=_("这个数字不对外公开。"))
    return piece
