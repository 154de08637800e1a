"""How long, how often, how strong: plain values in, plain answers out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# What a wrong guess costs once the free ones are used up; the last step repeats.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
FORGET_FAILURES_AFTER = timedelta(hours=24)

# Free failures by what is being counted: a whole office may share one address.
FREE_FAILURES = {"pair": 5, "account": 20, "address": 100}

CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)
CODES_PER_HOUR = {"phone": 5, "address": 30}

PASSWORDS_REMEMBERED = 5


@dataclass(frozen=True)
class SessionLimits:
    """How long a sign-in lasts: `idle` without a request, `whole` from sign-in on."""

    idle: timedelta
    whole: timedelta


SESSIONS = {
    "officer": SessionLimits(idle=timedelta(minutes=30), whole=timedelta(hours=12)),
    "member": SessionLimits(idle=timedelta(days=30), whole=timedelta(days=90)),
    "service": SessionLimits(idle=timedelta(minutes=30), whole=timedelta(hours=12)),
}


def session_limits(kind: str, ruled: dict[str, int]) -> SessionLimits:
    """The limits of an account of `kind` under the dated rule `accounts.session_limits`."""
    plain = SESSIONS[kind]
    if kind == "member":
        return replace(plain, idle=timedelta(days=ruled["member_days"]))
    return replace(plain, idle=timedelta(minutes=ruled["officer_idle_minutes"]))


def wait_after(failures: int, free: int) -> timedelta:
    """The wait that the failure number `failures` costs when `free` failures cost nothing.

    With five free: the fifth costs a minute, then five, fifteen and sixty minutes.
    """
    if failures < free:
        return timedelta(0)
    return WAITS[min(failures - free, len(WAITS) - 1)]


def sign_in_is_over(limits: SessionLimits, *, started_at: datetime, seen_at: datetime, at: datetime) -> str:
    """Why a sign-in has ended at the instant `at`: "idle", "whole", or "" while it lasts."""
    if at - started_at >= limits.whole:
        return "whole"
    if at - seen_at >= limits.idle:
        return "idle"
    return ""


def password_is_too_old(changed_at: datetime | None, max_age_days: int, at: datetime) -> bool:
    """Whether a password must be changed by its age (等级保护 periodic change); 0 days means never."""
    if not max_age_days or changed_at is None:
        return False
    return at - changed_at >= timedelta(days=max_age_days)
