"""Figures as they stood when somebody published them. Nothing here changes once it is written."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import INDICATORS, indicator_name
from wuli.base.core.records import Record, append_only, tracked
from wuli.base.orgs.codes import Line
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet

HEX = "^[0-9a-f]{64}$"


@append_only
class FrozenRows(models.Model):
    """Which rows stood behind figures, by key, unit and a short hash of what counted in each.

    Kept once by content, however many figures rest on the same rows. `content` is packed by
    `figures.frozen`; empty where there were too many to keep one by one.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("行数"))
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("定稿数字的记录")
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=HEX), name="frozen_rows_sha256")]

    def __str__(self) -> str:
        return self.sha256[:8]


class FrozenFigureQuerySet(ScopedQuerySet):
    """Frozen figures; seen where figures of their unit are. Sensitive ones take `may_see` besides."""

    scope_path = "org"
    view_capability = "figures.view"


@tracked
@append_only
class FrozenFigure(Record):
    """A figure 定稿数字 with all that made it: definition, unit, stretch of time, reading, rows, person.

    `value` is empty where nothing could be said. A rate keeps its two sums and the rows of both. `as_of`
    is the day on which a stock was read, or up to which a running period had come.
    """

    CODE_NAMES: ClassVar = {"indicator": indicator_name}

    indicator = models.CharField(_("指标代码"), max_length=80)
    version = models.PositiveSmallIntegerField(_("口径版本"))
    fingerprint = models.CharField(max_length=64)  # of what the declaration counted: a changed filter shows
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", verbose_name=_("单位"))
    period = models.CharField(_("时间"), max_length=24)
    as_of = models.DateField(_("数到哪天"))
    reading = models.CharField(_("隶属"), max_length=4)
    line = models.CharField(_("隶属线"), max_length=12, choices=Line, default=Line.TERRITORIAL)
    dimension = models.CharField(_("分类"), max_length=24, blank=True)
    part = models.CharField(_("分类值"), max_length=80, blank=True)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=2, null=True)
    part_value = models.DecimalField(_("分子"), max_digits=20, decimal_places=2, null=True)
    whole_value = models.DecimalField(_("分母"), max_digits=20, decimal_places=2, null=True)
    rows = models.ForeignKey(FrozenRows, models.PROTECT, related_name="+")
    whole_rows = models.ForeignKey(FrozenRows, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(_("定稿时间"))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FrozenFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("定稿数字")
        constraints = [
            models.CheckConstraint(condition=Q(reading__in=["then", "now"]), name="frozen_reading_known"),
            models.CheckConstraint(
                condition=Q(whole_value__isnull=True, whole_rows__isnull=True)
                | Q(whole_value__isnull=False, whole_rows__isnull=False, part_value__isnull=False),
                name="frozen_rate_has_both_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.org_id} {self.period}"

    @property
    def declared(self) -> Any:
        """The indicator as it is declared today, or None when it is no more."""
        return INDICATORS.get(self.indicator)

    @property
    def number(self) -> Any:
        """The value, whole where it is whole."""
        return None if self.value is None else plain(self.value)

    @property
    def split(self) -> tuple[str, str] | None:
        """The part of a split that was frozen."""
        return (self.dimension, self.part) if self.dimension else None


def plain(value: Any) -> Any:
    """A decimal as an int where it is one."""
    return int(value) if value == int(value) else value
