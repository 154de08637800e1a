"""Long work: what it is, whose it is, how far it has come."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record, Stateful, stateful
from wuli.base.core.secrets import SealedField


class JobQuerySet(models.QuerySet):
    """Jobs; each is its owner's own."""

    def visible_to(self, user: Any) -> Self:
        """Jobs that `user` started; the platform sees all."""
        if getattr(user, "is_system", False):
            return self
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()

    def unfinished(self) -> Self:
        """Jobs that wait or run."""
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


@stateful(initial="queued")
class Job(Stateful, Record):
    """A piece of long work 任务: `args` hold keys only, `private` what else it needs, sealed.

    Progress is written on a connection of its own, so it is seen while the work's transaction is open.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("正在办")
        DONE = "done", _("办完了")
        FAILED = "failed", _("没办成")
        CANCELLED = "cancelled", _("已取消")

    TRANSITIONS: ClassVar = {
        "queued": {"running", "cancelled", "failed"},
        "running": {"done", "failed", "cancelled"},
        "failed": {"queued"},
    }

    kind = models.CharField(_("任务"), max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="jobs")
    org_id = models.UUIDField(null=True)  # units live one floor up
    args = models.JSONField(default=dict)
    private = SealedField(label="job.private")
    about = models.CharField(_("内容"), max_length=200, blank=True)
    url = models.CharField(max_length=300, blank=True)  # where its outcome is seen
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.QUEUED)
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict)
    cancel_asked_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("开始"), null=True)
    finished_at = models.DateTimeField(_("结束"), null=True)
    queue_id = models.BigIntegerField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_not_beyond_total"
            )
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_owner")]  # "my jobs"

    def __str__(self) -> str:
        return self.about or self.kind

    def get_absolute_url(self) -> str:
        """The page that shows how far it is."""
        return f"/jobs/{self.pk}/"

    @property
    def is_unfinished(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """How far it has come, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def seconds(self) -> int | None:
        """How long it took, once it has ended."""
        if not (self.started_at and self.finished_at):
            return None
        return max(1, round((self.finished_at - self.started_at).total_seconds()))

    @property
    def seconds_left(self) -> int | None:
        """About how long it will still take, when enough is done to tell."""
        if not (self.started_at and self.heartbeat_at and self.done and self.total > self.done):
            return None
        spent: timedelta = self.heartbeat_at - self.started_at
        return max(1, round(spent.total_seconds() * (self.total - self.done) / self.done))

    @property
    def mark(self) -> str:
        """Changes whenever the page would; the poller sends it back to learn whether anything moved."""
        return f"{self.state}-{self.step}-{self.done}-{self.total}-{bool(self.cancel_asked_at)}"
