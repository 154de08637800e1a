"""Ctrl-K: people, units, matters and verbs by Han, pinyin initials or number, within what one may see."""

from django.http import HttpResponse
from django.shortcuts import render

from wuli.base.core.web import SignedRequest, officer_page
from wuli.portal.context import Shell
from wuli.portal.finding import find, verbs

LIMIT = 6
LIMIT_OF_PAGE = 30


@officer_page
def search(request: SignedRequest) -> HttpResponse:
    """The page, and for the dialog its hits alone."""
    words = request.GET.get("q", "").strip()[:60]
    shell = Shell(request)
    found = find(request.user, words, LIMIT if request.htmx else LIMIT_OF_PAGE) if words else []
    context = {"words": words, "groups": [*verbs(shell, words), *found]}
    return render(request, "portal/_hits.html" if request.htmx else "portal/search.html", context)
