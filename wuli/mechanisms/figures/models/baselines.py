"""Head-counts that come from outside: what a rate is measured against, dated and with its source."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuli.base.core.models.files import StoredFile
from wuli.base.core.records import EditableRecord, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet


class BaselineKind(models.TextChoices):
    """What is counted outside the platform."""

    NEW_FORM = "new_form", _("新就业形态劳动者")
    WORKERS = "workers", _("职工")
    MIGRANT = "migrant", _("农民工")


class BaselineMethod(models.TextChoices):
    """How the number was come by: it decides how far a rate can be trusted."""

    PLATFORM_LIST = "platform_list", _("平台名册")
    SURVEY = "survey", _("摸底调查")
    STATISTICS = "statistics", _("统计部门数据")
    ESTIMATE = "estimate", _("估算")


class BaselineQuerySet(ScopedQuerySet):
    """Baselines; seen where the figures of their unit are."""

    scope_path = "org"
    view_capability = "figures.view"

    def standing(self) -> Self:
        """Entries that were not taken back."""
        return self.filter(withdrawn_because="")


@tracked
class Baseline(EditableRecord):
    """A baseline 基数: how many people of a kind there are at a unit, told from outside, from a day on.

    `total` is what the source told for the unit with all below it; `value` is what is left of it for the
    unit itself after the entries below, so that entries add up and nobody is counted twice.
    """

    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    kind = models.CharField(_("哪些人"), max_length=16, choices=BaselineKind)
    total = models.PositiveIntegerField(_("总数（含下级）"))
    value = models.PositiveIntegerField(_("记在本级的人数"), editable=False)
    valid = DateRangeField(_("哪段时间用它"))
    method = models.CharField(_("怎么来的"), max_length=16, choices=BaselineMethod)
    told_by = models.CharField(_("谁提供的"), max_length=80)
    document = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依据文件")
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    withdrawn_because = models.CharField(_("撤回原因"), max_length=200, blank=True)

    objects = BaselineQuerySet.as_manager()

    class Meta:
        verbose_name = _("基数")
        constraints = [
            ExclusionConstraint(
                name="one_baseline_a_day",
                expressions=[
                    ("org", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_because=""),
            ),
            models.CheckConstraint(
                condition=Q(value__lte=models.F("total")), name="baseline_value_within_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("figures:baseline", args=[self.pk])
