"""What the audit keeps besides the event tables: who read a sealed value, and the chain that closes a day."""

from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core import reach
from wuli.base.core.records import append_only

VIEW_AUDIT = "core.view_audit"


class AuditEntryQuerySet(models.QuerySet):
    """Entries; seen where one audits the unit at which they were allowed, and one's own."""

    def visible_to(self, user: Any) -> Self:
        """Entries that `user` may see: all at the top of the federation, else those of the units below."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if getattr(user, "is_system", False) or reach.holds_at_top(user, VIEW_AUDIT):
            return self
        units = reach.units_with(user, VIEW_AUDIT)
        keys = units.annotate(as_text=Cast(reach.key_of(units), models.TextField())).values("as_text")
        told = self.alias(at=KeyTextTransform("org", "metadata"), who=KeyTextTransform("user", "metadata"))
        return told.filter(Q(at__in=keys) | Q(who=str(user.pk)))

    def by(self, user_id: UUID | str) -> Self:
        """Entries of what this person did."""
        return self.alias(actor=KeyTextTransform("user", "metadata")).filter(actor=str(user_id))

    def of_action(self, code: str) -> Self:
        """Entries of one action."""
        return self.alias(code=KeyTextTransform("action", "metadata")).filter(code=code)


class AuditEntry(models.Model):
    """One action as it was done: who, which, what for, in which request. Written by pghistory's triggers."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    created_at = models.DateTimeField(_("时间"))
    metadata = models.JSONField()

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "pghistory_context"
        verbose_name = _("审计记录")

    def __str__(self) -> str:
        return str(self.metadata.get("action", ""))

    def get_absolute_url(self) -> str:
        """The page of this entry."""
        return f"/audit/{self.pk}/"


class RevealQuerySet(models.QuerySet):
    """Readings; seen where one audits the unit, and one's own."""

    def visible_to(self, user: Any) -> Self:
        """Readings that `user` may see, by the rule of the audit."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if getattr(user, "is_system", False) or reach.holds_at_top(user, VIEW_AUDIT):
            return self
        return self.filter(Q(org_id__in=reach.units_with(user, VIEW_AUDIT)) | Q(user=user))


@append_only
class Reveal(models.Model):
    """That somebody read one sealed value in clear 查看明文, and what for. Numbered, for the chain."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reveals")
    model = models.CharField(_("记录类别"), max_length=60)
    record = models.UUIDField(_("记录"))
    field = models.CharField(_("内容"), max_length=60)
    purpose = models.CharField(_("用途"), max_length=200)
    org_id = models.UUIDField(null=True)  # units live one floor up
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = RevealQuerySet.as_manager()

    class Meta:
        verbose_name = _("查看明文")
        indexes = [
            models.Index(fields=["model", "record"], name="reveal_of_record"),  # "who has read mine"
            models.Index(fields=["-at"], name="reveal_newest"),  # the audit page
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.field}"


@append_only
class AuditSeal(models.Model):
    """One link of the chain 审计链: the hash of a run of rows of one table, and of the link before it."""

    id = models.BigAutoField(primary_key=True)
    sealed_at = models.DateTimeField(default=timezone.now)
    table = models.CharField(max_length=80)
    columns = models.TextField()  # what was hashed, so that a column added later changes nothing
    first = models.BigIntegerField()  # numbers of the first and last row
    last = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    marks = models.BinaryField()  # 8 bytes number + 8 bytes hash a row: names the row that was changed
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["previous"], name="audit_chain_does_not_fork")]
        indexes = [models.Index(fields=["table", "id"], name="audit_seal_table")]

    def __str__(self) -> str:
        return f"{self.table} {self.first}–{self.last}"
