"""The rule library 制度库: rule documents, the duties they set, who adopted them, and each turn of a duty."""

from datetime import date
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

from wuli.base.core.records import EditableRecord, Record, Stateful, stateful, tracked
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.scope import ScopedQuerySet, orgs_within

turn_late_days = pgtrigger.Trigger(
    name="turn_late_days",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
    NEW.late = CASE WHEN NEW.state IN ('due', 'returned') THEN daterange(NEW.due_on + 1, NULL)
                    WHEN NEW.done_on > NEW.due_on THEN daterange(NEW.due_on + 1, NEW.done_on)
                    ELSE 'empty'::daterange END;
    RETURN NEW;""",
)


class RuleDocQuerySet(ScopedQuerySet):
    """Rule documents; seen in the unit's own reach, and once issued by every unit below."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        if getattr(user, "is_system", False):
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        mine = orgs_within(user, capability or self.view_capability)
        above = OrgClosure.objects.filter(descendant__in=mine, standing=True).values("ancestor")
        return self.filter(Q(org__in=mine) | Q(org__in=above, state__in=["issued", "repealed"]))

    def binding(self, on: date) -> Self:
        """Rules that bind on the day `on`."""
        ends = Q(repealed_on=None) | Q(repealed_on__gt=on)
        return self.filter(ends, state__in=["issued", "repealed"], effective_from__lte=on)


@tracked
@stateful(initial="draft")
class RuleDoc(Stateful, EditableRecord):
    """A rule document 制度 of a unit: drafted, issued with a number, repealed or replaced."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草拟")
        ISSUED = "issued", _("施行中")
        REPEALED = "repealed", _("已废止")

    TRANSITIONS: ClassVar = {"draft": {"issued"}, "issued": {"repealed"}}

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("制定单位"))
    number = models.CharField(_("文号"), max_length=40, blank=True, editable=False)
    title = models.CharField(_("制度名称"), max_length=80)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", editable=False
    )
    scope = models.CharField(_("适用范围"), max_length=120)
    body = models.TextField(_("内容"), max_length=20_000)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    sample = models.BooleanField(_("示例"), default=False)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    effective_from = models.DateField(_("施行日期"), null=True, editable=False)
    repealed_on = models.DateField(_("废止日期"), null=True, editable=False)

    objects = RuleDocQuerySet.as_manager()

    class Meta:
        verbose_name = _("制度")
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="rule_doc_number_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(number="") & Q(effective_from__isnull=False)),
                name="rule_doc_issued_with_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="repealed") | Q(repealed_on__gte=F("effective_from")),
                name="rule_doc_repealed_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:rule", args=[self.pk])

    @property
    def tone(self) -> str:
        """How it looks."""
        return {"draft": "neutral", "issued": "ok"}.get(self.state, "pause")


class DutyQuerySet(ScopedQuerySet):
    """Duties; seen where their rule is."""

    scope_path = "rule__org"
    view_capability = "campaigns.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        return self.filter(rule__in=RuleDoc.objects.visible_to(user, capability))


@tracked
class Duty(Record):
    """Something that a rule asks for again and again 规定动作: in each cycle, some workdays after it ends."""

    class Cycle(models.TextChoices):
        MONTH = "month", _("每月")
        QUARTER = "quarter", _("每季度")
        HALF = "half", _("每半年")
        YEAR = "year", _("每年")
        WORKDAYS = "workdays", _("每隔几个工作日")

    rule = models.ForeignKey(RuleDoc, models.PROTECT, related_name="duties")
    title = models.CharField(_("规定动作"), max_length=80)
    cycle = models.CharField(_("周期"), max_length=8, choices=Cycle)
    every = models.PositiveSmallIntegerField(_("隔几个工作日"), null=True, blank=True)
    within = models.PositiveSmallIntegerField(_("周期结束后几个工作日内"), default=5)
    needs_paper = models.BooleanField(_("要佐证"), default=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("规定动作")
        ordering = ("rule", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(cycle="workdays", every__gte=1) | (~Q(cycle="workdays") & Q(every=None)),
                name="duty_cycle_whole",
            ),
            models.CheckConstraint(condition=Q(within__lte=60), name="duty_within_sixty_workdays"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def cycle_words(self) -> str:
        """The cycle in words."""
        if self.cycle == self.Cycle.WORKDAYS:
            return _("每 %(n)s 个工作日") % {"n": self.every}
        return str(self.get_cycle_display())


class AdoptionQuerySet(ScopedQuerySet):
    """Adoptions; seen where the unit is."""

    scope_path = "org"
    view_capability = "campaigns.view"


@tracked
class Adoption(Record):
    """That a unit adopted 落实 a rule: from this day its duties are the unit's."""

    rule = models.ForeignKey(RuleDoc, models.PROTECT, related_name="adoptions")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    adopted_on = models.DateField(_("落实日期"))
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("落实制度")
        constraints = [models.UniqueConstraint(fields=["rule", "org"], name="rule_adopted_once")]

    def __str__(self) -> str:
        return f"{self.rule_id}:{self.org_id}"


class TurnQuerySet(ScopedQuerySet):
    """Turns of duties; seen where the unit is."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def waiting(self) -> Self:
        """Turns that are still to be done."""
        return self.filter(state__in=["due", "returned"])

    def overdue(self, on: date) -> Self:
        """Turns whose day is past on the day `on`."""
        return self.waiting().filter(due_on__lt=on)


@tracked
@stateful(initial="due")
class Turn(Stateful, Record):
    """One turn of a duty at a unit: the period it is for, by when, done in words, checked by whom.

    Written from the dated rule by `plan_turns`, once for a duty, unit and period.
    """

    class State(models.TextChoices):
        DUE = "due", _("待做")
        DONE = "done", _("已做")
        RETURNED = "returned", pgettext_lazy("state", "退回重做")
        CHECKED = "checked", _("已核")
        WAIVED = "waived", _("不用做了")

    TRANSITIONS: ClassVar = {
        "due": {"done", "waived"}, "done": {"checked", "returned"}, "returned": {"done", "waived"},
    }  # fmt: skip

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="turns", verbose_name=_("规定动作"))
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    period_from = models.DateField(_("从"))
    period_to = models.DateField(_("到"))  # its last day
    due_on = models.DateField(_("完成期限"))
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DUE)
    words = models.TextField(_("做了什么"), max_length=2000, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judgement = models.CharField(_("意见"), max_length=500, blank=True)
    late = DateRangeField(_("逾期"), null=True, editable=False)  # kept by the trigger turn_late_days

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("规定动作")
        constraints = [
            models.UniqueConstraint(fields=["duty", "org", "period_from"], name="turn_once_a_period"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="turn_period_forward"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "checked"]) | Q(done_on__isnull=False),
                name="turn_done_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "due_on"], name="turn_org_due"),  # lists of a unit, figures
            models.Index(fields=["state", "due_on"], name="turn_waiting"),  # what is late, reminders
        ]
        triggers = [turn_late_days]

    def __str__(self) -> str:
        return self.duty.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:turn", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be done."""
        return self.state in ("due", "returned")

    @property
    def is_late(self) -> bool:
        """Whether it waits past its day."""
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def state_words(self) -> str:
        """The state, or that it is late."""
        return str(_("逾期") if self.is_late else self.get_state_display())

    @property
    def period_words(self) -> str:
        """The period as a stretch of days."""
        return f"{self.period_from:%Y-%m-%d} – {self.period_to:%m-%d}"

    @property
    def tone(self) -> str:
        """How it looks: late before everything else."""
        tones = {"due": "neutral", "done": "soon", "returned": "warn", "checked": "ok"}
        return "late" if self.is_late else tones.get(self.state, "pause")
