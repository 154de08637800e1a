"""Where allauth asks us: waits, sealed secrets, who may do without a second factor, who WeChat knows."""

import time
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuli.base.core.actions import SYSTEM
from wuli.base.core.secrets import CannotOpen

from .actions.brakes import check_brakes, note_failure, release
from .actions.secrets import keep_secret
from .errors import LastSecondFactor, MustWait
from .models import KeptSecret, User

log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):
    """Password sign-in under growing waits; nobody signs up by themselves with a password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("登录名或密码不对。请再看一眼大小写和输入法。"),
        "account_inactive": gettext_lazy("这个账号已经停用。要恢复，请找本单位的系统管理员。"),
        "incorrect_password": gettext_lazy("密码不对。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        refuse_while_waiting(credentials.get("username", ""), self.get_client_ip(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(credentials.get("username", ""), self.get_client_ip(request), timezone.now())
        log.info("accounts.sign_in_refused", proof="password")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        credentials["username"] = credentials.get("username", "").strip().lower()
        user = super().authenticate(request, **credentials)
        if user is not None:
            release(credentials["username"], self.get_client_ip(request))
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        address = self.get_client_ip(context.request)
        refuse_while_waiting(user.username, address)
        right = super().reauthenticate(user, password)
        if right:
            release(user.username, address)
        else:
            note_failure(user.username, address, timezone.now())
        return right

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        log.info("accounts.signed_in", user=str(user.pk), kind=user.kind)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether proofs are too old for something delicate; a sign-in of a moment ago is proof enough."""
        records = get_authentication_records(context.request, context.request.user)
        newest = max((record["at"] for record in records), default=0)
        return time.time() - newest >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Wuli knows no mail addresses: what must be told is told on the page."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticators are sealed; an officer's last second factor stays."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("这六位数不对。请看验证器上现在显示的那一组，等它换一组再试也行。"),
        "cannot_delete_authenticator": LastSecondFactor.message,
    }

    def encrypt(self, text: str) -> str:
        return str(keep_secret(actor=SYSTEM, clear=text).pk)

    def decrypt(self, encrypted_text: str) -> str:
        kept = KeptSecret.objects.filter(pk=encrypted_text).first()
        if kept is None:
            raise CannotOpen("authenticator.secret")
        return str(kept.secret)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not authenticator.user.is_officer:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def get_totp_issuer(self) -> str:
        return str(_("五力"))

    def _get_site_name(self) -> str:
        return str(_("五力"))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("通行密钥 %(number)s") % {"number": number}


class SocialAdapter(DefaultSocialAccountAdapter):
    """WeChat opens a member account at its first use; the phone number is added on the profile page."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user = sociallogin.user
        user.username = f"u{user.pk.hex}"
        user.name = (data.get("name") or data.get("username") or _("微信用户"))[:64]
        user.kind = User.Kind.MEMBER
        user.set_unusable_password()
        return user


def refuse_while_waiting(account: str, address: str) -> None:
    """The wait as a form error."""
    try:
        check_brakes(account, address, timezone.now())
    except MustWait as error:
        raise ValidationError([str(error), error.how_to_mend], code=error.code) from error
