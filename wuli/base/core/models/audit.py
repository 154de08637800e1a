"""What the audit keeps besides the event tables: who read a sealed value, and the chain that closes a day."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import append_only


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
