"""Tasks 任务: what a unit is to do by a day, who answers for it, what was said and handed in."""

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet

from .meetings import Bureau, Decision
from .plans import Plan, not_hidden

WAITING = ("open", "doing", "returned")  # states in which a task is still to be done
HANDED_IN = ("done", "accepted")

# The days on which a task was late: from the day after it was due until it was handed in or dropped.
late_days = pgtrigger.Trigger(
    name="late_days",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
    NEW.late = CASE WHEN NEW.state IN ('open', 'doing', 'returned') THEN daterange(NEW.due_on + 1, NULL)
                    WHEN NEW.ended_on > NEW.due_on THEN daterange(NEW.due_on + 1, NEW.ended_on)
                    ELSE 'empty'::daterange END;
    RETURN NEW;""",
)


class TaskQuerySet(ScopedQuerySet):
    """Tasks; seen where the unit that does them is, and hidden where their plan is."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        return super().visible_to(user, capability).filter(not_hidden(user))

    def waiting(self) -> Self:
        """Tasks that are still to be done."""
        return self.filter(state__in=WAITING)

    def overdue(self, on: date) -> Self:
        """Tasks whose day is past on the day `on` and that nobody has handed in."""
        return self.waiting().filter(due_on__lt=on)


@tracked
@stateful(initial="open")
class Task(Stateful, EditableRecord):
    """A task 任务 of the unit `org`, given by `asked_by`; `owner` answers for it until it is accepted."""

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        DOING = "doing", _("在办")
        DONE = "done", _("已交")
        RETURNED = "returned", pgettext_lazy("state", "退回重办")
        ACCEPTED = "accepted", _("已验收")
        DROPPED = "dropped", pgettext_lazy("state", "不办了")

    TRANSITIONS: ClassVar = {
        "open": {"doing", "done", "dropped"},
        "doing": {"open", "done", "dropped"},
        "done": {"accepted", "returned"},
        "returned": {"doing", "done", "dropped"},
        "dropped": {"open"},
    }

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    asked_by = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("交办单位"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("负责人")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("交办人")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("计划")
    )
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="task", editable=False)
    bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("成员单位")
    )
    wanted = models.DecimalField(_("要达到"), max_digits=14, decimal_places=1, null=True, blank=True)
    title = models.CharField(pgettext_lazy("task", "任务"), max_length=80)
    detail = models.TextField(_("要求"), max_length=2000, blank=True)
    source_doc = models.CharField(_("依据"), max_length=120, blank=True)
    due_on = models.DateField(_("完成期限"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.OPEN)
    ended_on = models.DateField(_("办结日期"), null=True, editable=False)  # handed in, or dropped
    late = DateRangeField(_("逾期"), editable=False, null=True)  # kept by the trigger late_days

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("task", "任务")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[*HANDED_IN, "dropped"]) | Q(ended_on__isnull=False),
                name="task_ended_on_a_day",
            ),
            models.CheckConstraint(  # what a meeting decided, and a number to reach, belong to a plan
                condition=Q(plan__isnull=False) | Q(decision=None, bureau=None, wanted=None),
                name="task_parts_of_a_plan",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "due_on"], name="task_org_due"),  # lists of a unit, figures
            models.Index(fields=["owner", "state", "due_on"], name="task_owner_due"),  # one's own desk
            models.Index(fields=["plan", "due_on"], name="task_plan_due"),  # tasks of a plan
        ]
        triggers = [late_days]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:task", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be done."""
        return self.state in WAITING

    def days_late(self, on: date) -> int:
        """For how many days it has been late on the day `on`, or was when it was handed in."""
        until = on if self.is_waiting else (self.ended_on or on)
        return max(0, (until - self.due_on).days) if self.state != self.State.DROPPED else 0

    @property
    def is_late(self) -> bool:
        """Whether it waits past its day."""
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def state_words(self) -> str:
        """The state, or by how many days it is late."""
        if self.is_late:
            days = self.days_late(timezone.localdate())
            return ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", days) % {"n": days}
        return str(self.get_state_display())

    @property
    def tone(self) -> str:
        """How it looks: late before everything else."""
        if self.is_late:
            return "late"
        tones = {"open": "neutral", "doing": "doing", "done": "soon", "returned": "warn", "accepted": "ok"}
        return tones.get(self.state, "pause")


class TaskNoteQuerySet(ScopedQuerySet):
    """What was said about tasks; seen where the task is."""

    scope_path = "task__org"
    view_capability = "campaigns.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        return super().visible_to(user, capability).filter(not_hidden(user, "task__plan"))


@append_only
class TaskNote(Record):
    """One line of a task's course 经过: progress in words, handed in, returned. Never changed."""

    class Kind(models.TextChoices):
        GIVEN = "given", _("交办")
        STARTED = "started", _("开始办")
        PROGRESS = "progress", _("报进展")
        CHANGED = "changed", _("改任务")
        CHECKED = "checked", _("督查")
        HANDED_IN = "handed_in", _("交办结果")
        RETURNED = "returned", _("退回")
        ACCEPTED = "accepted", _("验收")
        DROPPED = "dropped", _("停办")
        REOPENED = "reopened", _("重新办")

    task = models.ForeignKey(Task, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.TextField(_("内容"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = TaskNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务经过")
        indexes = [models.Index(fields=["task", "at"], name="task_note_course")]

    def __str__(self) -> str:
        return f"{self.task_id}:{self.kind}"

    @property
    def tone(self) -> str:
        """The mark of the line in a timeline."""
        return {"accepted": "ok", "returned": "hold", "dropped": "hold"}.get(self.kind, "")
