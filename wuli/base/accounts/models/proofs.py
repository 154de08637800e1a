"""Proofs of who somebody is, and what holds back those who guess."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record
from wuli.base.core.secrets import SealedField

from .user import User


class OneTimeCode(Record):
    """A one-time code 验证码 sent to a phone. Only its keyed hash is kept; five wrong tries spend it."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("登录")
        OLD_PHONE = "old_phone", _("核对原手机号")
        NEW_PHONE = "new_phone", _("核对新手机号")

    purpose = models.CharField(max_length=16, choices=Purpose)
    phone_bidx = models.BinaryField(max_length=16)
    address_bidx = models.BinaryField(max_length=16)
    code_hash = models.BinaryField(max_length=16)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_bidx", "purpose", "-created_at"], name="one_time_code_latest"),
            models.Index(fields=["address_bidx", "created_at"], name="one_time_code_by_address"),
        ]
        constraints = [
            models.CheckConstraint(
                name="one_time_code_five_tries", condition=models.Q(attempts__gte=0, attempts__lte=5)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_open(self, at: object) -> bool:
        """Whether a person may still answer with this code."""
        return self.used_at is None and self.attempts < 5 and at < self.expires_at  # type: ignore[operator]


class ScreenMessage(Record):
    """A message kept for the screen instead of being sent: only where the demo is loaded."""

    phone_bidx = models.BinaryField(max_length=16, db_index=True)
    text = SealedField(label="screen_message.text")

    def __str__(self) -> str:
        return str(self.pk)


class Brake(models.Model):
    """How often a key (account and address, account, address, phone) failed, and until when it must wait.

    The key is a keyed hash, so this table does not tell who tried to sign in from where.
    """

    key = models.BinaryField(max_length=16, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(default=timezone.now)
    closed_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["failed_at"], name="brake_forgotten")]

    def __str__(self) -> str:
        return bytes(self.key).hex()


class PastPassword(Record):
    """The hash of a password that was in use, so that the last five are not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords")
    hash = models.CharField(max_length=128)

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="past_password_latest")]

    def __str__(self) -> str:
        return str(self.pk)


class KeptSecret(Record):
    """A secret of an authenticator: allauth's row holds only its key, so that sealing keys can rotate."""

    secret = SealedField(label="authenticator.secret")

    def __str__(self) -> str:
        return str(self.pk)
