"""Papers 材料: photos and documents, each belonging to one thing that was done."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from wuli.base.core.models.files import StoredFile
from wuli.base.core.records import Record, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet

from .judging import Draft
from .meetings import Meeting
from .plans import Plan, not_hidden
from .rulebook import Turn
from .tasks import Task

OWNERS = ("task", "plan", "meeting", "draft", "turn")  # what a paper can belong to


class PaperQuerySet(ScopedQuerySet):
    """Papers; seen where the unit is that brought them, and hidden where the plan is."""

    scope_path = "org"
    view_capability = "campaigns.view"

    def visible_to(self, user: Any, capability: str | None = None) -> Self:
        seen = super().visible_to(user, capability)
        return seen.filter(
            not_hidden(user, "task__plan"), not_hidden(user), not_hidden(user, "meeting__plan"),
            not_hidden(user, "draft__plan"),
        )  # fmt: skip


@tracked
class Paper(Record):
    """A photo or document 佐证 that something was done; the file says when it was taken and uploaded."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="papers")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="papers")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="papers")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="papers")
    turn = models.ForeignKey(Turn, models.PROTECT, null=True, related_name="papers")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("说明"), max_length=100, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    Exact(
                        Func(*map(F, OWNERS), function="num_nonnulls", output_field=models.IntegerField()),
                        Value(1),
                    )
                ),
                name="paper_belongs_to_one",
            )
        ]

    def __str__(self) -> str:
        return self.caption or str(self.file)
