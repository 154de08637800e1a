"""Duty reports 履职报告: what somebody in a post did in a period, with figures that fill themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet
from wuli.base.people.codes import PostTitle
from wuli.mechanisms.figures.models import FrozenFigure
from wuli.mechanisms.figures.times import TimeRange


class DutyReportQuerySet(ScopedQuerySet):
    """Duty reports; seen where the unit is."""

    scope_path = "org"
    view_capability = "campaigns.view"


@tracked
@stateful(initial="draft")
class DutyReport(Stateful, EditableRecord):
    """A duty report of a post at a unit for a period: one, whoever holds the post.

    Its figures are live while it is a draft; when it is submitted they are frozen, round by round.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("在写")
        SUBMITTED = "submitted", _("已报送")
        RETURNED = "returned", _("退回重写")
        SCORED = "scored", _("已评分")
        ARCHIVED = "archived", _("已归档")

    TRANSITIONS: ClassVar = {
        "draft": {"submitted"}, "submitted": {"returned", "scored"}, "returned": {"submitted"},
        "scored": {"archived"},
    }  # fmt: skip

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    post = models.CharField(_("职务"), max_length=24, choices=PostTitle)
    holder = models.CharField(_("履职人"), max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duty_reports")
    period_from = models.DateField(_("从"))
    period_to = models.DateField(_("到"))  # its last day
    due_on = models.DateField(_("报送期限"))
    done = models.TextField(_("履职情况"), max_length=5000, blank=True)
    problems = models.TextField(_("存在问题"), max_length=3000, blank=True)
    next_steps = models.TextField(_("下步打算"), max_length=3000, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(default=0, editable=False)  # how often it was submitted
    submitted_on = models.DateField(_("报送日期"), null=True, editable=False)
    score = models.DecimalField(_("得分"), max_digits=4, decimal_places=1, null=True, editable=False)
    feedback = models.TextField(_("反馈"), max_length=2000, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True, editable=False)

    objects = DutyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("履职报告")
        constraints = [
            models.UniqueConstraint(fields=["org", "post", "period_from"], name="duty_report_once"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="duty_report_period_forward"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft"]) | Q(submitted_on__isnull=False),
                name="duty_report_submitted_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["scored", "archived"]) | Q(score__range=(0, 100)),
                name="duty_report_score_of_a_hundred",
            ),
        ]
        indexes = [models.Index(fields=["org", "submitted_on"], name="duty_report_org_day")]  # figures

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.when.words}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:report", args=[self.pk])

    @property
    def when(self) -> TimeRange:
        """The period as figures ask for it."""
        return TimeRange.days(self.period_from, self.period_to)

    @property
    def may_be_written(self) -> bool:
        """Whether its text can still change."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def is_late(self) -> bool:
        """Whether it should have been submitted."""
        return self.may_be_written and self.due_on < timezone.localdate()

    @property
    def state_words(self) -> str:
        """The state, or that it is late."""
        return str(_("逾期") if self.is_late else self.get_state_display())

    @property
    def tone(self) -> str:
        """How it looks."""
        tones = {"draft": "neutral", "submitted": "soon", "returned": "warn", "scored": "ok"}
        return "late" if self.is_late else tones.get(self.state, "pause")


class ReportFigureQuerySet(ScopedQuerySet):
    """Figures of reports; seen where the report is."""

    scope_path = "report__org"
    view_capability = "campaigns.view"


@append_only
class ReportFigure(Record):
    """A figure that was frozen when the report was submitted the `round`-th time."""

    report = models.ForeignKey(DutyReport, models.PROTECT, related_name="figures")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="+")

    objects = ReportFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告数字")
        ordering = ("report", "round", "order")
        constraints = [
            models.UniqueConstraint(fields=["report", "round", "order"], name="duty_report_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}:{self.order}"
