"""One's own data: consents, what is kept, a copy, requests."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuli.base.core.web import SignedRequest, safe_next, see_other, signed_in

from .. import gates
from ..actions import (
    ask_about_data,
    give_consent,
    give_required_consents,
    withdraw_consent,
    withdraw_privacy_request,
)
from ..forms.me import AskForm
from ..models import Consent, ConsentText, PrivacyRequest
from ..personal_data import as_export, kept_about


@signed_in
@require_safe
def privacy(request: SignedRequest) -> HttpResponse:
    """What one agreed to, what is kept, what one asked for."""
    given = {c.purpose: c for c in Consent.objects.in_force().filter(user=request.user)}
    in_force = ConsentText.objects.in_force(timezone.localdate(request.at))
    texts = sorted(in_force, key=lambda text: (not text.required, text.purpose))
    context = {
        "consents": [{"text": t, "given": given.get(t.purpose)} for t in texts],
        "past": Consent.objects.filter(user=request.user, withdrawn_at__isnull=False).select_related("text"),
        "parts": kept_about(request.user),
        "requests": request.user.privacy_requests.all(),
    }
    return render(request, "accounts/privacy.html", context)


@signed_in
@require_safe
def export(request: SignedRequest) -> HttpResponse:
    """A copy to keep: the readable page by itself, or JSON with `?format=json`."""
    if request.GET.get("format") == "json":
        response = JsonResponse(
            as_export(request.user, request.at), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
        response["Content-Disposition"] = f'attachment; filename="wuli-{request.at:%Y%m%d}.json"'
        return response
    return render(request, "accounts/export.html", {"parts": kept_about(request.user), "at": request.at})


@signed_in
@require_POST
def consent_give(request: SignedRequest, pk: UUID) -> HttpResponse:
    """Agree to one text."""
    text = get_object_or_404(ConsentText, pk=pk)
    give_consent(actor=request.user, user=request.user, text=text, at=request.at)
    return see_other(request, reverse("accounts:privacy"))


@signed_in
@require_POST
def consent_withdraw(request: SignedRequest, pk: UUID) -> HttpResponse:
    """Withdraw one consent; without a required one the pages close until it is given again."""
    text = get_object_or_404(ConsentText, pk=pk)
    withdraw_consent(actor=request.user, user=request.user, purpose=text.purpose, at=request.at)
    gates.look_again(request)
    messages.success(request, _("已经撤回。%(stops)s") % {"stops": text.stops})
    return see_other(request, reverse("accounts:privacy"))


@require_safe
def consent_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words of one version, for everybody."""
    return render(request, "accounts/consent_text.html", {"text": get_object_or_404(ConsentText, pk=pk)})


@require_safe
def current_text(request: HttpRequest, purpose: str) -> HttpResponse:
    """The words that are in force now, by what they are about."""
    on = timezone.localdate(request.at)  # type: ignore[attr-defined]
    text = get_object_or_404(ConsentText.objects.in_force(on), purpose=purpose)
    return render(request, "accounts/consent_text.html", {"text": text})


@signed_in
@require_http_methods(["GET", "POST"])
def welcome(request: SignedRequest) -> HttpResponse:
    """The texts one has to agree to first, and nothing else."""
    missing = gates.missing_consents(request.user, request.at)
    if not missing:
        return redirect(safe_next(request))
    agreed = request.method == "POST" and "agree" in request.POST
    if agreed:
        give_required_consents(actor=request.user, user=request.user, at=request.at)
        return see_other(request, safe_next(request))
    refused = request.method == "POST"
    context = {"texts": missing, "refused": refused, "next": safe_next(request, "")}
    return render(request, "accounts/welcome.html", context, status=422 if refused else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: SignedRequest) -> HttpResponse:
    """Ask for a copy, a correction, a deletion, an explanation."""
    form = AskForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if form.is_bound and form.apply(ask_about_data, actor=request.user, user=request.user, at=request.at):
        messages.success(request, _("收到了，答复期限写在下面。"))
        return see_other(request, reverse("accounts:privacy") + "#requests")
    return render(request, "accounts/ask.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def ask_withdraw(request: SignedRequest, pk: UUID) -> HttpResponse:
    """Take a request back."""
    asked = get_object_or_404(PrivacyRequest, pk=pk, user=request.user)
    withdraw_privacy_request(actor=request.user, request=asked)
    return see_other(request, reverse("accounts:privacy") + "#requests")
