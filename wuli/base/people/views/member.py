"""The member's own pages: code, record, transfer. `request.person` is always oneself."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.desk import CodePlaceSource, offered
from wuli.base.core.web import MemberRequest, member_page, see_other

from .. import actions
from ..actions.codes import CodeStopped
from ..actions.reveal import SEALED
from ..forms import AskTransferForm, OwnRefusalForm, PhoneForm, StopCodeForm
from ..member_code import STEP
from ..models import Person
from ..own_data import reveals_of
from ..unions import unions_to_join

LATEST_USES = 5


class OwnRequest(MemberRequest):
    """A request of somebody whose record is known."""

    person: Person


@require_safe
@member_page
def member_card(request: OwnRequest) -> HttpResponse:
    """The member code, where it can be used, where it was."""
    told = _shown(request) | {
        "uses": request.person.code_uses.order_by("-used_at")[:LATEST_USES],
        "places": [p for source in offered(CodePlaceSource) for p in source.load(request.person, request.at)],
        "form": StopCodeForm(),
    }
    return render(request, "people/member_card.html", told)


@require_safe
@member_page
def card_code(request: OwnRequest) -> HttpResponse:
    """The next code, for the card that is open."""
    return render(request, "people/_card_code.html", _shown(request))


@require_safe
@member_page
def day_code(request: OwnRequest) -> HttpResponse:
    """A code to carry where there is no network: good for the day, and only once at each place."""
    told = _shown(request, offline=True)
    return render(request, "people/day_code.html", told)


def _shown(request: OwnRequest, *, offline: bool = False) -> dict[str, Any]:
    person = request.person
    member = person.memberships.filter(valid__upper_inf=True).select_related("org").first()
    told: dict[str, Any] = {"person": person, "membership": member, "step": STEP}
    try:
        told["code"] = actions.show_code(actor=request.user, person=person, at=request.at, offline=offline)
    except CodeStopped as refusal:
        told["stopped"] = refusal
    return told


@require_POST
@member_page
def card_stop(request: OwnRequest) -> HttpResponse:
    """Stop one's own code at once."""
    form = StopCodeForm(request.POST)
    if form.apply(actions.stop_code, actor=request.user, person=request.person, at=request.at):
        return see_other(request, "/people/card/")
    return render(request, "people/member_card.html", _shown(request) | {"form": form}, status=422)


@require_POST
@member_page
def card_allow(request: OwnRequest) -> HttpResponse:
    """Allow it again, with a new alias."""
    actions.allow_code(actor=request.user, person=request.person, at=request.at)
    return see_other(request, "/people/card/")


@require_safe
@member_page
def my_record(request: OwnRequest) -> HttpResponse:
    """What the union keeps about me, masked, and who has read it in clear."""
    person = request.person
    told = {
        "person": person,
        "memberships": person.memberships.select_related("org").order_by("-valid"),
        "tags": person.tags.order_by("-valid"),
        "terms": person.post_terms.select_related("org").order_by("-valid"),
        "transfers": person.transfers.select_related("from_org", "to_org").order_by("-id"),
        "reveals": [(reveal, SEALED.get(reveal.field, "")) for reveal in reveals_of(person)[:20]],
    }
    return render(request, "people/my_record.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def my_phone(request: OwnRequest) -> HttpResponse:
    """Correct one's own phone."""
    form = PhoneForm(request.POST or None, record=request.person)
    known = {"actor": request.user, "person": request.person, "at": request.at}
    if form.is_bound and form.apply(actions.correct_person, **known):
        return see_other(request, "/people/me/")
    return render(request, "people/my_phone.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def my_transfer(request: OwnRequest) -> HttpResponse:
    """Ask to be transferred."""
    form = AskTransferForm(request.POST or None, unions=unions_to_join(timezone.localdate(request.at)))
    if form.is_bound and form.apply(
        actions.ask_transfer, actor=request.user, person=request.person, at=request.at
    ):
        return see_other(request, f"/people/me/transfers/{form.result.pk}/")
    return render(request, "people/my_transfer.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_page
def my_transfer_detail(request: OwnRequest, pk: UUID) -> HttpResponse:
    """How my transfer stands, and what is asked of me."""
    mine = request.person.transfers.select_related("from_org", "to_org", "person")
    told = {"transfer": get_object_or_404(mine, pk=pk), "form": OwnRefusalForm()}
    return render(request, "people/my_transfer_detail.html", told)


@require_POST
@member_page
def my_transfer_answer(request: OwnRequest, pk: UUID) -> HttpResponse:
    """Agree, refuse or withdraw."""
    transfer = get_object_or_404(
        request.person.transfers.select_related("from_org", "to_org", "person"), pk=pk
    )
    form = OwnRefusalForm(request.POST)
    answer = request.POST.get("step")
    if answer == "agree":
        actions.agree_to_transfer(actor=request.user, transfer=transfer, at=request.at)
    elif answer == "withdraw":
        actions.withdraw_transfer(actor=request.user, transfer=transfer)
    elif not form.apply(actions.refuse_transfer, actor=request.user, transfer=transfer):
        told = {"transfer": transfer, "form": form}
        return render(request, "people/my_transfer_detail.html", told, status=422)
    return see_other(request, f"/people/me/transfers/{transfer.pk}/")
