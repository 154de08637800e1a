"""What accounts offer to the shells."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wuli.base.core.desk import DueItem, DueSource, MenuEntry, offer

from .models import PrivacyRequest
from .permission import ANSWER_PRIVACY, MANAGE_ACCOUNTS, PUBLISH_TEXTS


def due_requests(user: Any, at: datetime) -> Iterable[DueItem]:
    """Requests about personal data that `user` may answer, the nearest deadline first."""
    waiting = PrivacyRequest.objects.visible_to(user).open().exclude(user=user).select_related("user")
    for asked in waiting.order_by("due_on")[:50]:
        yield DueItem(
            glyph="私",
            title=_("%(name)s 要求：%(kind)s") % {"name": asked.user.name, "kind": asked.get_kind_display()},
            detail=_("个人信息请求"),
            org_name="",
            owner="",
            due_at=timezone.make_aware(datetime.combine(asked.due_on, time(17, 30))),
            url=reverse("accounts:request-answer", args=[asked.pk]),
            step=_("答复"),
            kind="privacy",
            tone="bad" if asked.due_on < timezone.localdate(at) else "neutral",
        )


def waiting_requests(user: Any) -> int:
    """How many requests wait for an answer."""
    return PrivacyRequest.objects.visible_to(user).open().exclude(user=user).count()


offer(
    MenuEntry(
        "accounts.list",
        gettext_lazy("账号"),
        "accounts:list",
        "key",
        "settings",
        order=10,
        capability=MANAGE_ACCOUNTS.code,
    ),
    MenuEntry(
        "accounts.requests",
        gettext_lazy("个人信息请求"),
        "accounts:requests",
        "shield-check",
        "settings",
        order=20,
        capability=ANSWER_PRIVACY.code,
        count=waiting_requests,
    ),
    MenuEntry(
        "accounts.texts",
        gettext_lazy("同意书"),
        "accounts:texts",
        "file-text",
        "settings",
        order=22,
        capability=PUBLISH_TEXTS.code,
    ),
    DueSource("accounts.requests", gettext_lazy("个人信息请求"), due_requests, ANSWER_PRIVACY.code),
)
