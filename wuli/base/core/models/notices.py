"""Notices 通知: what a user is told, kept until read. Written by the action that has something to tell."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.notice_events import EVENTS
from wuli.base.core.records import Record


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices; everybody sees their own and nobody else's."""

    def visible_to(self, user: Any) -> Self:
        """The user's own notices."""
        return self.filter(user=user) if getattr(user, "is_authenticated", False) and user.pk else self.none()

    def unread(self) -> Self:
        """Notices that were not opened yet."""
        return self.filter(read_at=None)


class Notice(Record):
    """One thing told to one user: which event, its parameters, where it leads. The words come at reading."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.CharField(_("事由"), max_length=60)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("已读"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_user_newest"),  # the list
            models.Index(
                fields=["user"], condition=models.Q(read_at=None), name="notice_unread"
            ),  # the badge
        ]

    def __str__(self) -> str:
        return EVENTS[self.event].told(self.params) if self.event in EVENTS else str(_("一条通知"))

    @property
    def glyph(self) -> str:
        """The one character that stands for the kind of work."""
        return EVENTS[self.event].glyph if self.event in EVENTS else "知"

    @property
    def tone(self) -> str:
        """The strength that the event belongs to."""
        return EVENTS[self.event].tone if self.event in EVENTS else ""
