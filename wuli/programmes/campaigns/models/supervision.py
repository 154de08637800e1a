"""Supervision 督办: rules that look for what lags, and the items by which units are asked."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.figures import INDICATORS, indicator_name
from wuli.base.core.models.files import StoredFile
from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet
from wuli.base.people.models import Person

OPEN_STATES = ("asked", "answered", "returned")


class Cause(models.TextChoices):
    """Why a unit is asked 督办缘由."""

    LATE = "late", _("比时间进度慢")
    BELOW = "below", _("低于目标")
    SILENT = "silent", _("很久没有记录")
    HAND = "hand", _("人工发起")


class Level(models.TextChoices):
    """Which units a rule looks at, below the unit that made it."""

    CHILDREN = "children", _("直接下级")
    TOWNS = "towns", _("镇（区、街道）")
    GRASSROOTS = "grassroots", _("基层工会")


class SupervisionRuleQuerySet(ScopedQuerySet):
    """Rules; seen where the unit is that made them."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def in_force(self, on: date) -> Self:
        """Rules that look on the day `on`."""
        return self.filter(valid__contains=on)


@tracked
class SupervisionRule(EditableRecord):
    """A rule 督办规则 of `org`: which indicator, which units, from how far behind they are asked.

    `threshold` is points of a hundred (late, below) or days (silent). Rules are dated: a changed one is ended
    and followed by another.
    """

    CODE_NAMES: ClassVar = {"indicator": indicator_name}

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("发起单位"))
    indicator = models.CharField(_("指标"), max_length=80)
    cause = models.CharField(_("缘由"), max_length=8, choices=Cause)
    threshold = models.PositiveSmallIntegerField(_("界线"))
    level = models.CharField(_("看哪些单位"), max_length=12, choices=Level, default=Level.CHILDREN)
    answer_hours = models.PositiveSmallIntegerField(_("答复时限（工作小时）"))
    valid = DateRangeField(_("施行期"))
    source = models.CharField(_("依据"), max_length=200)

    objects = SupervisionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办规则")
        constraints = [
            ExclusionConstraint(  # two at once would ask twice with two limits
                name="supervision_rule_once",
                expressions=[
                    ("org", RangeOperators.EQUAL),
                    ("indicator", RangeOperators.EQUAL),
                    ("cause", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(cause="hand"), name="supervision_rule_has_a_cause"),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="supervision_rule_threshold"),
            models.CheckConstraint(
                condition=Q(answer_hours__gte=1, answer_hours__lte=400), name="supervision_rule_hours"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="supervision_rule_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_name} · {self.get_cause_display()}"

    def holds_on(self, day: date) -> bool:
        """Whether it looks on that day."""
        return self.valid.lower <= day and (self.valid.upper is None or day < self.valid.upper)

    @property
    def indicator_name(self) -> Any:
        """The indicator's name, or its code when it is no longer declared."""
        declared = INDICATORS.get(self.indicator)
        return declared.name if declared else self.indicator


class SupervisionQuerySet(ScopedQuerySet):
    """Items; seen where the unit that is asked is."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def open(self) -> Self:
        """Items that are not settled."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, at: datetime) -> Self:
        """Open items whose present step should have been taken before `at`."""
        return self.open().filter(due_at__lt=at)


@tracked
@stateful(initial="asked")
class Supervision(Stateful, EditableRecord):
    """An item 督办件: `asked_by` asks `org`; `with_org` is whose turn it is, `person` holds its post.

    Every missed step climbs one level. `cause_key` tells causes apart: one open item a unit and cause.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("等答复")
        ANSWERED = "answered", _("等审核")
        RETURNED = "returned", pgettext_lazy("state", "退回再办")
        ACCEPTED = "accepted", _("已办结")
        WITHDRAWN = "withdrawn", _("已撤销")

    TRANSITIONS: ClassVar = {
        "asked": {"answered", "withdrawn"},
        "answered": {"accepted", "returned"},
        "returned": {"answered", "withdrawn"},
    }

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("被督办单位"))
    asked_by = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("发起单位"))
    rule = models.ForeignKey(SupervisionRule, models.PROTECT, null=True, related_name="items")
    cause = models.CharField(_("缘由"), max_length=8, choices=Cause)
    cause_key = models.CharField(max_length=140, editable=False)
    indicator = models.CharField(_("指标"), max_length=80, blank=True)
    period = DateRangeField(_("时间"), null=True)
    title = models.CharField(_("督办事项"), max_length=120)
    asks = models.TextField(_("要求"), max_length=1000)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.ASKED)
    with_org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("现在该谁办"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人"))
    level = models.PositiveSmallIntegerField(_("上升级数"), default=0)
    due_at = models.DateTimeField(_("办理期限"))
    opened_on = models.DateField(_("发起日期"))
    answered_on = models.DateField(_("首次答复日期"), null=True)
    in_time = models.BooleanField(_("按期答复"), null=True)
    closed_on = models.DateField(_("办结日期"), null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办件")
        constraints = [
            models.UniqueConstraint(  # nobody is asked twice for the same thing
                fields=["org", "cause_key"],
                condition=Q(state__in=OPEN_STATES),
                name="supervision_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "withdrawn"], closed_on__isnull=False)
                | (~Q(state__in=["accepted", "withdrawn"]) & Q(closed_on=None)),
                name="supervision_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, in_time=None)
                | Q(answered_on__isnull=False, in_time__isnull=False),
                name="supervision_answered_in_time_or_not",
            ),
            models.CheckConstraint(condition=~Q(cause_key=""), name="supervision_has_a_cause"),
        ]
        indexes = [
            models.Index(fields=["org", "opened_on"], name="supervision_org_day"),  # figures, a unit's list
            models.Index(fields=["state", "due_at"], name="supervision_due"),  # what climbs next
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:supervision", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.state in OPEN_STATES

    @property
    def waits_for_answer(self) -> bool:
        """Whether it is the asked unit's turn."""
        return self.state in (self.State.ASKED, self.State.RETURNED)

    @property
    def indicator_name(self) -> Any:
        """The indicator's name, when it is about one."""
        declared = INDICATORS.get(self.indicator)
        return declared.name if declared else self.indicator

    def is_late(self, at: datetime) -> bool:
        """Whether the present step should have been taken before `at`."""
        return self.is_open and self.due_at < at

    @property
    def tone(self) -> str:
        """How the state looks."""
        return {"asked": "warn", "answered": "info", "returned": "late", "accepted": "ok"}.get(
            self.state, "pause"
        )


class OfSupervision(ScopedQuerySet):
    """What hangs on an item; seen where the item is."""

    scope_path = "org"
    view_capability = "campaigns.view"


@append_only
class SupervisionStep(Record):
    """One line of an item's course 经过; `org` is the asked unit, so that steps can be counted."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("发出督办")
        VACANT = "vacant", _("岗位空缺，报上一级")
        ANSWERED = "answered", _("答复")
        ACCEPTED = "accepted", _("审核通过")
        RETURNED = "returned", pgettext_lazy("state", "退回再办")
        CLIMBED = "climbed", _("过期没办，上升一级")
        WITHDRAWN = "withdrawn", _("撤销督办")

    item = models.ForeignKey(Supervision, models.PROTECT, related_name="steps")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("被督办单位"))
    kind = models.CharField(_("经过"), max_length=12, choices=Kind)
    words = models.TextField(_("内容"), max_length=1000, blank=True)
    with_org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("轮到谁"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("责任人"))
    level = models.PositiveSmallIntegerField(_("上升级数"), default=0)
    due_at = models.DateTimeField(_("办理期限"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    occurred_on = models.DateField(_("日期"))

    objects = OfSupervision.as_manager()

    class Meta:
        verbose_name = _("督办经过")
        constraints = [
            models.UniqueConstraint(  # two workers at once climb one level, not two
                fields=["item", "level"], condition=Q(kind="climbed"), name="supervision_climbs_once"
            )
        ]
        indexes = [models.Index(fields=["item", "at"], name="supervision_course")]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:supervision", args=[self.item_id])

    @property
    def tone(self) -> str:
        """The mark of the line in a timeline."""
        return {"accepted": "ok", "returned": "hold", "climbed": "hold", "vacant": "sys"}.get(self.kind, "")


@append_only
class SupervisionProof(Record):
    """Evidence 佐证 of an answer: a file, or a link to a record of the platform."""

    step = models.ForeignKey(SupervisionStep, models.PROTECT, related_name="proofs")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    link = models.CharField(_("记录地址"), max_length=300, blank=True)

    objects = OfSupervision.as_manager()

    class Meta:
        verbose_name = _("督办佐证")
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file=None) & Q(link__startswith="/")),
                name="supervision_proof_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.link or str(self.file)
