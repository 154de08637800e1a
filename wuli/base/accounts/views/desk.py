"""Accounts of others: the list, opening, closing, resetting."""

from functools import wraps
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.actions import because
from wuli.base.core.web import OfficerRequest, View, officer_page, see_other

from ..actions import open_account
from ..desk_steps import STEPS
from ..forms.desk import OpenAccountForm
from ..models import User
from ..permission import MANAGE_ACCOUNTS
from ..tables import accounts_list, name_units
from ..units import unit_names, units_for


def manager_page(view: View) -> View:
    """Only for who manages accounts somewhere; to others the page does not exist."""

    @officer_page
    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MANAGE_ACCOUNTS.code):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@manager_page
@require_safe
def accounts(request: OfficerRequest) -> HttpResponse:
    """Accounts of one's units; search, kind and state stand in the address."""
    listing = accounts_list(request)
    name_units(listing)
    return render(request, "accounts/accounts.html", {"accounts": listing})


@manager_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_open(request: OfficerRequest) -> HttpResponse:
    """Open an account for a unit within reach."""
    form = OpenAccountForm(request.POST or None, units=units_for(request.user, MANAGE_ACCOUNTS.code))
    if form.is_bound and form.apply(open_account, actor=request.user):
        messages.success(request, _("账号开好了。请把登录名和初始密码当面告诉本人。"))
        return see_other(request, reverse("accounts:account", args=[form.result.pk]))
    return render(request, "accounts/account_open.html", {"form": form}, status=422 if form.errors else 200)


@manager_page
@require_safe
def account(request: OfficerRequest, pk: UUID) -> HttpResponse:
    """One account: state, proofs, and what may be done."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    factors = Authenticator.objects.filter(user=shown).order_by("created_at")
    context = {
        "account": shown,
        "unit": unit_names([shown.home_org]).get(shown.home_org, ""),
        "factors": [factor.get_type_display() for factor in factors],
        "own": shown.pk == request.user.pk,
    }
    return render(request, "accounts/account.html", context)


@manager_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """One step on somebody's account, with its reason."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    does = STEPS[step]
    form = does.form(request.POST or None)
    known = {"actor": request.user, "user": shown}
    if step == "password":
        known["at"] = request.at
    with because(request.POST.get("reason", "")):
        done = form.is_bound and form.apply(does.act, **known)
    if done:
        messages.success(request, str(does.done))
        return see_other(request, reverse("accounts:account", args=[shown.pk]))
    context = {"form": form, "account": shown, "title": does.title, "warns": does.warns}
    return render(request, "accounts/account_step.html", context, status=422 if form.errors else 200)
