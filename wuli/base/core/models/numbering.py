"""Document numbers such as 滨工〔2026〕12号: one counter for each word and year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import EditableRecord, tracked


@tracked
class DocumentWord(EditableRecord):
    """The word 机关代字 that begins a unit's numbers of one series, e.g. 滨工; never of two units at once."""

    series = models.CharField(_("文种"), max_length=40)
    org_id = models.UUIDField(_("单位"))  # units live one floor up
    word = models.CharField(_("机关代字"), max_length=16)

    class Meta:
        verbose_name = _("机关代字")
        constraints = [
            models.UniqueConstraint(fields=["series", "org_id"], name="word_one_a_unit"),
            models.UniqueConstraint(fields=["series", "word"], name="word_of_one_unit"),
        ]

    def __str__(self) -> str:
        return self.word


class NumberCounter(models.Model):
    """The last number given for a word in a year. Its row is the lock that keeps numbers without gaps."""

    series = models.CharField(max_length=40)
    word = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "word", "year"], name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.word} {self.year}: {self.last}"
