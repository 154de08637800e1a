"""Keys for programs: tokens that act as a person within named scopes, and answers kept for repeats."""

import hashlib
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..records import Record, tracked
from ..secrets import SealedField


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens; each belongs to one account and only its owner sees it."""

    def owned_by(self, user: object) -> Self:
        """Tokens of `user`, also spent ones, newest first."""
        return self.filter(user=user).order_by("-created_at")

    def in_force(self, at: datetime) -> Self:
        """Tokens that open the door at `at`: not revoked, not expired, owner may sign in."""
        return self.filter(revoked_at=None, expires_at__gt=at, user__is_active=True)


@tracked
class ApiToken(Record):
    """A token 接口令牌: a program acts as `user` within `scopes`. Only its SHA-256 is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("令牌开头"), max_length=12, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("范围"))
    expires_at = models.DateTimeField(_("到期时间"))
    revoked_at = models.DateTimeField(_("作废时间"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")
        constraints = [
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="api_token_has_scope"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="api_token_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def opens_at(self, at: datetime) -> bool:
        """Whether it opens the door at `at`."""
        return self.revoked_at is None and self.expires_at > at


class ApiTokenUse(models.Model):
    """When a token was last used; apart from the token, because this changes all day and needs no history."""

    token = models.OneToOneField(ApiToken, models.CASCADE, primary_key=True, related_name="use")
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token_id} {self.used_at:%F %T}"


class KeptAnswer(Record):
    """The answer to one POST with an Idempotency-Key, so that a repeat gets it again and changes nothing.

    `status` is null while the first call is still at work. The body is sealed: it may name people.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = SealedField(label="kept_answer.body")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="kept_answer_age")]  # the nightly clearing

    def __str__(self) -> str:
        return f"{self.key} {self.status}"

    @classmethod
    def stale(cls, at: datetime) -> "models.QuerySet[KeptAnswer]":
        """Answers older than a day, which no honest repeat asks for any more."""
        return cls.objects.filter(created_at__lt=at - timedelta(days=1))
