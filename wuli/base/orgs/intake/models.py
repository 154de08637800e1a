"""A sheet of many units on its way into the tree."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuli.base.core.models.files import StoredFile
from wuli.base.core.models.jobs import Job
from wuli.base.core.records import Record, Stateful, stateful, tracked


class UnitsSheetQuerySet(models.QuerySet):
    """Sheets; each is its sender's own, for it is read with their reach."""

    def visible_to(self, user: Any) -> Self:
        """What `user` has sent."""
        if getattr(user, "is_system", False):
            return self
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()

    def locked(self, pk: Any) -> Any:
        """The sheet `pk`, locked for the rest of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)


@tracked
@stateful(initial="checking")
class UnitsSheet(Stateful, Record):
    """One file of units 组织表, checked and founded by jobs.

    Rows with faults are `core.StagedRow` of this batch. Good rows are kept nowhere: the file is read again
    when they are founded, and what stands in the tree by then is left out, so twice is once.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("正在查")
        STOPPED = "stopped", _("没查完")
        CHECKED = "checked", _("查完待建")
        FOUNDING = "founding", _("正在建")
        FOUNDED = "founded", _("已建好")

    TRANSITIONS: ClassVar = {
        "checking": {"checked", "stopped"},
        "stopped": {"checking"},
        "checked": {"checking", "founding"},
        "founding": {"founded", "checked"},
    }

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.CHECKING)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    labels = models.JSONField(default=list)  # the file's own names of its columns, in order
    rows = models.PositiveIntegerField(_("行数"), default=0)
    ready = models.PositiveIntegerField(_("可以建"), default=0)
    unchanged = models.PositiveIntegerField(_("已经有了"), default=0)
    wrong = models.PositiveIntegerField(_("要改"), default=0)
    founded = models.PositiveIntegerField(_("已建"), default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(_("查完"), null=True)
    founded_at = models.DateTimeField(_("建好"), null=True)

    objects = UnitsSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织表导入")
        indexes = [models.Index(fields=["owner", "-created_at"], name="units_sheet_owner")]  # past ones
        constraints = [
            models.CheckConstraint(condition=Q(founded__lte=models.F("ready")), name="units_sheet_not_beyond")
        ]

    def __str__(self) -> str:
        return self.file.name

    def get_absolute_url(self) -> str:
        return f"/orgs/import/large/{self.pk}/"

    @property
    def is_busy(self) -> bool:
        """Whether a job is at work on it, or has broken down over it."""
        return self.state in (self.State.CHECKING, self.State.FOUNDING)

    @property
    def left(self) -> int:
        """Good rows that are not founded yet."""
        return self.ready - self.founded
