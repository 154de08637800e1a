"""Pages of what arrived: the list, one package with its answer, the upload, one received figure."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from wuli.base.core.errors import Missing
from wuli.base.core.excel.pages import sheet_page
from wuli.base.core.figures import INDICATORS
from wuli.base.core.said import moment, number
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import may_see
from ..actions.exchange_in import RECEIVE, receive_package
from ..exchange.definitions import field_name
from ..exchange.document import LARGEST, canonical, plain
from ..exchange.forms import UploadForm
from ..exchange.places import receiving_unit
from ..exchange.receipts import receipt_of
from ..exchange.shown import history_of, period_words
from ..models import IncomingPackage, Outcome, ReceivedValue
from ..sheets_exchange import ARRIVALS

COLUMNS = [
    Column(
        _("来自"), lambda p: p.peer or p.sender or _("看不出来"), link=IncomingPackage.get_absolute_url,
        phone="wide",
    ),
    Column(_("时间"), lambda p: period_words(p.period)),
    Column(_("第几号"), lambda p: p.serial or "—", align="n"),
    Column(_("收到时间"), "created_at", show=moment, sort="created_at"),
    Column(_("结果"), lambda p: badge(p.tone, p.get_outcome_display())),
    Column(_("退回原因"), lambda p: p.get_fault_display() if p.fault else "—", phone="off"),
]  # fmt: skip
FIGURES = [
    Column(_("单位"), "unit", phone="wide"),
    Column(_("指标"), "definition", link=ReceivedValue.get_absolute_url),
    Column(_("数值"), lambda v: number(v.value), align="n"),
    Column(_("计量单位"), lambda v: v.definition.get_unit_display(), phone="off"),
    Column(_("最初来自"), "unit.origin", phone="off"),
]


@require_GET
@officer_page
def arrivals(request: OfficerRequest) -> HttpResponse:
    """Every package that arrived, the refused ones too, the newest first."""
    found = IncomingPackage.objects.visible_to(request.user).select_related("peer").order_by("-pk")
    listing = list_of(
        request, found, columns=COLUMNS, chips=Chips("outcome", Outcome.choices, all=_("全部")),
        export=reverse("figures:arrivals-export"),
    )  # fmt: skip
    told = {"arrivals": listing, "may_receive": request.user.has_perm(RECEIVE.code)}
    return render(request, "figures/exchange/arrivals.html", told)


export = sheet_page(ARRIVALS)


@require_http_methods(["GET", "POST"])
@officer_page
def upload(request: OfficerRequest) -> HttpResponse:
    """Take in a package that came as a file; the answer is the package's own page."""
    unit = receiving_unit(request.user, timezone.localdate(request.at))
    if unit is None:
        raise Http404
    form = UploadForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    if form.is_valid():
        text = form.cleaned_data["upload"].read(LARGEST + 1)
        package = receive_package(actor=request.user, org=unit, text=text, at=request.at)
        return see_other(request, package)
    told = {"form": form, "title": _("收一个上报包")}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)


@require_GET
@officer_page
def incoming(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One arrival: what was answered and why, and the figures when they were taken in."""
    seen = IncomingPackage.objects.visible_to(request.user).select_related("peer", "org", "received_by")
    package = get_object_or_404(seen, pk=pk)
    values = package.values.select_related("unit", "definition", "package").order_by(
        "unit__rank", "definition__code"
    )
    told = {
        "package": package, "period": period_words(package.period),
        "figures": list_of(request, values, columns=FIGURES) if package.outcome == "accepted" else None,
        "differences": [each | {"what": field_name(each["field"])} for each in package.differences],
    }  # fmt: skip
    return render(request, "figures/exchange/incoming.html", told)


@require_GET
@officer_page
def receipt_file(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The signed receipt as a file, to be carried back to the sender."""
    seen = IncomingPackage.objects.visible_to(request.user).select_related("peer")
    package = get_object_or_404(seen, pk=pk)
    signed = receipt_of(package)
    if signed is None or package.peer is None:
        raise Http404
    name = f"wuli-receipt-{package.peer.code}-{package.period}-{package.serial}.json".replace("..", "_")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(canonical(plain(signed)), content_type="application/json", headers=headers)


@require_GET
@officer_page
def received(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One received figure: its package, definition, hash, time, and every number before it. No rows."""
    seen = ReceivedValue.objects.visible_to(request.user)
    value = get_object_or_404(seen.select_related("unit", "definition", "package__peer__org"), pk=pk)
    declared = INDICATORS.get(value.definition.code)
    if declared is not None and not may_see(request.user, declared, value.package.org_id):
        raise Missing()
    history = history_of(value)
    corrected = len(history) > 1 and history[0].value != history[1].value
    told = {"value": value, "history": history, "corrected": corrected}
    told["period"] = period_words(value.package.period)
    return render(request, "figures/exchange/received.html", told)
