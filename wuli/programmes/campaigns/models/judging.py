"""How plans are judged: marks by several evaluators, and versions of a report."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record, Stateful, stateful, tracked

from .plans import PartQuerySet, Plan


@tracked
class Evaluation(Record):
    """One evaluator's judgement 评估 of a plan at a stage; once a person and stage, points by criterion."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="evaluations")
    stage = models.CharField(_("阶段"), max_length=24)
    evaluator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(_("评语"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("评估")
        constraints = [
            models.UniqueConstraint(fields=["plan", "stage", "evaluator"], name="evaluation_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}:{self.stage}"


class MarkQuerySet(PartQuerySet):
    """Points; seen where the plan is."""

    scope_path = "evaluation__plan__org"
    plan_path = "evaluation__plan"


@tracked
class Mark(Record):
    """Points given for one criterion."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="marks")
    criterion = models.CharField(max_length=24)
    points = models.PositiveSmallIntegerField(_("得分"))

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("得分")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="mark_once_a_criterion"),
            models.CheckConstraint(condition=Q(points__lte=100), name="mark_within_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


@tracked
@stateful(initial="submitted")
class Draft(Stateful, Record):
    """A version 稿 of a plan's report: submitted, returned with what to change, or passed."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("待审")
        RETURNED = "returned", _("退回修改")
        PASSED = "passed", _("定稿")

    TRANSITIONS: ClassVar = {"submitted": {"returned", "passed"}}

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField(_("稿次"))
    words = models.TextField(_("说明"), max_length=2000, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"))
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(_("审定时间"), null=True)
    judgement = models.TextField(_("意见"), max_length=2000, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告稿")
        ordering = ("plan", "-number")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="draft_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="submitted"), name="draft_one_at_a_time"
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="passed"), name="draft_one_final"),
        ]

    def __str__(self) -> str:
        return _("第 %(n)s 稿") % {"n": self.number}

    @property
    def files(self) -> list[Any]:
        """Its papers; a page that shows many versions has fetched them before."""
        return list(self.papers.all())

    @property
    def tone(self) -> str:
        """How it looks."""
        return {"submitted": "soon", "returned": "warn", "passed": "ok"}[self.state]
