"""Dated rules: a number that a city or a year can change is a row with region, validity and source."""

from datetime import date
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record, tracked


class RuleSetQuerySet(models.QuerySet):
    """Versions of rules; public, for a rule that nobody can read binds nobody."""

    def for_place(self, region: str) -> Self:
        """Versions that could speak at the division `region`: its own, those above it, the nation's."""
        return self.filter(region__in=regions_above(region)).order_by(Length("region").desc())

    def in_force(self, on: date) -> Self:
        """Versions that hold on the day `on`."""
        return self.filter(valid__contains=on)


@tracked
@pgtrigger.register(
    pgtrigger.ReadOnly(
        name="version_is_final", fields=["code", "region", "params", "source", "version", "citation"]
    ),
    pgtrigger.Protect(name="version_is_kept", operation=pgtrigger.Delete),
)
class RuleSet(Record):
    """A version 版本 of the rule `code` for `region` ('' is the nation), in force during `valid`.

    Parameters never change once written: a new version closes the old one, and a record keeps the
    version that judged it.
    """

    code = models.CharField(_("规则"), max_length=60)
    region = models.CharField(_("地区代码"), max_length=12, blank=True, default="")
    region_name = models.CharField(_("地区"), max_length=64, blank=True, default="")
    valid = DateRangeField(_("施行期"))
    params = models.JSONField(_("内容"))
    source = models.CharField(_("依据"), max_length=200)
    citation = models.TextField(_("条文摘录"), blank=True)
    provisional = models.BooleanField(_("待核实"), default=False)  # not checked against the text of the law
    version = models.PositiveSmallIntegerField(_("版本"))
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则版本")
        constraints = [
            ExclusionConstraint(  # two at once would judge one day twice
                name="rule_one_in_force",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["code", "region", "version"], name="rule_version_once"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="rule_validity_not_empty"),
            models.CheckConstraint(
                condition=Q(region__regex=r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})?$"), name="rule_region_is_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


def regions_above(region: str | Any) -> list[str]:
    """`region` and the divisions it lies in, the nation ('') last: village, town, county, city, province."""
    return [region[:length] for length in (12, 9, 6, 4, 2, 0) if length <= len(region)]
