"""Pages of what we publish: the list, one publication with its figures, and each step of it."""

import json
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuli.base.core.excel.pages import sheet_page
from wuli.base.core.said import moment
from wuli.base.core.tables import Chips, Column, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import seen_by
from ..actions.exchange_answers import record_answer, take_receipt
from ..actions.exchange_out import (
    CHECK,
    PUBLISH,
    check_publication,
    make_publication,
    note_sent,
    send_publication,
    withdraw_publication,
)
from ..exchange.definitions import is_sensitive
from ..exchange.forms import AnswerForm, PublishForm, ReceiptForm
from ..exchange.receipts import is_asked_to_sign
from ..exchange.shown import ShownPackage, period_words
from ..models import Publication
from ..sheets_exchange import PUBLICATIONS
from .exchange import seen_peer

COLUMNS = [
    Column(_("报给谁"), "peer", link=Publication.get_absolute_url, sort="peer__name", phone="wide"),
    Column(_("时间"), lambda p: period_words(p.period)),
    Column(_("第几号"), lambda p: p.serial or "—", align="n", sort="serial"),
    Column(_("单位"), "org"),
    Column(_("做成时间"), "created_at", show=moment, sort="created_at", phone="off"),
    Column(_("状态"), lambda p: badge(p.tone, p.get_state_display()), sort="state"),
]


@require_GET
@officer_page
def publications(request: OfficerRequest) -> HttpResponse:
    """What the viewer's units published, the newest first."""
    found = Publication.objects.visible_to(request.user).select_related("peer", "org").order_by("-pk")
    listing = list_of(
        request, found, columns=COLUMNS, chips=Chips("state", Publication.State.choices, all=_("全部")),
        export=reverse("figures:publications-export"),
    )  # fmt: skip
    return render(request, "figures/exchange/publications.html", {"publications": listing})


export = sheet_page(PUBLICATIONS)


@require_http_methods(["GET", "POST"])
@officer_page
def publish(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Choose what is told to a peer."""
    peer = seen_peer(request, pk)
    offered = [each for each in seen_by(request.user, peer.org) if not is_sensitive(each)]
    start = {"indicators": [each.code for each in offered if each.key]}
    today = timezone.localdate(request.at)
    form = PublishForm(request.POST or None, today=today, offered=offered, initial=start)
    if form.is_bound and form.apply(make_publication, actor=request.user, peer=peer, at=request.at):
        return see_other(request, form.result)
    told = {"form": form, "title": _("做一期上报"), "peer": peer}
    return render(request, "figures/exchange/form.html", told, status=422 if form.errors else 200)


def seen_publication(request: OfficerRequest, pk: UUID) -> Publication:
    """The publication, if the viewer may see it; else 404."""
    found = Publication.objects.visible_to(request.user)
    related = found.select_related(
        "peer__org", "org", "body", "envelope", "receipt", "made_by", "approved_by"
    )
    return get_object_or_404(related, pk=pk)


@require_GET
@officer_page
def publication(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One publication: the figures exactly as they are told, where it stands, the next step."""
    found = seen_publication(request, pk)
    return _page(request, found, AnswerForm())


def _page(
    request: OfficerRequest, found: Publication, form: AnswerForm, receipt: ReceiptForm | None = None
) -> HttpResponse:
    may_check = request.user.has_perm(CHECK.code, found.org) and found.made_by_id != request.user.pk
    told = {
        "publication": found, "shown": ShownPackage(json.loads(found.body.text), request.GET.get("page")),
        "may_publish": request.user.has_perm(PUBLISH.code, found.org), "may_check": may_check, "form": form,
        "is_open": found.state in ("ready", "sent"), "period": period_words(found.period),
        "by_interface": bool(found.peer.address and found.peer.token),
        "receipt_form": receipt or ReceiptForm(), "may_prove": is_asked_to_sign(found),
        "signed": json.loads(found.receipt.text) if found.receipt else None,
    }  # fmt: skip
    status = 422 if form.errors or (receipt and receipt.errors) else 200
    return render(request, "figures/exchange/publication.html", told, status=status)


@require_POST
@officer_page
def publication_step(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Check, send, note as sent or drop."""
    found = seen_publication(request, pk)
    step = request.POST.get("step", "")
    if step == "check":
        check_publication(actor=request.user, publication=found, at=request.at)
    elif step == "send":
        send_publication(actor=request.user, publication=found)
    elif step == "sent":
        note_sent(actor=request.user, publication=found, at=request.at)
    elif step == "withdraw":
        withdraw_publication(actor=request.user, publication=found)
    else:
        raise Http404
    return see_other(request, found)


@require_POST
@officer_page
def publication_answer(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """What the receiver said to a package that went as a file."""
    found = seen_publication(request, pk)
    form = AnswerForm(request.POST)
    if form.apply(record_answer, actor=request.user, publication=found, at=request.at):
        return see_other(request, found)
    return _page(request, found, form)


@require_POST
@officer_page
def publication_receipt(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The receipt that came back as a file."""
    found = seen_publication(request, pk)
    form = ReceiptForm(request.POST, request.FILES)
    if form.apply(take_receipt, actor=request.user, publication=found, at=request.at):
        return see_other(request, found)
    return _page(request, found, AnswerForm(), form)


@require_GET
@officer_page
def package_file(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The signed package as a file."""
    found = seen_publication(request, pk)
    if found.envelope is None:
        raise Http404
    name = f"wuli-{found.peer.code}-{found.period}-{found.serial}.json".replace("..", "_")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found.envelope.text, content_type="application/json", headers=headers)
