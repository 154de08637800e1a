"""What the sign-in page may show when, and only when, the demo is loaded: sample sign-ins and their codes.

The demo registers one callable that answers [] while its marker is not in the database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils.functional import Promise

from .models import KeptSecret


@dataclass(frozen=True)
class DemoSignIn:
    """A sample person: `role` is shown (会员、工会干事、领导), and how they sign in."""

    role: str | Promise
    name: str
    username: str = ""
    password: str = ""
    phone: str = ""
    code: str = ""  # filled in when shown: the six digits of an officer's authenticator at this moment


_hints: list[Callable[[], Iterable[DemoSignIn]]] = []


def register_demo_hint(load: Callable[[], Iterable[DemoSignIn]]) -> None:
    """Let `load` name the sample sign-ins; it answers nothing where the demo is not loaded."""
    if load not in _hints:
        _hints.append(load)


def demo_is_loaded() -> bool:
    """Whether this database holds sample data."""
    return any(True for load in _hints for _hint in load())


def demo_sign_ins() -> list[DemoSignIn]:
    """Everybody of the demo who may be shown on the sign-in page, with the codes of this moment."""
    people = [hint for load in _hints for hint in load()]
    codes = current_codes([person.username for person in people if person.username])
    return [replace(person, code=codes.get(person.username, "")) for person in people]


def current_code(username: str) -> str:
    """The present TOTP code of the account; empty when it has no authenticator app."""
    return current_codes([username]).get(username, "")


def current_codes(usernames: list[str]) -> dict[str, str]:
    """Present TOTP codes by login name, in two queries for all of them."""
    if not usernames:
        return {}
    apps = Authenticator.objects.filter(user__username__in=usernames, type=Authenticator.Type.TOTP)
    by_secret = dict(apps.values_list("data__secret", "user__username"))
    now = list(yield_hotp_counters_from_time())
    counter = now[len(now) // 2]
    kept = KeptSecret.objects.filter(pk__in=list(by_secret))
    return {by_secret[str(each.pk)]: format_hotp_value(hotp_value(each.secret, counter)) for each in kept}
