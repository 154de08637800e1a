"""What the sign-in page may show when, and only when, the demo is loaded: sample sign-ins and their codes.

The demo registers one callable that answers [] while its marker is not in the database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.utils.functional import Promise


@dataclass(frozen=True)
class DemoSignIn:
    """A sample person: `role` is shown (会员、工会干事、领导), and how they sign in."""

    role: str | Promise
    name: str
    username: str = ""
    password: str = ""
    phone: str = ""

    @property
    def code(self) -> str:
        """The six digits that this officer's authenticator shows right now; empty for members."""
        return current_code(self.username) if self.username else ""


_hints: list[Callable[[], Iterable[DemoSignIn]]] = []


def register_demo_hint(load: Callable[[], Iterable[DemoSignIn]]) -> None:
    """Let `load` name the sample sign-ins; it answers nothing where the demo is not loaded."""
    if load not in _hints:
        _hints.append(load)


def demo_sign_ins() -> list[DemoSignIn]:
    """Everybody of the demo who may be shown on the sign-in page."""
    return [hint for load in _hints for hint in load()]


def demo_is_loaded() -> bool:
    """Whether this database holds sample data."""
    return bool(demo_sign_ins())


def current_code(username: str) -> str:
    """The present TOTP code of the account; empty when it has no authenticator app."""
    app = Authenticator.objects.filter(user__username=username, type=Authenticator.Type.TOTP).first()
    if app is None:
        return ""
    now = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(decrypt(app.data["secret"]), now[len(now) // 2]))
