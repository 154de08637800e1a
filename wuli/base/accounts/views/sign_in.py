"""Signing in with a phone number and a one-time code. Officers' passwords are allauth's `account_login`."""

from typing import Any

import structlog
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wuli.base.core.actions import SYSTEM
from wuli.base.core.errors import WuliError
from wuli.base.core.web import safe_next

from .. import gates
from ..actions import give_required_consents, open_account_by_phone, prove_phone, send_code
from ..actions.brakes import check_brakes, note_failure, release
from ..demo_hints import demo_is_loaded
from ..errors import AccountClosed, CodeWrong, PasswordFirst
from ..forms.phone import PhoneOnlyForm, PhoneSignInForm
from ..models import OneTimeCode, ScreenMessage, User
from ..phones import phone_index, phone_mask
from ..rules import CODE_PAUSE
from ..web import address_of

log = structlog.get_logger()


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first page: phone first, officers one tap away."""
    if request.user.is_authenticated:
        return redirect(safe_next(request, settings.LOGIN_REDIRECT_URL))
    if request.method == "POST" and "send" in request.POST:
        return _send(request)
    form = PhoneSignInForm(request.POST or None)
    if form.is_bound and form.is_valid() and (user := _proved(request, form)):
        return _let_in(request, user)
    return _page(request, form)


def _send(request: HttpRequest) -> HttpResponse:
    asked = PhoneOnlyForm(request.POST)
    form = PhoneSignInForm(initial={"phone": request.POST.get("phone", ""), "agree": "agree" in request.POST})
    purpose = OneTimeCode.Purpose.SIGN_IN
    known: dict[str, Any] = {"purpose": purpose, "address": address_of(request), "at": request.at}  # type: ignore[attr-defined]
    if not asked.apply(send_code, actor=SYSTEM, **known):
        return _page(request, form, asked=asked)
    phone = asked.cleaned_data["phone"]
    message = ScreenMessage.objects.filter(phone_bidx=phone_index(phone)).first()
    told: dict[str, Any] = {"sent_to": phone_mask(phone), "resend_in": int(CODE_PAUSE.total_seconds())}
    return _page(request, form, message=message if demo_is_loaded() else None, **told)


def _proved(request: HttpRequest, form: PhoneSignInForm) -> User | None:
    """The account of the number that the typed code proves; None when refused, with the words in the form."""
    phone, at = form.cleaned_data["phone"], request.at  # type: ignore[attr-defined]
    key, address = f"phone:{phone}", address_of(request)
    try:
        check_brakes(key, address, at)
        prove_phone(
            actor=SYSTEM,
            phone=phone,
            purpose=OneTimeCode.Purpose.SIGN_IN,
            code=form.cleaned_data["code"],
            at=at,
        )
        user = open_account_by_phone(actor=SYSTEM, phone=phone, language=get_language() or "zh-hans", at=at)
        _may_come_in(user)
    except CodeWrong as refused:
        note_failure(key, address, at)
        log.info("accounts.sign_in_refused", proof="code")
        form.add_error("code", [str(refused), refused.how_to_mend])
        return None
    except WuliError as refused:
        form.refuse(refused)
        return None
    release(key, address)
    return user


def _may_come_in(user: User) -> None:
    if not user.is_active:
        raise AccountClosed()
    if user.is_officer and not gates.has_second_factor(user):
        raise PasswordFirst()


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    give_required_consents(actor=user, user=user, at=request.at)  # type: ignore[attr-defined]
    record_authentication(request, user, method="code")
    return perform_login(request, Login(user=user, redirect_url=safe_next(request, "")))


def _page(
    request: HttpRequest, form: PhoneSignInForm, asked: PhoneOnlyForm | None = None, **told: Any
) -> HttpResponse:
    if asked is not None:  # the refusal of a code belongs to the number, not to the empty code field
        form = PhoneSignInForm(request.POST)
        form.errors.clear()
        for field, errors in asked.errors.items():
            form.add_error(None if field == "__all__" else field, list(errors))
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "next": safe_next(request, ""), **told}
    return render(request, "accounts/sign_in.html", context, status=status)
