"""Meetings of a plan: agenda, who came, minutes, and what was decided."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, Record, Stateful, stateful, tracked

from .plans import PartQuerySet, Plan


@tracked
class Bureau(Record):
    """A member unit 成员单位 of a joint conference, outside the federation; our liaison answers for it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="bureaus")
    name = models.CharField(_("成员单位"), max_length=60)
    contact = models.CharField(_("联络员"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("成员单位")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="bureau_once")]

    def __str__(self) -> str:
        return self.name


@tracked
@stateful(initial="planned")
class Meeting(Stateful, EditableRecord):
    """A meeting of a plan: called with an agenda, held with minutes."""

    class State(models.TextChoices):
        PLANNED = "planned", _("待召开")
        HELD = "held", _("已召开")
        CANCELLED = "cancelled", _("已取消")

    TRANSITIONS: ClassVar = {"planned": {"held", "cancelled"}}

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings")
    title = models.CharField(_("会议名称"), max_length=80)
    starts_at = models.DateTimeField(_("时间"))
    place = models.CharField(_("地点"), max_length=100)
    agenda = models.TextField(_("议程"), max_length=2000)
    minutes = models.TextField(_("纪要"), max_length=10_000, blank=True)
    attended = models.CharField(_("参加人员"), max_length=500, blank=True)
    chaired_by = models.CharField(_("主持人"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.PLANNED)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("会议")
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(minutes=""), name="meeting_held_with_minutes"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:meeting", args=[self.pk])

    @property
    def tone(self) -> str:
        """How it looks."""
        return {"planned": "info", "held": "ok"}.get(self.state, "pause")


class MeetingPartQuerySet(PartQuerySet):
    """Parts of meetings; seen where the plan is."""

    scope_path = "meeting__plan__org"
    plan_path = "meeting__plan"


@tracked
class Seat(Record):
    """Whether a member unit came to a meeting, and who came for it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="seats")
    came = models.BooleanField(_("到会"), default=False)
    who = models.CharField(_("谁来的"), max_length=60, blank=True)

    objects = MeetingPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("到会")
        constraints = [models.UniqueConstraint(fields=["meeting", "bureau"], name="seat_once_a_meeting")]

    def __str__(self) -> str:
        return str(self.bureau)


@tracked
class Decision(Record):
    """What a meeting decided 议定事项, numbered; it becomes a task."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("序号"))
    words = models.CharField(_("议定事项"), max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MeetingPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("议定事项")
        ordering = ("meeting", "number")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
            models.CheckConstraint(condition=~Q(words=""), name="decision_says_something"),
        ]

    def __str__(self) -> str:
        return self.words
