"""Rows of an uploaded sheet while they wait to be entered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class StagedRow(models.Model):
    """One row of an import `batch`; `rowno` is Excel's. Nothing sensitive lies here in clear.

    `cells` are read values, with masks for the sensitive ones, which are in `sealed`, bound to `subject`:
    the key that the new record will have, so that entering moves them without opening them. `raw` is the
    row as it came, sealed, kept only while somebody has to mend it. `key` and `contact` are blind indexes.
    """

    class State(models.TextChoices):
        READY = "ready", _("可入册")
        CHANGED = "changed", _("在册，有更新")
        SAME = "same", _("已在册，不重复入")
        BAD = "bad", _("要改")
        SKIPPED = "skipped", _("不入")
        ENTERED = "entered", _("已入册")
        UNDONE = "undone", _("已撤回")

    pk = models.CompositePrimaryKey("batch", "rowno")
    batch = models.UUIDField()
    rowno = models.IntegerField()
    subject = models.UUIDField()
    state = models.CharField(max_length=8, choices=State)
    key = models.BinaryField(null=True)
    contact = models.BinaryField(null=True)
    sealed = ArrayField(models.BinaryField(null=True), default=list)
    cells = models.JSONField(default=dict)
    raw = models.BinaryField(null=True)
    problems = models.JSONField(default=list)
    match = models.UUIDField(null=True)  # the record it speaks of, when there is one already
    outcome = models.JSONField(default=dict)  # what entering it changed, for taking it back

    class Meta:
        indexes = [
            # Only rows that wait are looked for one by one; the others come and go by the hundred thousand.
            models.Index(fields=["batch", "rowno"], name="staged_waiting", condition=models.Q(state="bad")),
        ]

    def __str__(self) -> str:
        return f"{self.batch}:{self.rowno}"
