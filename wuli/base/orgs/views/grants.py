"""Who holds which role where, who can see what and why, and one's own grants."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core import rules
from wuli.base.core.actions import CAPABILITIES
from wuli.base.core.forms import pick_hits
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from .. import actions, forms
from ..access import Access, capabilities_for, grants_over, officers
from ..models import Org, RoleGrant
from ..roles import ROLES
from ..rule_kinds import GRANT_LIFE


def _state(grant: RoleGrant) -> object:
    today = timezone.localdate()
    if grant.valid.isempty or grant.valid.upper <= today:
        return badge("neutral", _("已收回") if grant.revoked_by_id else _("已到期"))
    if grant.valid.lower > today:
        return badge("pause", _("还没开始"))
    left = (grant.valid.upper - today).days
    soon = left <= grant.warned  # type: ignore[attr-defined]  # annotated by _with_warning
    return badge("warn", _("%(days)d天后到期") % {"days": left}) if soon else badge("ok", _("有效"))


COLUMNS = [
    Column(_("姓名"), "user.name", sort="user__name", phone="wide"),
    Column(_("角色"), "role_name", sort="role"),
    Column(
        _("在哪"), "org", link=lambda g: reverse("orgs:org-grants", args=[g.org_id]), sort="org__name_key"
    ),
    Column(_("期限"), template="orgs/_span_cell.html", sort="valid"),
    Column(_("依据"), "reason", phone="off"),
    Column(_("状态"), lambda grant: grant, show=_state),
    Column("", template="orgs/_revoke_cell.html"),
]


def _listed(request: OfficerRequest) -> QuerySet[RoleGrant]:
    """Grants one may see; which of them one may take back depends on where one may give."""
    given_by_viewer = RoleGrant.objects.visible_to(request.user, actions.GRANT.code).filter(pk=OuterRef("pk"))
    seen = RoleGrant.objects.visible_to(request.user).annotate(in_reach=Exists(given_by_viewer))
    seen = seen.select_related("user", "org")
    return _with_warning(seen, request).order_by("-valid", "pk")


def _with_warning(grants: QuerySet[RoleGrant], request: OfficerRequest) -> QuerySet[RoleGrant]:
    today = timezone.localdate(request.at)
    return grants.annotate(warned=rules.each(GRANT_LIFE.code, "warned", "org__region__code", today))


@require_safe
@officer_page
def grant_list(request: OfficerRequest) -> HttpResponse:
    """All grants the viewer may see."""
    roles = [(role.code, role.name) for role in ROLES.values()]
    listing = list_of(request, _listed(request), columns=COLUMNS, chips=Chips("role", roles, all=_("全部")))
    return render(request, "orgs/grant_list.html", {"grants": listing})


@require_safe
@officer_page
def my_grants(request: OfficerRequest) -> HttpResponse:
    """One's own roles, and what they allow."""
    own = RoleGrant.objects.filter(user=request.user).select_related("org", "granted_by")
    mine = _with_warning(own, request).order_by("-valid")
    told = [(grant, capabilities_for(grant.role), _state(grant)) for grant in mine]
    return render(request, "orgs/my_grants.html", {"grants": told})


@require_safe
@officer_page
def org_grants(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Who can see and do what at a unit, and why."""
    org = _grants_seen_at(request, pk)
    capability = request.GET.get("can", "")
    rows = grants_over(org, capability if capability in CAPABILITIES else "")
    told = {
        "org": org,
        "rows": rows,
        "capability": capability,
        "capabilities": sorted(CAPABILITIES.values(), key=lambda each: each.code),
        "may_grant": request.user.has_perm(actions.GRANT.code, org) and not org.closed_on,
    }
    return render(request, "orgs/org_grants.html", told)


def _grants_seen_at(request: OfficerRequest, pk: UUID) -> Org:
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm(actions.VIEW_GRANTS.code, org):
        raise Http404
    return org


def _officers(words: str = "") -> QuerySet:
    users = officers()
    return users.filter(Q(name__icontains=words) | Q(username__istartswith=words)) if words else users


@require_http_methods(["GET", "POST"])
@officer_page
def grant_add(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Give a role at a unit."""
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm(actions.GRANT.code, org):
        raise Http404
    form = forms.GrantForm(request.POST or None, officers=_officers(), org=org)
    here = reverse("orgs:org-grants", args=[org.pk])
    if form.is_bound and form.apply(actions.grant_role, actor=request.user, org=org):
        return see_other(request, here)
    told = {"form": form, "title": _("授权"), "back": here, "lead": org.name}
    return render(request, "orgs/plain_form.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def grant_revoke(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take a role back."""
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.user, actions.GRANT.code), pk=pk)
    form = forms.RevokeForm(request.POST or None)
    here = reverse("orgs:org-grants", args=[grant.org_id])
    if form.is_bound and form.apply(actions.revoke_role, actor=request.user, grant=grant):
        return see_other(request, here)
    told = {"form": form, "title": _("收回授权"), "back": here, "lead": Access.of(grant).words}
    return render(request, "orgs/plain_form.html", told, status=422 if form.errors else 200)


@require_safe
@officer_page
def pick_officer(request: OfficerRequest) -> HttpResponse:
    """Suggestions for a field in which an officer is chosen; only for who may grant."""
    if not request.user.has_perm(actions.GRANT.code):
        raise Http404
    words = request.GET.get("q", "").strip()
    return JsonResponse(pick_hits(_officers(), words, ("name__icontains", "username__istartswith")))
