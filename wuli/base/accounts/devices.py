"""Signed-in devices in words that people know them by."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import User

# The first that fits names it: WeChat and tablets say "Mobile Safari" as well.
BROWSERS: list[tuple[str, str | Promise]] = [
    ("MicroMessenger", gettext_lazy("微信")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS: list[tuple[str, str | Promise]] = [
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True)
class ToldDevice:
    """A sign-in as the person would describe it."""

    pk: int
    name: str
    phone: bool
    ip: str
    since: datetime
    last_seen: datetime
    here: bool


def told_devices(user: User, session_key: str | None) -> list[ToldDevice]:
    """Where `user` is signed in: this device first, then by last use."""
    rows = UserSession.objects.filter(user=user).order_by("-last_seen_at")
    told = [
        ToldDevice(
            pk=row.pk,
            name=device_name(row.user_agent),
            phone=_is_phone(row.user_agent),
            ip=row.ip,
            since=row.created_at,
            last_seen=row.last_seen_at,
            here=row.session_key == session_key,
        )
        for row in rows
    ]
    return sorted(told, key=lambda device: not device.here)


def device_name(agent: str) -> str:
    """`Windows · Chrome` from what a browser says of itself."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    return " · ".join(str(part) for part in (system, browser) if part) or _("没认出来的设备")


def _first(names: list[tuple[str, str | Promise]], agent: str) -> str | Promise:
    return next((name for sign, name in names if sign in agent), "")


def _is_phone(agent: str) -> bool:
    return "Mobile" in agent or "MicroMessenger" in agent
