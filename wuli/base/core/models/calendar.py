"""Days that are not what their weekday says: public holidays and make-up workdays 调休."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, tracked
from wuli.base.core.said import day as said_day


@tracked
class Holiday(EditableRecord):
    """A day that differs from its weekday, or is named: off, or worked to make up for a bridge day."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("放假")
        WORKDAY = "workday", _("上班")

    day = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("安排"), max_length=8, choices=Kind)
    name = models.CharField(_("事由"), max_length=40)
    source = models.CharField(_("依据"), max_length=120)
    provisional = models.BooleanField(_("待核实"), default=False)

    class Meta:
        verbose_name = _("日历日")
        ordering = ["day"]

    def __str__(self) -> str:
        return said_day(self.day)
