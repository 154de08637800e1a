"""What figures put on the table: two lines of the menu, and indicators in the search."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import Found, MenuEntry, SearchSource, offer

from .actions import VIEW, seen_by
from .asking import find_unit


def find(user: Any, words: str, limit: int) -> Iterable[Found]:
    """Indicators whose name or code holds the words, at the highest unit that the user sees figures of."""
    if not words.strip():
        return
    try:
        org = find_unit(user, "", timezone.localdate())
    except Http404:
        return
    hits = [each for each in seen_by(user, org) if words.casefold() in f"{each.name} {each.code}".casefold()]
    for each in hits[:limit]:
        yield Found(
            glyph="数", title=str(each.name), detail=str(each.meaning),
            url=reverse("figures:figure", args=[org.pk, each.code]),
        )  # fmt: skip


offer(
    MenuEntry(
        "figures.board", _("目标与完成"), "figures:board", "chart-bar", "data", 10, capability=VIEW.code
    ),
    MenuEntry(
        "figures.report", _("报告"), "figures:report-now", "file-text", "data", 20, capability=VIEW.code
    ),
    SearchSource("figures", _("数字"), find, order=60),
)
