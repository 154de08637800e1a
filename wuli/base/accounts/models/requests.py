"""What a person asks about their own data: a copy, a correction, a deletion. Each gets an answer in time."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record, Stateful, stateful, tracked
from wuli.base.core.secrets import SealedField

from .user import User


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    """Requests about personal data."""

    def visible_to(self, user: Any, capability: str = "accounts.answer_privacy") -> Self:
        """A person's own, and those of accounts that `user` may answer for."""
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user__in=User.objects.visible_to(user, capability).values("pk"))

    def open(self) -> Self:
        """Those that still wait for an answer."""
        return self.filter(state=PrivacyRequest.State.RECEIVED)

    def overdue(self, on: date) -> Self:
        """Open past the day on which the answer was due."""
        return self.open().filter(due_on__lt=on)


@tracked
@stateful(initial="received")
class PrivacyRequest(Record, Stateful):
    """A request about one's own data 个人信息请求 (个人信息保护法 第四十四至四十七条、第五十条)."""

    class Kind(models.TextChoices):
        COPY = "copy", _("要一份副本")
        CORRECT = "correct", _("改正或补充")
        DELETE = "delete", _("删除")
        EXPLAIN = "explain", _("解释说明")

    class State(models.TextChoices):
        RECEIVED = "received", _("已收到")
        GRANTED = "granted", _("已照办")
        REFUSED = "refused", _("未同意")
        WITHDRAWN = "withdrawn", _("本人撤回")

    TRANSITIONS = {"received": {"granted", "refused", "withdrawn"}}

    user = models.ForeignKey(User, models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(_("要求"), max_length=16, choices=Kind)
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.RECEIVED)
    asked_at = models.DateTimeField(_("提出时间"))
    due_on = models.DateField(_("答复期限"))
    rule_source = models.CharField(_("期限依据"), max_length=128, blank=True)
    ruleset = models.UUIDField(null=True, editable=False)  # the version of the dated rule that set the day
    detail = SealedField(_("说明"), label="privacy_request.detail")
    answer = SealedField(_("答复"), label="privacy_request.answer")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人信息请求")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(state="received"),
                name="privacy_request_one_open_per_kind",
            ),
            models.CheckConstraint(
                name="privacy_request_answered_with_reasons",
                condition=~models.Q(state__in=["granted", "refused"])
                | models.Q(answer__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"
