"""The mark that this database holds sample data."""

from django.db import models

from wuli.base.core.records import Record


class SampleData(Record):
    """That the sample federation was built here, for which day, and whether it is whole."""

    built_for = models.DateField()
    finished_at = models.DateTimeField(null=True)
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_sample_federation")]

    def __str__(self) -> str:
        return f"sample data of {self.built_for}"


def is_loaded() -> bool:
    """Whether this database holds the whole sample federation."""
    return SampleData.objects.exclude(finished_at=None).exists()
