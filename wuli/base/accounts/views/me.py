"""One's own account: name, language, phone number."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wuli.base.core.web import SignedRequest, see_other, signed_in

from ..actions import change_language, change_name, confirm_new_phone, may_name_self, prove_phone, send_code
from ..demo_hints import demo_is_loaded
from ..errors import CodeWrong, NameKept
from ..forms.me import LanguageForm, NameForm
from ..forms.phone import NewPhoneForm, PhoneOnlyForm
from ..models import OneTimeCode, ScreenMessage
from ..phones import phone_index, phone_mask
from ..web import address_of

Purpose = OneTimeCode.Purpose


@signed_in
@require_http_methods(["GET", "POST"])
def me(request: SignedRequest) -> HttpResponse:
    """Name, language, phone number; the doors to security and to one's data."""
    user = request.user
    named_by_self = may_name_self(user)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if form.is_bound and not named_by_self:
        raise NameKept()
    if form.is_bound and form.apply(change_name, actor=user, user=user):
        messages.success(request, _("姓名改好了。"))
        return see_other(request, reverse("accounts:me"))
    language = LanguageForm(initial={"language": user.language})
    context = {"form": form, "language_form": language, "may_name_self": named_by_self}
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def language(request: SignedRequest) -> HttpResponse:
    """Keep the language for the account and for this browser."""
    form = LanguageForm(request.POST)
    response = see_other(request, reverse("accounts:me"))
    if form.apply(change_language, actor=request.user, user=request.user):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return response


@signed_in
@sensitive_post_parameters("old_code", "new_code")
@require_http_methods(["GET", "POST"])
def phone(request: SignedRequest) -> HttpResponse:
    """Change one's number: a code to the old one, a code to the new one, then both at once."""
    if request.method == "POST" and request.POST.get("send") in ("old", "new"):
        return _send(request, request.POST["send"])
    form = NewPhoneForm(request.POST or None)
    if form.is_bound and form.is_valid() and _changed(request, form):
        messages.success(request, _("手机号换好了，下次用新号码登录。"))
        return see_other(request, reverse("accounts:me"))
    return render(request, "accounts/phone.html", {"form": form}, status=422 if form.errors else 200)


def _send(request: SignedRequest, to: str) -> HttpResponse:
    number = request.user.phone if to == "old" else request.POST.get("phone", "")
    asked = PhoneOnlyForm({"phone": number or ""})
    purpose = Purpose.OLD_PHONE if to == "old" else Purpose.NEW_PHONE
    known = {"purpose": purpose, "address": address_of(request), "at": request.at}
    form = NewPhoneForm(initial=request.POST.dict())
    if not asked.apply(send_code, actor=request.user, **known):
        told = {"form": form, "refused": [e for errors in asked.errors.values() for e in errors]}
        return render(request, "accounts/phone.html", told, status=422)
    digits = asked.cleaned_data["phone"]
    message = ScreenMessage.objects.filter(phone_bidx=phone_index(digits)).first()
    told = {"form": form, "sent_to": phone_mask(digits), "message": message if demo_is_loaded() else None}
    return render(request, "accounts/phone.html", told)


def _changed(request: SignedRequest, form: NewPhoneForm) -> bool:
    user, data, at = request.user, form.cleaned_data, request.at
    tries = [("new_code", data["phone"], Purpose.NEW_PHONE)]
    if user.phone_bidx is not None:
        tries.insert(0, ("old_code", user.phone, Purpose.OLD_PHONE))
    proofs = []
    for field, number, purpose in tries:
        try:
            proof = prove_phone(actor=user, phone=number, purpose=purpose, code=data[field], at=at)
        except CodeWrong as refused:
            form.add_error(field, [str(refused), refused.how_to_mend])
            return False
        proofs.append(proof)

    def change(*, actor: object, phone: str, **_typed: str) -> None:
        confirm_new_phone(actor=user, user=user, phone=phone, proofs=proofs, at=at)

    return form.apply(change, actor=user)
