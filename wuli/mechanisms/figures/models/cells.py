"""Marks of what changed, and the cells that figures are read from. Nothing here is ever typed in."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import no_truncate
from wuli.base.orgs.models import Org


class KnownIndicator(models.Model):
    """An indicator as the cells know it: a short key, and which declaration they were counted by."""

    id = models.SmallAutoField(primary_key=True)
    code = models.CharField(_("指标代码"), max_length=80, unique=True)
    version = models.PositiveSmallIntegerField(_("口径版本"))
    fingerprint = models.CharField(max_length=64)  # of the compiled query: a changed filter counts anew
    known_since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("指标")

    def __str__(self) -> str:
        return self.code


class DirtyMark(models.Model):
    """That rows of a table changed at a unit in some months; written by triggers in the writer's transaction.

    Appended only and never unique: a unique key would lose a mark to a worker who is just taking the
    old one. `org` without a foreign key, because a mark outlives its unit; empty means every unit, an
    empty month means without bound. `tree` marks come from the closure: only the sums below changed.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=63, blank=True)  # the table; empty: every table
    org = models.ForeignKey(
        Org, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    month_from = models.DateField(null=True)
    month_to = models.DateField(null=True)
    tree = models.BooleanField(db_default=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("待算标记")
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            no_truncate("figures_dirtymark"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.org_id} {self.month_from}..{self.month_to}"


class Cell(models.Model):
    """One number: an indicator at a unit in a month, of the unit's own rows and of its subtree.

    `dimension` is empty for the whole; otherwise `part` is the value of the split. Persons counted
    distinct keep Roaring bitmaps of person numbers, so that any range of months is a union. A cell
    that would be nought is not there.
    """

    pk = models.CompositePrimaryKey("indicator", "org", "dimension", "part", "month")
    indicator = models.ForeignKey(KnownIndicator, models.CASCADE, db_index=False, related_name="cells")
    org = models.ForeignKey(Org, models.CASCADE, db_index=False, related_name="+")
    dimension = models.CharField(max_length=24, blank=True, db_default="")
    part = models.CharField(max_length=80, blank=True, db_default="")
    month = models.DateField()
    own = models.DecimalField(max_digits=20, decimal_places=2, db_default=0)
    subtree = models.DecimalField(max_digits=20, decimal_places=2, db_default=0)
    own_set = models.BinaryField(null=True)
    subtree_set = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("数字格")

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.org_id} {self.month}"


class StockDay(models.Model):
    """Up to which day the stocks of the running month are counted; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    rolled_to = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="stock_day_one_row")]

    def __str__(self) -> str:
        return str(self.rolled_to)
