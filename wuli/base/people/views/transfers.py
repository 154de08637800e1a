"""The transfer desk: what comes in, what goes out, and the one next step of each."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.lists import officer_list
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other
from wuli.base.orgs.scope import orgs_within

from .. import actions
from ..forms import AnswerForm, AskTransferForm, ReceiveForm, RefuseForm
from ..models import Person, Transfer
from ..unions import unions_to_join
from .people import visible

TONES = {"asked": "warn", "released": "doing", "done": "ok", "refused": "late", "withdrawn": "neutral"}
COLUMNS = [
    Column(_("姓名"), "person.name", link=lambda t: f"/people/transfers/{t.pk}/", phone="wide"),
    Column(_("从"), "from_org"),
    Column(_("到"), "to_org"),
    Column(_("申请日期"), "created_at", show=lambda at: timezone.localdate(at), sort="created_at"),
    Column(_("本人"), lambda t: _("已同意") if t.person_agreed_at else _("还没同意"), code="consent"),
    Column(_("状态"), lambda t: badge(TONES[t.state], t.get_state_display()), code="state"),
]
STEPS = {
    "release": (AnswerForm, actions.release_transfer, _("同意转出"), "primary"),
    "receive": (ReceiveForm, actions.receive_transfer, _("转入"), "primary"),
    "refuse": (RefuseForm, actions.refuse_transfer, _("不同意"), "danger"),
}


def transfers_for(request: OfficerRequest) -> QuerySet[Transfer]:
    """Transfers of either union within reach."""
    return Transfer.objects.visible_to(request.user).select_related("person", "from_org", "to_org")


@officer_list("people:transfers")
def transfers_this_way(request: OfficerRequest) -> Listing:
    """Transfers, only those that come in or go out when `way` says so."""
    mine = orgs_within(request.user, actions.TRANSFER.code)
    sides = {"in": Q(to_org__in=mine), "out": Q(from_org__in=mine)}
    side = sides.get(request.GET.get("way", ""), Q())
    found = transfers_for(request).filter(side).order_by("-created_at", "pk")
    return list_of(
        request, found, columns=COLUMNS, chips=Chips("state", Transfer.State.choices, all=_("全部"))
    )


@require_safe
@officer_page
def transfer_list(request: OfficerRequest) -> HttpResponse:
    """Incoming or outgoing transfers by state."""
    way = request.GET.get("way")
    sides = [("in", _("转入")), ("out", _("转出"))]
    tabs = [(name, f"?way={key}", way == key) for key, name in sides]
    is_all = not any(on for *_tab, on in tabs)
    told = {"transfers": transfers_this_way(request), "tabs": [(_("全部"), "?", is_all), *tabs]}
    return render(request, "people/transfer_list.html", told)


@require_safe
@officer_page
def transfer_detail(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One transfer: the three consents and what may be done next."""
    transfer = get_object_or_404(transfers_for(request), pk=pk)
    can = {
        "release": transfer.may_move_to("released")
        and request.user.has_perm(actions.TRANSFER.code, transfer.from_org),
        "receive": transfer.may_move_to("done")
        and request.user.has_perm(actions.TRANSFER.code, transfer.to_org),
        "refuse": transfer.may_move_to("refused"),
    }
    return render(
        request,
        "people/transfer_detail.html",
        {
            "transfer": transfer,
            "can": can,
            "tone": TONES[transfer.state],
            "sees_person": Person.objects.visible_to(request.user).filter(pk=transfer.person_id).exists(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def transfer_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """Release, receive or refuse."""
    transfer = get_object_or_404(transfers_for(request), pk=pk)
    if step not in STEPS:
        raise Http404
    form_class, act, title, kind = STEPS[step]
    form = form_class(request.POST or None, initial={"effective_on": timezone.localdate(request.at)})
    known = {"at": request.at} if step == "receive" else {}
    if form.is_bound and form.apply(act, actor=request.user, transfer=transfer, **known):
        return see_other(request, f"/people/transfers/{transfer.pk}/")
    told = {"form": form, "transfer": transfer, "title": title, "kind": kind}
    return render(request, "people/transfer_step.html", told, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def transfer_ask(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Ask for a transfer on a person's behalf; they must still agree."""
    person = visible(request, pk)
    form = AskTransferForm(request.POST or None, unions=unions_to_join(timezone.localdate(request.at)))
    if form.is_bound and form.apply(actions.ask_transfer, actor=request.user, person=person, at=request.at):
        return see_other(request, f"/people/transfers/{form.result.pk}/")
    told = {
        "form": form, "person": person, "title": _("办转会"), "submit": _("提出转会"),
        "lead": _("提出后，本人要在手机上同意，转出方和转入方各自同意，会籍才转过去。"),
    }  # fmt: skip
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)
