"""An import of a roster, from the file to its members."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core import rules as dated
from wuli.base.core.models.jobs import Job
from wuli.base.core.records import Record, Stateful, stateful, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet

from ..rule_kinds import ROSTER_UNDO

TONES = {
    "uploaded": "warn",
    "checking": "doing",
    "checked": "warn",
    "entering": "doing",
    "entered": "ok",
    "undoing": "doing",
    "undone": "pause",
}


class RosterImportQuerySet(ScopedQuerySet):
    """Imports; seen by those who may import at the unit."""

    scope_path = "org"
    view_capability = "people.import_roster"


@tracked
@stateful(initial="uploaded")
class RosterImport(Stateful, Record):
    """One file of members on its way into the register of `org` and the units below it.

    Its rows are `core.StagedRow` of this batch; the file itself lies sealed in the vault for some days.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("待对列名")
        CHECKING = "checking", _("正在查")
        CHECKED = "checked", _("查完待入册")
        ENTERING = "entering", _("正在入册")
        ENTERED = "entered", _("已入册")
        UNDOING = "undoing", _("正在撤回")
        UNDONE = "undone", _("已撤回")

    TRANSITIONS: ClassVar = {
        "uploaded": {"checking"},
        "checking": {"uploaded", "checked"},
        "checked": {"checking", "entering"},
        "entering": {"entered", "checked"},
        "entered": {"entering", "undoing"},
        "undoing": {"undone", "entered"},
    }

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("导入到"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.UPLOADED)
    file_name = models.CharField(_("文件"), max_length=200)
    file_size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)  # names of the sheets in the file
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(default=0)  # Excel's number of the row that names the columns
    labels = models.JSONField(default=list)  # the file's own names of its columns, in order
    mapping = models.JSONField(default=dict)  # our column -> place in the file
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(_("查完"), null=True)
    entered_at = models.DateTimeField(_("入册时间"), null=True)
    undone_at = models.DateTimeField(_("撤回时间"), null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("名册导入")
        indexes = [models.Index(fields=["org", "-created_at"], name="roster_of_unit")]  # past imports

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"/people/rosters/{self.pk}/"

    @property
    def source(self) -> str:
        """How memberships and tags name this import as where they come from."""
        return f"roster:{self.pk.hex}"

    @property
    def is_busy(self) -> bool:
        """Whether a job is at work on it."""
        return self.state in (self.State.CHECKING, self.State.ENTERING, self.State.UNDOING)

    @property
    def about(self) -> str:
        """The file, its sheet and its size, in one line."""
        told = {"file": self.file_name, "sheet": self.sheet}
        return _now("%(file)s，工作表「%(sheet)s」") % told

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The four steps, with what is known of the first two."""
        size = f"{max(1, self.file_size // 1024):,} KB"
        return [
            (_now("选文件"), _now("已上传 %(size)s") % {"size": size}),
            (_now("对列名"), _now("认出 %(count)s 列") % {"count": len(self.mapping)}),
            (_now("查问题"), ""),
            (_now("入册"), ""),
        ]

    @property
    def tone(self) -> str:
        """How its state looks."""
        return TONES[self.State(self.state).value]

    def may_be_undone(self, at: datetime) -> bool:
        """Whether the time for taking it back, by rule, has not passed."""
        if self.state != self.State.ENTERED or self.entered_at is None:
            return False
        return at < self.entered_at + timedelta(hours=self.undo_hours)

    @property
    def undo_hours(self) -> int:
        """How long after entering it may be taken back, by the rule of the day and place."""
        day = timezone.localdate(self.entered_at) if self.entered_at else timezone.localdate()
        return dated.at(ROSTER_UNDO.code, self.org, day).value
