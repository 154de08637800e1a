"""Pages of baselines: the register, one entry, entering and taking back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from wuli.base.core.excel.pages import sheet_page
from wuli.base.core.forms import ActionForm
from wuli.base.core.said import number, span_days, with_unit
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.models import Org

from ..actions.baselines import KEEP, UnderATotal, below_on, record_baseline, withdraw_baseline
from ..forms import BaselineForm, WithdrawBaselineForm
from ..models import Baseline, BaselineKind
from ..sheets import BASELINES

COLUMNS = [
    Column(_("单位"), "org", link=Baseline.get_absolute_url, sort="org__name_key", phone="wide"),
    Column(_("哪些人"), lambda b: b.get_kind_display()),
    Column(_("总数（含下级）"), "total", show=number, align="n", sort="total"),
    Column(_("怎么来的"), lambda b: b.get_method_display()),
    Column(_("谁提供的"), "told_by", phone="off"),
    Column(_("哪段时间用它"), "valid", show=span_days, sort="valid"),
    Column(_("状态"), lambda b: state_of(b)),
]


def state_of(baseline: Baseline) -> str:
    """In use, replaced by a later one, not yet, or taken back; as a badge."""
    today = timezone.localdate()
    if baseline.withdrawn_because:
        return badge("pause", _("已撤回"))
    if baseline.valid.lower > today:
        return badge("info", _("还没到"))
    if baseline.valid.upper and baseline.valid.upper <= today:
        return badge("neutral", _("已换新数"))
    return badge("ok", _("在用"))


@require_GET
@officer_page
def register(request: OfficerRequest) -> HttpResponse:
    """All entries of the officer's units, the newest first."""
    found = Baseline.objects.visible_to(request.user).select_related("org").order_by("-valid", "-pk")
    listing = list_of(
        request, found, columns=COLUMNS, chips=Chips("kind", BaselineKind.choices, all=_("全部")),
        export=reverse("figures:baselines-export"),
    )  # fmt: skip
    told = {"baselines": listing, "may_keep": request.user.has_perm(KEEP.code)}
    return render(request, "figures/baselines/register.html", told)


export = sheet_page(BASELINES)


@require_http_methods(["GET", "POST"])
@officer_page
def enter(request: OfficerRequest) -> HttpResponse:
    """Enter a head-count from outside."""
    orgs = Org.objects.visible_to(request.user, KEEP.code).open_on(timezone.localdate(request.at))
    start = {"org": request.GET.get("org"), "kind": request.GET.get("kind")}
    form = BaselineForm(request.POST or None, request.FILES or None, orgs=orgs, initial=start)
    if form.is_bound and form.apply(record_baseline, actor=request.user):
        return see_other(request, form.result)
    status = 422 if form.errors else 200
    _lead_to_total(request, form)
    return render(request, "figures/baselines/enter.html", {"form": form}, status=status)


def _lead_to_total(request: OfficerRequest, form: ActionForm) -> None:
    """Offer the total that stands in the way, to whoever may open it."""
    if not isinstance(form.refusal, UnderATotal):
        return
    seen = Baseline.objects.visible_to(request.user).select_related("org")
    if upper := seen.filter(pk=form.refusal.upper.pk).first():
        told = {
            "org": upper.org, "total": with_unit(upper.total, "person"), "days": span_days(upper.valid),
        }  # fmt: skip
        form.way_out = (upper.get_absolute_url(), _now("看%(org)s的总数：%(total)s，%(days)s") % told)


@require_http_methods(["GET", "POST"])
@officer_page
def baseline(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One entry with its source, and the step to take it back."""
    seen = Baseline.objects.visible_to(request.user).select_related("org", "document", "entered_by")
    entry = get_object_or_404(seen, pk=pk)
    form = WithdrawBaselineForm(request.POST or None, initial={"seen_version": entry.version})
    if form.is_bound and form.apply(withdraw_baseline, actor=request.user, baseline=entry):
        return see_other(request, entry)
    _lead_to_total(request, form)
    below = below_on(entry.org, entry.kind, entry.valid.lower).select_related("org").order_by("-total")
    told = {
        "entry": entry,
        "state": state_of(entry),
        "form": form,
        "below": below[:50],
        "may_withdraw": not entry.withdrawn_because and request.user.has_perm(KEEP.code, entry.org),
    }
    return render(request, "figures/baselines/entry.html", told, status=422 if form.errors else 200)
