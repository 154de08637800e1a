"""Duplicates: side by side, then one person or two."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.errors import Conflict, RuleBroken, WuliError
from wuli.base.core.lists import officer_list
from wuli.base.core.tables import Chips, Column, Listing, badge, list_of
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from .. import actions
from ..actions.duplicates import REASONS
from ..comparing import compared
from ..forms import PairForm
from ..models import Duplicate, Person
from .people import visible

TONES = {"proposed": "warn", "merged": "ok", "rejected": "neutral"}
COLUMNS = [
    Column(_("一条"), "left.name", link=lambda d: f"/people/duplicates/{d.pk}/", phone="wide"),
    Column(_("另一条"), "right.name"),
    Column(_("为什么像"), lambda d: REASONS.get(d.reason, _("人工指出")), code="reason"),
    Column(_("状态"), lambda d: badge(TONES[d.state], d.get_state_display()), code="state"),
]


def _pair(request: OfficerRequest, pk: UUID) -> Duplicate:
    pairs = Duplicate.objects.visible_to(request.user)
    return get_object_or_404(pairs.select_related("left__home", "right__home", "winner"), pk=pk)


@officer_list("people:duplicates")
def pairs_to_judge(request: OfficerRequest) -> Listing:
    """Pairs to judge, and those that were."""
    pairs = (
        Duplicate.objects.visible_to(request.user).select_related("left", "right").order_by("-state", "-id")
    )
    chips = Chips("state", Duplicate.State.choices, all=_("全部"))
    return list_of(request, pairs, columns=COLUMNS, chips=chips)


@require_safe
@officer_page
def duplicate_list(request: OfficerRequest) -> HttpResponse:
    """The list of pairs."""
    return render(request, "people/duplicate_list.html", {"pairs": pairs_to_judge(request)})


@require_safe
@officer_page
def duplicate_detail(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """The two records side by side, what differs marked."""
    return _side_by_side(request, _pair(request, pk))


def _side_by_side(request: OfficerRequest, pair: Duplicate, refusal: WuliError | None = None) -> HttpResponse:
    told = {
        "pair": pair,
        "rows": compared(pair),
        "reason": REASONS.get(pair.reason, _("人工指出")),
        "tone": TONES[pair.state],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "people/duplicate_detail.html", told, status=status)


@require_POST
@officer_page
def duplicate_propose(request: OfficerRequest) -> HttpResponse:
    """Look for pairs now rather than tonight."""
    new = actions.propose_duplicates(actor=request.user)
    messages.info(request, _now("找到 %(new)s 对新的疑似重复。") % {"new": new})
    return see_other(request, "/people/duplicates/")


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def person_pair(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Put another record beside this person's by hand."""
    person = visible(request, pk)
    people = Person.objects.visible_to(request.user, actions.MERGE.code).standing().exclude(pk=pk)
    form = PairForm(request.POST or None, people=people)
    if form.is_bound and form.apply(actions.pair_persons, actor=request.user, one=person):
        return see_other(request, f"/people/duplicates/{form.result.pk}/")
    told = {"form": form, "person": person, "title": _("找出另一条记录"), "submit": _("放在一起看")}
    return render(request, "people/person_form.html", told, status=422 if form.errors else 200)


def _judged(request: OfficerRequest, pair: Duplicate, act: Callable[..., Any], **known: Any) -> HttpResponse:
    """Judge the pair; what is refused is told above the two records."""
    version = request.POST.get("seen_version", "")
    seen = int(version) if version.isdigit() else 0
    try:
        act(actor=request.user, duplicate=pair, seen_version=seen, **known)
    except (Conflict, RuleBroken) as refused:
        return _side_by_side(request, pair, refused)
    return see_other(request, f"/people/duplicates/{pair.pk}/")


@require_POST
@officer_page
def duplicate_merge(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Make the two one, keeping the record that the button names."""
    pair = _pair(request, pk)
    winner = pair.right if request.POST.get("winner") == str(pair.right_id) else pair.left
    return _judged(request, pair, actions.merge_persons, winner=winner, at=request.at)


@require_POST
@officer_page
def duplicate_reject(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Say that they are two."""
    return _judged(request, _pair(request, pk), actions.reject_duplicate, at=request.at)


@require_POST
@officer_page
def duplicate_undo(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """Take a merge apart."""
    return _judged(request, _pair(request, pk), actions.undo_merge)
