"""What a person agreed to 同意: by purpose and version of the text, withdrawn as easily as given."""

import hashlib
from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record, no_truncate

from .user import User


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Published wordings."""

    def in_force(self, on: date) -> Self:
        """The newest text of each purpose that is valid on the day `on`."""
        return (
            self.filter(valid_from__lte=on).order_by("purpose", "-valid_from", "-version").distinct("purpose")
        )

    def with_agreed(self) -> Self:
        """With `agreed`: how many people stand by this version."""
        standing = Count("consents", filter=Q(consents__withdrawn_at__isnull=True))
        return self.annotate(agreed=standing)


class ConsentText(Record):
    """The words that a person agrees to; a new wording is a new version, an old one is never changed."""

    class Purpose(models.TextChoices):
        TERMS = "terms", _("用户协议")
        PRIVACY = "privacy", _("个人信息怎么用")
        LOCATION = "location", _("位置信息")
        HEALTH = "health", _("健康信息")
        FINANCE = "finance", _("银行账户信息")

    purpose = models.CharField(_("用途"), max_length=32, choices=Purpose)
    version = models.PositiveIntegerField(_("版本"))
    required = models.BooleanField(_("使用前必须同意"), default=False)
    valid_from = models.DateField(_("生效日期"))
    title_zh = models.CharField(max_length=64)
    title_en = models.CharField(max_length=128)
    text_zh = models.TextField()
    text_en = models.TextField()
    stops_zh = models.TextField(_("撤回后停什么"))
    stops_en = models.TextField()
    source = models.CharField(_("依据"), max_length=128, blank=True)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_once_per_version")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            no_truncate("accounts_consenttext"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh

    @property
    def text(self) -> str:
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh

    @property
    def stops(self) -> str:
        """What stops when the consent is withdrawn, told before the button is pressed."""
        return self.stops_en if (get_language() or "").startswith("en") else self.stops_zh

    @property
    def digest(self) -> bytes:
        """SHA-256 of both wordings: the consent keeps it, so it can be shown what was agreed to."""
        return hashlib.sha256(f"{self.text_zh}\0{self.text_en}".encode()).digest()


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents of people."""

    def in_force(self) -> Self:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(Record):
    """One act of agreeing, with the version and the digest of the words; withdrawing closes it for good."""

    class Channel(models.TextChoices):
        WEB = "web", _("网页")
        DESK = "desk", _("窗口")
        API = "api", _("接口")

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=32, choices=ConsentText.Purpose)
    version = models.PositiveIntegerField()
    text_digest = models.BinaryField(max_length=32)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.WEB)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False)
                | pgtrigger.Q(old__user__df=pgtrigger.F("new__user"))
                | pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                | pgtrigger.Q(old__purpose__df=pgtrigger.F("new__purpose"))
                | pgtrigger.Q(old__version__df=pgtrigger.F("new__version"))
                | pgtrigger.Q(old__text_digest__df=pgtrigger.F("new__text_digest"))
                | pgtrigger.Q(old__given_at__df=pgtrigger.F("new__given_at"))
                | pgtrigger.Q(old__channel__df=pgtrigger.F("new__channel")),
            ),
            no_truncate("accounts_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
