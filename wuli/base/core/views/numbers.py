"""Words of document numbers: which unit begins its numbers how, and how far they have come."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from .. import reach
from ..actions.numbering import SET_WORD, set_word
from ..number_pages import WordForm, words_told
from ..web import OfficerRequest, officer_page, see_other


@require_safe
@officer_page
def word_list(request: OfficerRequest) -> HttpResponse:
    """The words of the units the viewer works at, with the last number of the year."""
    _for_keepers(request)
    units = reach.granted_units(request.user, SET_WORD.code)
    year = timezone.localdate(request.at).year
    return render(request, "core/words.html", {"words": words_told(units, year), "year": year})


@require_http_methods(["GET", "POST"])
@officer_page
def word_set(request: OfficerRequest) -> HttpResponse:
    """Set the word of one unit for one series."""
    _for_keepers(request)
    units = reach.granted_units(request.user, SET_WORD.code)
    start = {"org": request.GET.get("org"), "series": request.GET.get("series")}
    form = WordForm(request.POST or None, units=units, initial=start)
    if form.is_bound and form.apply(set_word, actor=request.user):
        return see_other(request, "/numbering/")
    return render(request, "core/word_set.html", {"form": form}, status=422 if form.errors else 200)


def _for_keepers(request: OfficerRequest) -> None:
    if not request.user.has_perm(SET_WORD.code):
        raise PermissionDenied
