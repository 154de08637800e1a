"""Which columns a user wants to see on a list, and in which order: their own habit, nobody else's."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record


class ColumnChoiceQuerySet(models.QuerySet["ColumnChoice"]):
    """Choices of columns; everybody has their own."""

    def visible_to(self, user: Any) -> Self:
        """The user's own choices."""
        return self.filter(user=user) if getattr(user, "is_authenticated", False) and user.pk else self.none()


class ColumnChoice(Record):
    """The columns of one list for one user, in order, without the first, which always stands.

    A column that a later release takes away is passed over when the list is drawn.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    listing = models.CharField(_("名单"), max_length=60)
    columns = ArrayField(models.CharField(max_length=60), verbose_name=_("列"))

    objects = ColumnChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("列的选择")
        constraints = [
            models.UniqueConstraint(fields=["user", "listing"], name="column_choice_once"),
            models.CheckConstraint(condition=~models.Q(columns=[]), name="column_choice_not_empty"),
        ]

    def __str__(self) -> str:
        return self.listing


def chosen_columns(user: Any, listing: str) -> list[str]:
    """The names of the columns that `user` chose for the list; none where it is shown as declared."""
    choice = ColumnChoice.objects.visible_to(user).filter(listing=listing).first()
    return choice.columns if choice else []
