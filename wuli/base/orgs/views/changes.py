"""Every change of a unit: fill in, see the effect, confirm."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wuli.base.core.errors import NotAllowed
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from .. import effects, errors
from ..changes import CHANGES, Change, offered_to
from ..codes import Line
from ..models import Org
from ..tree import closed_meanwhile


@require_http_methods(["GET", "POST"])
@officer_page
def org_change(request: OfficerRequest, pk: UUID, code: str) -> HttpResponse:
    """The form of one change; its effect is shown before the same values are confirmed."""
    org = get_object_or_404(Org.objects.visible_to(request.user), pk=pk)
    change = CHANGES[code]
    if change not in offered_to(request.user, org):
        return _overtaken(request, change, org)
    form = change.form(request.POST or None, org=org, user=request.user)
    effect = _effect(request, change, org, form) if _asks_first(request, change, form) else None
    if form.is_bound and not effect and not form.errors and _done(request, change, org, form):
        return see_other(request, _made(org, form.result))
    told = {"form": form, "org": org, "change": change, "effect": effect}
    return render(request, "orgs/org_change.html", told, status=422 if form.errors else 200)


def _overtaken(request: OfficerRequest, change: Change, org: Org) -> HttpResponse:
    """A change that a page from before still offered: what happened meanwhile, beside what was typed."""
    if not request.user.has_perm(change.capability.code, org):
        raise Http404
    refusal = closed_meanwhile(org) if org.closed_on else errors.NotClosed(name=org)
    if request.method != "POST":
        raise refusal
    form = change.form(request.POST, org=org, user=request.user)
    form.refuse(refusal)
    form.way_out = (org.get_absolute_url(), _("看最新内容"))
    told = {"form": form, "org": org, "change": change, "effect": None}
    return render(request, "orgs/org_change.html", told, status=refusal.status)


def _asks_first(request: OfficerRequest, change: Change, form: Any) -> bool:
    return form.is_bound and change.previewed and "confirmed" not in request.POST


def _effect(request: OfficerRequest, change: Change, org: Org, form: Any) -> effects.Effect | None:
    """What the change would do, or None with its refusal in the form."""
    if not form.is_valid():
        return None
    told = form.cleaned_data

    def run() -> None:
        change.action(actor=request.user, **change.arguments(org, told))

    changed, others, day = change.changed(org, told), change.others(told), change.day(told)
    touched = changed if change.touched else []
    others = others if change.touched else [*changed, *others]

    def look() -> effects.Effect:
        return effects.rehearse(touched, others, day, run, line=told.get("line", Line.TERRITORIAL))

    return form.result if _tried(form, look) else None


def _tried(form: Any, run: Callable[[], Any]) -> bool:
    """Whether it was done. The change is offered, so a missing right is one at a unit that was chosen."""
    try:
        return form.attempt(run)
    except NotAllowed as refused:
        form.refuse(refused)
        return False


def _done(request: OfficerRequest, change: Change, org: Org, form: Any) -> bool:
    def act() -> Any:
        return change.action(actor=request.user, **change.arguments(org, form.cleaned_data))

    if not (form.is_valid() and _tried(form, act)):
        return False
    messages.success(request, _("%(org)s：%(change)s已办好。") % {"org": org, "change": change.name})
    return True


def _made(org: Org, result: Any) -> Org:
    """The page to go to: what was made, else the unit itself."""
    made = result[0] if isinstance(result, list) and result else result
    return made if isinstance(made, Org) else org
