"""Rules in force, with the law that says so, and setting a new version for one's own place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from .. import reach
from ..actions.rules import SET_RULE, set_rule
from ..rule_forms import RuleForm
from ..rule_pages import params_in_force, place_of, rules_told, versions_told
from ..rules_registry import RULE_KINDS, RuleKind
from ..web import OfficerRequest, SignedRequest, officer_page, see_other, signed_in


@require_safe
@signed_in
def rule_list(request: SignedRequest) -> HttpResponse:
    """Every rule, what holds today at the viewer's place, and where it is written."""
    place = place_of(request.user)
    told = rules_told(place.region, timezone.localdate(request.at))
    return render(request, "core/rules.html", {"rules": told, "place": place})


@require_safe
@signed_in
def rule_page(request: SignedRequest, code: str) -> HttpResponse:
    """One rule: all its versions, for every place, past and to come."""
    kind = _kind(code)
    today = timezone.localdate(request.at)
    context: dict[str, Any] = {
        "kind": kind,
        "versions": versions_told(kind, today),
        "may_set": request.user.has_perm(SET_RULE.code),
        "place": place_of(request.user),
    }
    return render(request, "core/rule.html", context)


@require_http_methods(["GET", "POST"])
@officer_page
def rule_set(request: OfficerRequest, code: str) -> HttpResponse:
    """A new version from a day on, beside what holds now."""
    kind = _kind(code)
    if not request.user.has_perm(SET_RULE.code):
        raise PermissionDenied
    today = timezone.localdate(request.at)
    units = reach.granted_units(request.user, SET_RULE.code)
    kept = params_in_force(kind, place_of(request.user).region, today)
    form = RuleForm(request.POST or None, kind=kind, units=units, today=today, kept=kept)
    if form.is_bound and form.apply(set_rule, actor=request.user, code=kind.code, today=today):
        return see_other(request, f"/rules/{kind.code}/")
    context = {"form": form, "kind": kind, "versions": versions_told(kind, today)}
    return render(request, "core/rule_set.html", context, status=422 if form.errors else 200)


def _kind(code: str) -> RuleKind:
    if code not in RULE_KINDS:
        raise Http404
    return RULE_KINDS[code]
