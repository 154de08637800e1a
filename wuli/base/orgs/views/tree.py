"""The tree and the unit beside it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuli.base.core.actions import CAPABILITIES
from wuli.base.core.desk import OrgPanel, offered
from wuli.base.core.forms import pick_hits
from wuli.base.core.web import OfficerRequest, officer_page

from .. import forms, rules, tree
from ..actions import EMPLOYERS, VIEW_GRANTS
from ..changes import offered_to
from ..codes import Line
from ..models import Coverage, Org

COVERED = 10


@require_safe
@officer_page
def org_tree(request: OfficerRequest) -> HttpResponse:
    """The tree with its first unit beside it."""
    view = tree.View.of(request.user, request.GET)
    tops = tree.tops(view)
    return render(request, "orgs/org_tree.html", _page(request, view, tops[0] if tops else None))


@require_safe
@officer_page
def org_detail(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """A unit, with the tree open down to it."""
    view = tree.View.of(request.user, request.GET)
    org = get_object_or_404(
        Org.objects.visible_to(request.user).named_on(view.on).select_related("region"), pk=pk
    )
    return render(request, "orgs/org_tree.html", _page(request, view, org) | {"chosen": org})


def _page(request: OfficerRequest, view: tree.View, org: Org | None) -> dict[str, Any]:
    page = _number(request.GET.get("page"))
    told: dict[str, Any] = {
        "view": view,
        "lines": [(line.label, _with(request, line=line.value), line == view.line) for line in Line],
        "words": request.GET.get("q", ""),
        "hits": _hits(request, view),
        "nodes": tree.opened(view, org, page),
        "org": org,
    }
    is_by_place = view.line == Line.TERRITORIAL
    told["whole"] = tree.size(told["nodes"][0].org, view.on) if told["nodes"] and is_by_place else None
    return told | _unit(request, view, org) if org else told


def _unit(request: OfficerRequest, view: tree.View, org: Org) -> dict[str, Any]:
    covers = Coverage.objects.filter(org=org, valid__contains=view.on).select_related("employer")
    not_yet = view.on < org.opened_on
    return {
        "not_yet": not_yet,
        "size": tree.size(org, view.on, view.line),
        "above": tree.ancestors(org, view),
        "places": org.parent_edges.filter(valid__contains=view.on).select_related("parent").order_by("-line"),
        "covers": covers.order_by("employer__name_key")[:COVERED],
        "covered": covers.count(),
        "changes": offered_to(request.user, org),
        "panels": [] if not_yet else list(_panels(request.user, org, view)),
        "may_keep": not (org.closed_on or not_yet)
        and request.user.has_perm(EMPLOYERS.code, org)
        and rules.covers_employers(org.kind),
        "perms_seen": request.user.has_perm(VIEW_GRANTS.code, org),
        "name": getattr(org, "name_then", org.name),
    }


def _panels(user: Any, org: Org, view: tree.View) -> Any:
    for panel in offered(OrgPanel):
        told = panel.load(user, org, view.on)
        if told is not None:
            yield {"title": panel.title, "template": panel.template, "code": panel.code, **told}


def _with(request: OfficerRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query.update(changed)
    return f"?{query.urlencode()}"


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdigit() and len(text) < 6 else 1


@require_safe
@officer_page
def org_children(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One page of a branch, for the tree that opens in place."""
    view = tree.View.of(request.user, request.GET)
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    branch = tree.branch(view, org, _number(request.GET.get("page")))
    return render(request, "orgs/_branch.html", {"branch": branch, "view": view})


def _hits(request: OfficerRequest, view: tree.View) -> list[tree.Node] | None:
    words = request.GET.get("q", "").strip()
    if not words:
        return None
    found = tree.search(request.user, words).named_on(view.on)
    return tree.nodes(view, list(found))


@require_safe
@officer_page
def org_find(request: OfficerRequest) -> HttpResponse:
    """What the search above the tree finds, while one types."""
    view = tree.View.of(request.user, request.GET)
    hits = _hits(request, view)
    told = {"hits": hits, "view": view, "words": request.GET.get("q", "")}
    if hits is None:
        told["nodes"] = tree.opened(view, None)
    return render(request, "orgs/_tree.html", told)


@require_safe
@officer_page
def org_history(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """How a unit came to be what it is 沿革."""
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    return render(request, "orgs/org_history.html", {"org": org, "events": tree.history(org)})


@require_safe
@officer_page
def org_pick(request: OfficerRequest) -> HttpResponse:
    """Suggestions for a field in which a unit is chosen."""
    can = request.GET.get("can")
    seen = Org.objects.visible_to(request.user, can if can in CAPABILITIES else None)
    found = seen.open_on(timezone.localdate()).order_by("rank", "name_key")
    kinds = request.GET.getlist("kind")
    found = found.filter(kind__in=kinds) if kinds else found
    return JsonResponse(pick_hits(found, request.GET.get("q", "").strip(), forms.BY))
