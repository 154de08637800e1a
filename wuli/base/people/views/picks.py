"""Suggestions for fields in which a person, a union or an employer is chosen."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuli.base.core.forms import pick_hits
from wuli.base.core.web import MemberRequest, OfficerRequest, officer_page, signed_in
from wuli.base.orgs.models import Employer

from ..models import Person
from ..unions import unions_to_join


@require_safe
@officer_page
def pick_person(request: OfficerRequest) -> HttpResponse:
    """Persons within the officer's reach, by name, initials, number or phone."""
    words = request.GET.get("q", "")
    found = Person.objects.visible_to(request.user).standing().matching(words).select_related("home")
    hits = found.order_by("name_key", "pk")[:12]
    return JsonResponse(
        {"hits": [{"id": str(p.pk), "name": p.name, "detail": f"{p.home or ''} {p.id_mask}"} for p in hits]}
    )


@require_safe
@signed_in
def pick_union(request: MemberRequest) -> HttpResponse:
    """Unions one can be transferred to: their names are public inside the federation."""
    return JsonResponse(
        pick_hits(unions_to_join(timezone.localdate(request.at)), request.GET.get("q", "").strip())
    )


@require_safe
@officer_page
def pick_employer(request: OfficerRequest) -> HttpResponse:
    """Employers covered by unions within reach."""
    found = Employer.objects.visible_to(request.user).order_by("name_key")
    return JsonResponse(pick_hits(found, request.GET.get("q", "").strip()))
