"""Targets 目标: what a unit is to reach in a period, how one was split down, and what was asked to change."""

from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import CAPABILITIES
from wuli.base.core.figures import INDICATORS, Indicator, Ratio, indicator_name
from wuli.base.core.models.files import StoredFile
from wuli.base.core.records import EditableRecord, Record, Stateful, append_only, stateful, tracked
from wuli.base.orgs.models import Org, OrgClosure
from wuli.base.orgs.scope import ScopedQuerySet, orgs_within

from ..times import TimeRange

# What was told to a unit stays as it was told; a new number is a new version.
_TOLD = (
    "indicator, org_id, set_by_id, period, value, is_rate, weight, document_no, document_title,"
    " document_id, supersedes_id, change_reason"
)
_OLD, _NEW = (", ".join(f"{row}.{name.strip()}" for name in _TOLD.split(",")) for row in ("OLD", "NEW"))

# The parts of a split and the gap that was shown make up the target exactly; seen when the transaction ends.
_ADDS_UP = """
    SELECT s.total - s.gap - coalesce(sum(p.value), 0) INTO rest
      FROM figures_targetsplit s LEFT JOIN figures_targetpart p ON p.split_id = s.id
     WHERE s.id = {key} AND NOT s.is_rate GROUP BY s.id;
    IF rest <> 0 THEN
        RAISE EXCEPTION 'parts of a split do not add up'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'target_split_adds_up';
    END IF;
    RETURN NULL;"""


def _adds_up(key: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="split_adds_up",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        declare=[("rest", "NUMERIC")],
        func=_ADDS_UP.format(key=key),
    )


def _but_sensitive(rows: Any, user: Any, path: str) -> Any:
    """Leave out targets of indicators whose number takes a capability that `user` lacks at the unit."""
    if getattr(user, "is_system", False):
        return rows
    for each in INDICATORS.values():
        declared = CAPABILITIES.get(each.view_capability)
        if declared and declared.sensitive:
            allowed = orgs_within(user, declared.code)
            rows = rows.exclude(Q(**{f"{path}indicator": each.code}) & ~Q(**{f"{path}org__in": allowed}))
    return rows


class TargetQuerySet(ScopedQuerySet):
    """Targets; seen where the figures of their unit are."""

    scope_path = "org"
    view_capability = "figures.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        """Targets of the units where `user` sees figures; sensitive indicators need their own capability."""
        return _but_sensitive(super().visible_to(user, capability), user, "")

    def in_force(self) -> Self:
        """Targets that hold."""
        return self.filter(state="in_force")

    def of_period(self, when: TimeRange) -> Self:
        """Targets for exactly this stretch of time."""
        return self.filter(period=(when.start, when.end))

    def parts_of(self, target: "Target") -> Self:
        """The targets in force that units directly below have for the same indicator and period."""
        day = target.when.last
        below = Org.objects.children_of(target.org_id, on=day).values("pk")
        return self.in_force().filter(indicator=target.indicator, period=target.period, org__in=below)

    def given_down_from(self, target: "Target") -> list["Target"]:
        """What was given down from `target` and from its parts in turn; what a unit set itself is not."""
        below = OrgClosure.objects.filter(
            ancestor=target.org_id, line="territorial", depth__gt=0, valid__contains=target.when.last
        )
        rows = self.in_force().filter(
            indicator=target.indicator, period=target.period, org__in=below.values("descendant")
        )
        given: list[Any] = list(rows.exclude(set_by=models.F("org")).select_related("org", "set_by"))
        by_setter: dict[Any, list[Target]] = {}
        for row in given:
            by_setter.setdefault(row.set_by_id, []).append(row)
        found: list[Target] = []
        wave = by_setter.get(target.org_id, [])
        while wave:
            found += wave
            wave = [each for part in wave for each in by_setter.get(part.org_id, [])]
        return found


@tracked
@stateful(initial="draft")
@pgtrigger.register(
    pgtrigger.Protect(
        name="final_once_told",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"OLD.state <> 'draft' AND ROW({_OLD}) IS DISTINCT FROM ROW({_NEW})"),
    ),
    pgtrigger.Protect(name="target_is_kept", operation=pgtrigger.Delete),
)
class Target(Stateful, EditableRecord):
    """A target 目标: a number or a rate that `org` is to reach in `period`, set by `set_by` on a document.

    A change is a new row that supersedes the old one, so every version stays as it was told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        IN_FORCE = "in_force", _("执行中")
        SUPERSEDED = "superseded", _("已调整")
        WITHDRAWN = "withdrawn", _("已撤回")

    TRANSITIONS: ClassVar = {
        "draft": {"in_force", "withdrawn"},
        "in_force": {"superseded", "withdrawn"},
    }

    CODE_NAMES: ClassVar = {"indicator": indicator_name}

    indicator = models.CharField(_("指标"), max_length=80)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    set_by = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("下达单位"))
    period = DateRangeField(_("时间"))
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=2)
    is_rate = models.BooleanField(_("是比率"), default=False)
    weight = models.PositiveSmallIntegerField(_("权重（分）"), default=0)
    document_no = models.CharField(_("文号"), max_length=60, blank=True)
    document_title = models.CharField(_("文件名称"), max_length=200, blank=True)
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    change_reason = models.CharField(_("调整理由"), max_length=300, blank=True)
    withdrawn_because = models.CharField(_("撤回理由"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("目标")
        constraints = [
            models.UniqueConstraint(  # two at once, and nobody would know which one counts
                fields=["indicator", "org", "period"],
                condition=Q(state="in_force"),
                name="target_one_in_force",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
            models.CheckConstraint(
                condition=Q(is_rate=False) | Q(value__lte=100), name="target_rate_at_most_100"
            ),
            models.CheckConstraint(condition=Q(weight__lte=100), name="target_weight_at_most_100"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="target_period_bounded",
            ),
            models.CheckConstraint(
                condition=~Q(document_no="", document_title="", document=None), name="target_has_source"
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(change_reason=""), name="target_changed_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""),
                name="target_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["org", "state"], name="target_of_unit")]  # the register of a unit

    def __str__(self) -> str:
        return f"{self.org} · {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("figures:target", args=[self.pk])

    @property
    def when(self) -> TimeRange:
        """The stretch of time it is set for."""
        return TimeRange(self.period.lower, self.period.upper)

    @property
    def declared(self) -> Indicator | Ratio | None:
        """The indicator, or None when it is no longer declared."""
        return INDICATORS.get(self.indicator)

    @property
    def name(self) -> Any:
        """The indicator's name, or its code when it is no longer declared."""
        return self.declared.name if self.declared else self.indicator

    @property
    def unit(self) -> Any:
        """The unit of measurement."""
        return self.declared.unit if self.declared else ""

    @property
    def is_own(self) -> bool:
        """Whether the unit set it for itself."""
        return self.set_by_id == self.org_id

    @property
    def source(self) -> str:
        """The document in words: its title and number, else the name of the file."""
        told = " ".join(filter(None, [self.document_title, self.document_no]))
        return told or (self.document.name if self.document else "")

    @property
    def tone(self) -> str:
        """How the state looks."""
        return {"draft": "info", "in_force": "ok", "superseded": "pause"}.get(self.state, "neutral")


class OfTarget(ScopedQuerySet):
    """What hangs on a target; seen where the target is."""

    scope_path = "target__org"
    view_capability = "figures.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        """What hangs on targets that `user` may see."""
        return _but_sensitive(super().visible_to(user, capability), user, "target__")


@append_only
class TargetGap(Record):
    """That the parts of `target` differ from it by `gap` (target minus parts), and why that is accepted."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="gaps")
    gap = models.DecimalField(_("差额"), max_digits=20, decimal_places=2)
    reason = models.CharField(_("为什么对不上"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfTarget.as_manager()

    class Meta:
        verbose_name = _("差额说明")
        constraints = [
            models.CheckConstraint(condition=~Q(gap=0), name="target_gap_not_zero"),
            models.CheckConstraint(condition=~Q(reason=""), name="target_gap_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.gap}"


class Method(models.TextChoices):
    """How a target is split down 分解方法."""

    EQUAL = "equal", _("平均分")
    MEMBERS = "members", _("按会员数")
    LAST_YEAR = "last_year", _("按去年完成数")
    BASE = "base", _("按别的基数")
    HAND = "hand", _("自己填")
    SHEET = "sheet", _("从表格读入")


@append_only
@pgtrigger.register(_adds_up("NEW.id"))
class TargetSplit(Record):
    """One splitting 分解 of a target: by what, from which base, and the gap that was left knowingly."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="splits")
    method = models.CharField(_("分解方法"), max_length=12, choices=Method)
    base_indicator = models.CharField(_("基数指标"), max_length=80, blank=True)
    base_period = DateRangeField(_("基数时间"), null=True)
    total = models.DecimalField(_("目标值"), max_digits=20, decimal_places=2)
    is_rate = models.BooleanField(default=False)
    gap = models.DecimalField(_("差额"), max_digits=20, decimal_places=2)
    gap_note = models.OneToOneField(TargetGap, models.PROTECT, null=True, related_name="split")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfTarget.as_manager()

    class Meta:
        verbose_name = _("目标分解")
        constraints = [
            models.CheckConstraint(
                condition=Q(gap=0, gap_note=None) | (~Q(gap=0) & Q(gap_note__isnull=False)),
                name="target_split_gap_acknowledged",
            )
        ]

    def __str__(self) -> str:
        return str(Method(self.method).label)


class LeftOut(models.TextChoices):
    """Why a unit has no part."""

    CLOSED = "closed", _("这段时间里撤销了")
    NOT_YET = "not_yet", _("还没有成立")
    MOVED = "moved", _("这段时间里转走了")
    CHOSEN = "chosen", _("这次不分给它")


@append_only
@pgtrigger.register(_adds_up("NEW.split_id"))
class TargetPart(Record):
    """What a unit got in a split, what the method alone would have given, or why it got nothing."""

    split = models.ForeignKey(TargetSplit, models.PROTECT, related_name="parts")
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    base = models.DecimalField(_("基数"), max_digits=20, decimal_places=2, null=True)
    computed = models.DecimalField(_("算出来的"), max_digits=20, decimal_places=2, null=True)
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=2, null=True)
    left_out = models.CharField(_("没有分到的原因"), max_length=8, choices=LeftOut, blank=True)
    target = models.OneToOneField(Target, models.PROTECT, null=True, related_name="part")

    class Meta:
        verbose_name = _("分解到单位")
        constraints = [
            models.UniqueConstraint(fields=["split", "org"], name="target_part_once"),
            models.CheckConstraint(
                condition=Q(value=None, target=None) & ~Q(left_out="")
                | Q(value__gte=0, target__isnull=False, left_out=""),
                name="target_part_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org_id}"


@tracked
@stateful(initial="open")
class TargetProposal(Stateful, Record):
    """A unit asks to change its target 调整意见; who set the target accepts or refuses with words."""

    class State(models.TextChoices):
        OPEN = "open", _("等答复")
        ACCEPTED = "accepted", _("已采纳")
        REFUSED = "refused", _("未采纳")
        WITHDRAWN = "withdrawn", _("自己收回")
        LAPSED = "lapsed", _("目标先变了")

    TRANSITIONS: ClassVar = {"open": {"accepted", "refused", "withdrawn", "lapsed"}}

    target = models.ForeignKey(Target, models.PROTECT, related_name="proposals")
    value = models.DecimalField(_("建议改成"), max_digits=20, decimal_places=2)
    reason = models.CharField(_("理由"), max_length=500)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    outcome = models.OneToOneField(Target, models.PROTECT, null=True, related_name="came_from")

    objects = OfTarget.as_manager()

    class Meta:
        verbose_name = _("调整意见")
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(state="open"), name="target_one_open_proposal"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_proposal_not_negative"),
            models.CheckConstraint(condition=~Q(reason=""), name="target_proposal_with_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"])
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="target_proposal_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", outcome__isnull=False)
                | (~Q(state="accepted") & Q(outcome=None)),
                name="target_proposal_accepted_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('figures:target', args=[self.target_id])}#proposals"

    @property
    def difference(self) -> Any:
        """How much more (or less) is asked for."""
        return self.value - self.target.value

    @property
    def tone(self) -> str:
        """How the state looks."""
        return {"open": "warn", "accepted": "ok", "refused": "late"}.get(self.state, "pause")
