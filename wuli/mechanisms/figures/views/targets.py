"""Pages of targets: the register, one target with its parts, setting, changing and withdrawing."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.excel.pages import sheet_page
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import (
    PROPOSE,
    SET,
    accept_proposal,
    change_draft,
    explain_gap,
    propose_change,
    put_in_force,
    refuse_proposal,
    revise_target,
    seen_by,
    set_target,
    setter_for,
    take_back_proposal,
    withdraw_target,
)
from ..asking import Asking
from ..filters import TargetFilter, period_fault
from ..models import Target, TargetProposal
from ..sheets import TARGETS, target_rows
from ..targets.errors import TargetTaken
from ..targets.forms import (
    AcceptForm,
    DraftForm,
    GapForm,
    ProposeForm,
    RefuseForm,
    ReviseForm,
    SetForm,
    WithdrawForm,
)
from ..targets.page import TargetPage
from ..targets.wording import said

COLUMNS = [
    Column(_("指标"), "name", link=Target.get_absolute_url, sort="indicator", phone="wide"),
    Column(_("单位"), "org", sort="org__name_key"),
    Column(_("时间"), lambda t: t.when.words, sort="period"),
    Column(_("目标值"), lambda t: said(t.value, t.declared), align="n", sort="value"),
    Column(_("权重"), lambda t: t.weight or "—", align="n", sort="weight", phone="off"),
    Column(_("下达单位"), "set_by", phone="off"),
    Column(_("状态"), lambda t: badge(t.tone, t.get_state_display()), sort="state"),
]


def seen_target(request: OfficerRequest, pk: UUID) -> Target:
    """The target, if the viewer may see it; else 404."""
    seen = Target.objects.visible_to(request.user).select_related("org", "set_by", "document", "supersedes")
    return get_object_or_404(seen, pk=pk)


@require_GET
@officer_page
def target_list(request: OfficerRequest) -> HttpResponse:
    """Targets of the viewer's units: those in force first, drafts and old versions by their chip."""
    listing = list_of(
        request, target_rows(request.user, {}), columns=COLUMNS, filters=TargetFilter,
        chips=Chips("state", Target.State.choices, all=_("全部")), export=reverse("figures:targets-export"),
    )  # fmt: skip
    told = {
        "targets": listing,
        "may_set": request.user.has_perm(SET.code),
        "period_fault": period_fault(request.GET.get("period", "")),
    }
    return render(request, "figures/targets/list.html", told)


target_export = sheet_page(TARGETS)


@require_GET
@officer_page
def target_page(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One target: how far it is, its parts, what was proposed, every version, and the next step."""
    page = TargetPage(seen_target(request, pk), request.user, Asking.of(request).today)
    told = {"page": page, "target": page.target, "accept_form": AcceptForm(), "refuse_form": RefuseForm()}
    return render(request, "figures/targets/target.html", told)


@require_http_methods(["GET", "POST"])
@officer_page
def target_new(request: OfficerRequest) -> HttpResponse:
    """Set a target, or draft one."""
    asking = Asking.of(request)
    set_by = setter_for(request.user, asking.org, asking.today)
    if set_by is None:
        raise Http404
    start = {"indicator": request.GET.get("indicator"), "period": request.GET.get("period")}
    form = SetForm(
        request.POST or None, request.FILES or None, initial=start, today=asking.today,
        indicators=seen_by(request.user, asking.org),
    )  # fmt: skip
    known: dict[str, Any] = {"actor": request.user, "set_by": set_by, "org": asking.org}
    if form.is_bound and form.apply(set_target, **known, draft="draft" in request.POST):
        return see_other(request, form.result)
    if isinstance(form.refusal, TargetTaken) and form.refusal.there:
        form.way_out = (form.refusal.there.get_absolute_url(), _now("打开那个目标"))
    told = {"form": form, "asking": asking, "set_by": set_by}
    return render(request, "figures/targets/new.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@officer_page
def target_change(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Change a draft, or revise a target in force by a new version."""
    target = seen_target(request, pk)
    may_change(request, target)
    draft = target.state == Target.State.DRAFT
    kind = DraftForm if draft else ReviseForm
    form = kind(request.POST or None, request.FILES or None, record=target)
    known: dict[str, Any] = {"actor": request.user, "target": target}
    if not draft:
        known["today"] = Asking.of(request).today
    if form.is_bound and form.apply(change_draft if draft else revise_target, **known):
        return see_other(request, form.result)
    heading = _now("改草稿") if draft else _now("调整目标")
    return _form_page(request, form, target, heading, _now("存下") if draft else _now("调整"))


def may_change(request: OfficerRequest, target: Target) -> None:
    """404 for who may not change the target: the button was not there either."""
    if not request.user.has_perm(SET.code, target.set_by):
        raise Http404


def _form_page(
    request: OfficerRequest, form: Any, target: Target, heading: str, submit: str, *, note: str = "",
    kind: str = "primary",
) -> HttpResponse:  # fmt: skip
    told = {
        "form": form, "target": target, "heading": heading, "submit": submit, "note": note, "kind": kind,
    }  # fmt: skip
    return render(request, "figures/targets/form.html", told, status=422 if form.errors else 200)


@require_POST
@officer_page
def target_begin(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Put a draft in force."""
    target = seen_target(request, pk)
    may_change(request, target)
    return see_other(request, put_in_force(actor=request.user, target=target))


@require_http_methods(["GET", "POST"])
@officer_page
def target_withdraw(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Withdraw with a reason."""
    target = seen_target(request, pk)
    may_change(request, target)
    parts = len(Target.objects.given_down_from(target)) if target.state == Target.State.IN_FORCE else 0
    form = WithdrawForm(request.POST or None, parts=parts)
    if form.is_bound and form.apply(withdraw_target, actor=request.user, target=target):
        return see_other(request, target)
    note = _now("撤回以后不再算进度。")
    if parts:
        note += ngettext(
            "下面还有分下去的 %(n)s 个目标，不一起撤回，就照旧有效。",
            "下面还有分下去的 %(n)s 个目标，不一起撤回，就照旧有效。",
            parts,
        ) % {"n": parts}
    return _form_page(request, form, target, _now("撤回目标"), _now("撤回"), note=note, kind="danger")


@require_http_methods(["GET", "POST"])
@officer_page
def target_gap(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Say why the parts do not add up."""
    target = seen_target(request, pk)
    if not request.user.has_perm(SET.code, target.org):
        raise Http404
    form = GapForm(request.POST or None)
    known = {"actor": request.user, "target": target, "today": Asking.of(request).today}
    if form.is_bound and form.apply(explain_gap, **known):
        return see_other(request, target)
    return _form_page(request, form, target, _now("说明差额"), _now("存下"))


@require_http_methods(["GET", "POST"])
@officer_page
def target_propose(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Propose another value to who set the target."""
    target = seen_target(request, pk)
    if not request.user.has_perm(PROPOSE.code, target.org):
        raise Http404
    form = ProposeForm(request.POST or None)
    if form.is_bound and form.apply(propose_change, actor=request.user, target=target):
        return see_other(request, form.result)
    note = _now("意见和理由会送到%(by)s。答复以前，现在的目标照旧。") % {"by": target.set_by}
    return _form_page(request, form, target, _now("提调整意见"), _now("送出"), note=note)


@require_POST
@officer_page
def proposal_answer(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Accept or refuse a proposal, in words."""
    proposal = _seen_proposal(request, pk)
    may_change(request, proposal.target)
    accepts = request.POST.get("step") == "accept"
    form = (AcceptForm if accepts else RefuseForm)(request.POST)
    known = {"actor": request.user, "proposal": proposal, "at": request.at}
    if form.apply(accept_proposal if accepts else refuse_proposal, **known):
        return see_other(request, form.result if accepts else proposal.target)
    told = {"form": form, "proposal": proposal, "target": proposal.target, "accepts": accepts}
    return render(request, "figures/targets/answer.html", told, status=422)


@require_POST
@officer_page
def proposal_take_back(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take one's unit's own proposal back."""
    proposal = _seen_proposal(request, pk)
    if not request.user.has_perm(PROPOSE.code, proposal.target.org):
        raise Http404
    take_back_proposal(actor=request.user, proposal=proposal)
    return see_other(request, proposal.target)


def _seen_proposal(request: OfficerRequest, pk: UUID) -> TargetProposal:
    seen = TargetProposal.objects.visible_to(request.user).select_related("target__org", "target__set_by")
    return get_object_or_404(seen, pk=pk)
