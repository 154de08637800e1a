"""Posts and terms: the gap list, appointing, ending."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org

from .. import actions, vacancies
from ..forms import AppointForm, EndTermForm
from ..models import Person, PostTerm


@require_safe
@officer_page
def post_gaps(request: OfficerRequest) -> HttpResponse:
    """Who is missing where, and whose term ends soon."""
    today = timezone.localdate(request.at)
    told = {
        "today": today,
        "cover": vacancies.cover_on(request.user, today),
        "chairless": vacancies.towns_without_chair(request.user, today)[:50],
        "unstaffed": vacancies.towns_without_full_time_officer(request.user, today)[:50],
        "ending": vacancies.ending_terms(request.user, today)[:100],
    }
    return render(request, "people/post_gaps.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def term_add(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Record who took a post."""
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    people = Person.objects.visible_to(request.user).standing()
    form = AppointForm(request.POST or None, people=people, initial={"title": request.GET.get("title")})
    if form.is_bound and form.apply(actions.appoint, actor=request.user, org=org):
        return see_other(request, org)
    return render(
        request, "people/term_add.html", {"form": form, "org": org}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def term_end(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Record that somebody left a post before the term was over."""
    terms = PostTerm.objects.visible_to(request.user).select_related("person", "org")
    term = get_object_or_404(terms, pk=pk)
    form = EndTermForm(request.POST or None, record=term, initial={"note": ""})
    if form.is_bound and form.apply(actions.end_term, actor=request.user, term=term):
        return see_other(request, term.org)
    return render(
        request, "people/term_end.html", {"form": form, "term": term}, status=422 if form.errors else 200
    )
