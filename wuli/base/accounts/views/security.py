"""Password, second factors, devices."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.errors import WuliError
from wuli.base.core.web import SignedRequest, safe_next, see_other, signed_in

from .. import gates
from ..actions import end_sessions, set_password
from ..actions.brakes import check_brakes, note_failure, release
from ..actions.sessions import carry_device
from ..devices import told_devices
from ..forms.me import PasswordForm
from ..passwords import password_must_change
from ..web import address_of


@signed_in
@require_safe
def security(request: SignedRequest) -> HttpResponse:
    """How one signs in, and from where one is signed in."""
    kinds = Authenticator.Type
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    context = {
        "app": next((f for f in factors if f.type == kinds.TOTP), None),
        "passkeys": [f.wrap() for f in factors if f.type == kinds.WEBAUTHN],
        "recovery": next((f.wrap() for f in factors if f.type == kinds.RECOVERY_CODES), None),
        "devices": told_devices(request.user, request.session.session_key),
        "max_age": settings.WULI_PASSWORD_MAX_AGE_DAYS,
    }
    return render(request, "accounts/security.html", context)


@signed_in
@require_safe
def second_factor(request: SignedRequest) -> HttpResponse:
    """Where officers without a second factor are led: what it is, and the two ways to set one up."""
    done = gates.has_second_factor(request.user)
    return render(request, "accounts/second_factor.html", {"done": done, "next": safe_next(request, "")})


@signed_in
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: SignedRequest) -> HttpResponse:
    """Change one's password; also where one is led when it must be changed."""
    user, forced = request.user, password_must_change(request.user, request.at)
    form = PasswordForm(request.POST or None, user=user)
    if form.is_bound and form.is_valid() and _old_is_right(request, form) and _set(request, form):
        messages.success(request, _("密码换好了，其他设备已经退出。"))
        return see_other(request, safe_next(request, reverse("accounts:security")))
    context = {"form": form, "forced": forced, "next": safe_next(request, "")}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


def _old_is_right(request: SignedRequest, form: PasswordForm) -> bool:
    if "old" not in form.fields:
        return True
    name, address = request.user.username, address_of(request)
    try:
        check_brakes(name, address, request.at)
    except WuliError as refused:
        form.refuse(refused)
        return False
    if request.user.check_password(form.cleaned_data["old"]):
        release(name, address)
        return True
    note_failure(name, address, request.at)
    form.add_error("old", _("现在的密码不对。"))
    return False


def _set(request: SignedRequest, form: PasswordForm) -> bool:
    user, key = request.user, request.session.session_key

    def change(*, actor: object, password: str, **_typed: str) -> None:
        set_password(actor=user, user=user, password=password, at=request.at, keep_session=key)

    if not form.apply(change, actor=user):
        return False
    update_session_auth_hash(request, user)
    carry_device(key, request.session.session_key)
    return True


@signed_in
@require_POST
def sign_out_device(request: SignedRequest, pk: int) -> HttpResponse:
    """Sign one device out."""
    if not end_sessions(actor=request.user, user=request.user, only=pk):
        raise Http404
    messages.success(request, _("那台设备已经退出。"))
    return see_other(request, reverse("accounts:security") + "#devices")


@signed_in
@require_POST
def sign_out_others(request: SignedRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = end_sessions(actor=request.user, user=request.user, keep=request.session.session_key)
    messages.success(request, _("其他 %(count)s 台设备都退出了。") % {"count": count})
    return see_other(request, reverse("accounts:security") + "#devices")
