"""Plans 计划: a goal with stages and milestones, who leads it, and who may know of it."""

from datetime import timedelta
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.figures import indicator_name
from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet, orgs_within

from ..kind import KINDS, PlanKind, StageKind, kind_name

OPEN_FOR = timedelta(minutes=30)  # how long a secluded plan stays open after its door was signed

running_days = pgtrigger.Trigger(
    name="running_days",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
    NEW.running = CASE WHEN NEW.started_on IS NULL OR NEW.state = 'dropped' THEN 'empty'::daterange
                       WHEN NEW.ended_on < NEW.started_on THEN 'empty'::daterange
                       ELSE daterange(NEW.started_on, NEW.ended_on) END;
    RETURN NEW;""",
)
stages_in_order = pgtrigger.Trigger(
    name="stages_in_order",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
    IF NEW.ended_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM campaigns_stage s
         WHERE s.plan_id = NEW.plan_id AND s.number < NEW.number AND s.ended_on IS NULL) THEN
        RAISE EXCEPTION 'an earlier stage is not done'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'stage_in_order';
    END IF;
    RETURN NEW;""",
)


class PlanQuerySet(ScopedQuerySet):
    """Plans; seen where their unit is, secluded ones only by those on their own list."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        if getattr(user, "is_system", False):
            return self
        seen = super().visible_to(user, capability).filter(secluded=False)
        return seen | self.admitting(user)

    def admitting(self, user: Any) -> Self:
        """Secluded plans on whose list `user` stands today and who holds the capability for such plans."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        named = PlanAccess.objects.filter(user=user, valid__contains=timezone.localdate())
        return self.filter(
            secluded=True, pk__in=named.values("plan"), org__in=orgs_within(user, "campaigns.strict")
        )


def not_hidden(user: Any, path: str = "plan") -> Q:
    """Rows that belong to no plan, to an open one, or to a secluded one that admits `user`."""
    if getattr(user, "is_system", False):
        return Q()
    free = Q(**{path: None}) | Q(**{f"{path}__secluded": False})
    return free | Q(**{f"{path}__in": Plan.objects.admitting(user)})


class PartQuerySet(ScopedQuerySet):
    """Parts of plans; seen where the plan is, and hidden where it is hidden."""

    scope_path = "plan__org"
    view_capability = "campaigns.view"
    plan_path: ClassVar[str] = "plan"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(**{f"{self.plan_path}__in": Plan.objects.visible_to(user, capability)})


@tracked
@stateful(initial="draft")
class Plan(Stateful, EditableRecord):
    """A plan of the unit `org`: its kind says which stages and parts it has; `lead` answers for it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        RUNNING = "running", _("进行中")
        CLOSED = "closed", _("已结束")
        DROPPED = "dropped", pgettext_lazy("state", "不办了")

    TRANSITIONS: ClassVar = {
        "draft": {"running", "dropped"}, "running": {"closed", "dropped"}, "closed": {"running"},
    }  # fmt: skip

    CODE_NAMES: ClassVar = {"kind": kind_name, "indicator": indicator_name}

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("主办单位"))
    kind = models.CharField(_("类别"), max_length=24)
    title = models.CharField(_("名称"), max_length=80)
    goal = models.TextField(_("工作目标"), max_length=2000, blank=True)
    source_doc = models.CharField(_("依据"), max_length=120, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="led_plans", verbose_name=_("负责人")
    )
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    indicator = models.CharField(_("看哪个数"), max_length=64, blank=True)
    wanted = models.DecimalField(_("要达到"), max_digits=14, decimal_places=1, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    stage = models.CharField(_("阶段"), max_length=24)  # code of the first stage that is not done
    secluded = models.BooleanField(default=False, editable=False)
    started_on = models.DateField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    running = DateRangeField(_("进行期"), null=True, editable=False)  # kept by the trigger running_days

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("计划")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_start"),
            models.CheckConstraint(
                condition=Q(kind="strict_care", secluded=True) | (~Q(kind="strict_care") & Q(secluded=False)),
                name="plan_strict_is_secluded",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "closed"]) | Q(started_on__isnull=False),
                name="plan_started_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["org", "kind"], name="plan_org_kind")]
        triggers = [running_days]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:plan", args=[self.pk])

    @property
    def declared(self) -> PlanKind:
        """The declaration of this plan's kind."""
        return KINDS[self.kind]

    @property
    def at_stage(self) -> StageKind | None:
        """The declaration of the stage it is at; None when all are done."""
        return self.declared.stage(self.stage)

    @property
    def glyph(self) -> str:
        """The one character that stands for its kind."""
        return self.declared.glyph

    @property
    def tone(self) -> str:
        """How it looks."""
        late = self.state == self.State.RUNNING and self.ends_on < timezone.localdate()
        tones = {"draft": "neutral", "running": "doing", "closed": "ok", "dropped": "pause"}
        return "late" if late else tones[self.state]

    @property
    def is_open(self) -> bool:
        """Whether its parts can still change."""
        return self.state in (self.State.DRAFT, self.State.RUNNING)


@tracked
class Stage(Record):
    """A stage 阶段 of one plan: when it is due, when it was done, and in which words."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="stages")
    code = models.CharField(max_length=24)
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    ended_on = models.DateField(_("完成日期"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    words = models.CharField(_("小结"), max_length=500, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("阶段")
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="stage_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="stage_number_once"),
        ]
        triggers = [stages_in_order]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def name(self) -> Any:
        """What the stage is called."""
        declared = self.plan.declared.stage(self.code)
        return declared.name if declared else self.code


@tracked
class Milestone(EditableRecord):
    """Something to be reached by a day 节点; with an indicator, a number of that period."""

    CODE_NAMES: ClassVar = {"indicator": indicator_name}

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="milestones")
    title = models.CharField(_("节点"), max_length=80)
    due_on = models.DateField(_("完成期限"))
    indicator = models.CharField(_("看哪个数"), max_length=64, blank=True)
    since = models.DateField(_("从哪天算起"), null=True, blank=True)  # of a number within a period
    wanted = models.DecimalField(_("要达到"), max_digits=14, decimal_places=1, null=True, blank=True)
    ended_on = models.DateField(_("完成日期"), null=True, editable=False)
    words = models.CharField(_("完成情况"), max_length=500, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("节点")
        ordering = ("plan", "due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator="", wanted=None) | (~Q(indicator="") & Q(wanted__isnull=False)),
                name="milestone_number_whole",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(since__lte=F("due_on")), name="milestone_since_before_due"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Whether its day is past and nobody has called it reached."""
        return self.ended_on is None and self.due_on < timezone.localdate()


@tracked
class PlanAccess(Record):
    """That a user may know of a secluded plan during `valid` 知悉名单."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="access")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid = DateRangeField(_("有效期"))
    reason = models.CharField(_("依据"), max_length=200)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("知悉名单")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user"], condition=Q(valid__upper_inf=True), name="plan_access_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}:{self.user_id}"


@append_only
class PlanOpening(Record):
    """That somebody opened a secluded plan, when and what for; never changed, kept beside the plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(_("用途"), max_length=200)
    at = models.DateTimeField(_("时间"))

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("打开记录")
        indexes = [models.Index(fields=["plan", "user", "at"], name="plan_opening_fresh")]
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="plan_opening_with_purpose")]

    def __str__(self) -> str:
        return f"{self.plan_id}:{self.user_id}"
