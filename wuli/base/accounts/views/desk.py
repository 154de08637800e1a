"""Accounts of others: the list, opening, closing, resetting."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wuli.base.core.actions import because
from wuli.base.core.web import OfficerRequest, officer_page, see_other

from ..actions import (
    change_phone,
    deactivate_account,
    open_account,
    reactivate_account,
    reset_second_factor,
    set_password,
)
from ..forms.desk import DeskPasswordForm, DeskPhoneForm, OpenAccountForm, ReasonForm
from ..models import User
from ..permission import MANAGE_ACCOUNTS
from ..units import unit_names, units_for
from ..web import page

PAGE_SIZE = 50


def manager_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who manages accounts somewhere; to others the page does not exist."""

    @officer_page
    @wraps(view)
    def guarded(request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MANAGE_ACCOUNTS.code):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@manager_page
@require_safe
def accounts(request: OfficerRequest) -> HttpResponse:
    """Accounts of one's units, by name or login name; kind and state as filters in the address."""
    words, kind, state = (request.GET.get(k, "") for k in ("q", "kind", "state"))
    found = User.objects.visible_to(request.user).matching(words).order_by("name", "pk")
    if kind in User.Kind.values:
        found = found.filter(kind=kind)
    if state in ("on", "off"):
        found = found.filter(is_active=state == "on")
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
    shown = Paginator(found.annotate(second_factor=Exists(factor)), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    names = unit_names(user.home_org for user in shown)
    rows = [(user, names.get(user.home_org, "")) for user in shown]
    context = {
        "page": shown,
        "rows": rows,
        "q": words,
        "kind": kind,
        "state": state,
        "kinds": User.Kind.choices,
    }
    return page(request, "accounts/accounts.html", context)


@manager_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_open(request: OfficerRequest) -> HttpResponse:
    """Open an account for a unit within reach."""
    form = OpenAccountForm(request.POST or None, units=units_for(request.user, MANAGE_ACCOUNTS.code))
    if form.is_bound and form.apply(open_account, actor=request.user):
        messages.success(request, _("账号开好了。请把登录名和初始密码当面告诉本人。"))
        return see_other(request, reverse("accounts:account", args=[form.result.pk]))
    return page(request, "accounts/account_open.html", {"form": form}, 422 if form.errors else 200)


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
    return page(request, "accounts/account.html", context)


@manager_page
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_step(request: OfficerRequest, pk: UUID, step: str) -> HttpResponse:
    """One step on somebody's account, with its reason."""
    shown = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    make_form, act, told, warns = _steps()[step]
    form = make_form(request.POST or None)
    known = {"actor": request.user, "user": shown}
    if step == "password":
        known["at"] = request.at
    with because(request.POST.get("reason", "")):
        done = form.is_bound and form.apply(act, **known)
    if done:
        messages.success(request, told)
        return see_other(request, reverse("accounts:account", args=[shown.pk]))
    context = {"form": form, "account": shown, "step": step, "warns": warns}
    return page(request, "accounts/account_step.html", context, 422 if form.errors else 200)


def _steps() -> dict[str, tuple[Any, Callable[..., Any], str, str]]:
    """Form, action, what is said afterwards, what is warned of before; by the last word of the address."""
    return {
        "deactivate": (ReasonForm, deactivate_account, _("账号停用了，所有设备已经退出。"),
                       _("停用后马上退出所有设备，不能再登录。会籍和已经办的事都不受影响，随时可以恢复。")),
        "reactivate": (ReasonForm, reactivate_account, _("账号恢复了。"), _("恢复后可以照旧登录。")),
        "second-factor": (ReasonForm, reset_second_factor, _("第二重验证清掉了，本人下次登录时重新设。"),
                          _("先核对是本人。清掉后所有设备退出，本人下次登录时要重新设一个。")),
        "password": (DeskPasswordForm, set_password, _("临时密码设好了，本人下次登录时必须换。"),
                     _("把临时密码当面告诉本人，不要发在群里。")),
        "phone": (DeskPhoneForm, change_phone, _("手机号换好了。"),
                  _("先看身份证，再用新号码给本人打个电话。换了以后所有设备退出。")),
    }  # fmt: skip
