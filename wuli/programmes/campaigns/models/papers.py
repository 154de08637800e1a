"""Papers 材料: photos and documents, each belonging to one thing that was done."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wuli.base.core.models.files import StoredFile
from wuli.base.core.records import Record, tracked
from wuli.base.orgs.models import Org
from wuli.base.orgs.scope import ScopedQuerySet

from .tasks import Task


class PaperQuerySet(ScopedQuerySet):
    """Papers; seen where the unit is that brought them."""

    scope_path = "org"
    view_capability = "campaigns.view"


@tracked
class Paper(Record):
    """A photo or document 佐证 that something was done; the file says when it was taken and uploaded."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, related_name="papers")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("说明"), max_length=100, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料")

    def __str__(self) -> str:
        return self.caption or str(self.file)
