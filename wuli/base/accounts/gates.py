"""What a signed-in person must still do before the pages open, in order."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Consent, ConsentText, User
from .passwords import password_must_change

PASSED = "wuli_gate"


@dataclass(frozen=True)
class Step:
    """One thing to do first: its code, the page where it is done, the words for programs."""

    code: str
    url_name: str
    told: str | Promise


SECOND_FACTOR = Step(
    "accounts.second_factor_needed", "accounts:second-factor", _("请先设好第二重验证，再办别的。")
)
NEW_PASSWORD = Step("accounts.new_password_needed", "accounts:password", _("请先换一个新密码，再办别的。"))
CONSENT = Step("accounts.consent_needed", "accounts:welcome", _("请先看过并同意用户协议，再用这里的服务。"))

# Pages that stay open meanwhile: the steps themselves, signing out, words of law, health of the server.
OPEN_PAGES = frozenset(
    {
        "accounts:second-factor",
        "accounts:password",
        "accounts:welcome",
        "accounts:consent-text",
        "accounts:privacy",
        "accounts:privacy-ask",
        "accounts:privacy-export",
        "accounts:language",
        "account_logout",
        "account_login",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "portal:language",
        "portal:large-type",
        "core:stylesheet",
        "core:healthz",
        "core:readyz",
        "core:metrics",
        "accounts:current-text",
        "accounts:privacy-ask-withdraw",
        "accounts:consent-give",
    }
)


def is_program(request: HttpRequest) -> bool:
    """Whether a program asks, which gets problem+json instead of a page."""
    return request.path.startswith("/api/")


def next_step(request: HttpRequest, user: User) -> Step | None:
    """The first thing that is missing. What was found whole is remembered in the session for five minutes."""
    at = request.at  # type: ignore[attr-defined]
    if request.session.get(PASSED, 0) > at.timestamp():
        return None
    step = _missing(user, at)
    if step is None:
        request.session[PASSED] = at.timestamp() + 300
    return step


def look_again(request: HttpRequest) -> None:
    """Forget what was found whole, after something was taken away."""
    request.session.pop(PASSED, None)


def _missing(user: User, at: datetime) -> Step | None:
    if password_must_change(user, at):
        return NEW_PASSWORD
    if user.is_officer and not has_second_factor(user):
        return SECOND_FACTOR
    if user.kind == User.Kind.MEMBER and missing_consents(user, at):
        return CONSENT
    return None


def has_second_factor(user: User) -> bool:
    """Whether the account has an authenticator app or a passkey; recovery codes alone do not count."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def missing_consents(user: User, at: datetime) -> list[ConsentText]:
    """Required texts in force whose present version `user` has not agreed to."""
    texts = [t for t in ConsentText.objects.in_force(timezone.localdate(at)) if t.required]
    given = set(Consent.objects.in_force().filter(user=user).values_list("text_id", flat=True))
    return [t for t in texts if t.pk not in given]
