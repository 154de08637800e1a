"""The platform's own stylesheet: small files, one a component, sent as one and cached for a year."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

FOLDER = Path(__file__).parent / "static/core/css"
FIRST = ["tokens", "tabler", "type", "shell", "officer", "member"]
LAST = ["modes", "narrow", "print"]
# Enough for the page of a breakdown, as plain files: the joined sheet passes through what may be broken.
BARE = [f"core/css/{name}.css" for name in [*FIRST, "card", "empty", "parts"]]
STATES = {
    "doing": ["info"],
    "ok": ["done", "success"],
    "warn": ["soon", "warning"],
    "late": ["bad", "refused", "danger"],
    "pause": [],
}
STATE_OF = {word: state for state, words in STATES.items() for word in [state, *words]}


def stylesheet_url() -> str:
    """Where the stylesheet stands; the address changes with its content."""
    return reverse("core:stylesheet", args=[_digest(_joined())])


def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """All style files in their order: tokens first, then the components, modes and print last."""
    response = HttpResponse(_packed(_joined()), content_type="text/css; charset=utf-8")
    response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _joined() -> str:
    return _read() if settings.DEBUG else _read_once()


@lru_cache(maxsize=1)
def _read_once() -> str:
    return _read()


def _read() -> str:
    middle = sorted(f.stem for f in FOLDER.glob("*.css") if f.stem not in FIRST + LAST)
    return "\n".join((FOLDER / f"{name}.css").read_text() for name in [*FIRST, *middle, *LAST])


@lru_cache(maxsize=2)
def _packed(text: str) -> bytes:
    return gzip.compress(text.encode())


@lru_cache(maxsize=2)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def status_class(tone: str) -> str:
    """The shape and colour that go with a tone; neutral ones have an empty circle."""
    return STATE_OF.get(str(tone), "")
