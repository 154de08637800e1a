"""Private files: kept once by content, told apart by who brought them and when they were made."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.records import Record, append_only


@append_only
class StoredFile(Record):
    """A file 附件 as somebody brought it; equal contents lie on the disk once, under their SHA-256.

    `taken_at` is when the photo was made (by the camera, or as told), `uploaded_at` when it came here.
    """

    class TakenFrom(models.TextChoices):
        CAMERA = "camera", _("照片自带")
        TOLD = "told", _("上传人填写")
        UNKNOWN = "unknown", _("不详")

    sha256 = models.CharField(max_length=64, db_index=True, editable=False)  # finds equal contents
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    content_type = models.CharField(_("类型"), max_length=100)
    name = models.CharField(_("文件名"), max_length=150)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(_("拍摄时间"), null=True)
    taken_from = models.CharField(
        _("拍摄时间来源"), max_length=8, choices=TakenFrom, default=TakenFrom.UNKNOWN
    )
    uploaded_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    org_id = models.UUIDField(null=True)  # units live one floor up: the owning record has the key to them

    class Meta:
        verbose_name = _("附件")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="file_sha256_is_hex"),
            models.CheckConstraint(condition=Q(size__gt=0), name="file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the contents lie."""
        return content_path(self.sha256)

    @property
    def is_image(self) -> bool:
        """Whether it can be shown small on a page."""
        return self.content_type.startswith("image/")

    @property
    def url(self) -> str:
        """The address that asks the owning app whether the reader may have it."""
        return f"/files/{self.pk}/"

    @property
    def thumbnail_url(self) -> str:
        """The address of the small picture, or an empty text for what is not a picture."""
        return f"/files/{self.pk}/small/" if self.is_image else ""


def content_path(sha256: str, *, kind: str = "whole") -> Path:
    """The place of contents `sha256`; `kind` is whole or small (the thumbnail)."""
    return Path(settings.MEDIA_ROOT) / kind / sha256[:2] / sha256


def stored_bytes(file: Any) -> bytes:
    """The contents of a StoredFile."""
    return file.path.read_bytes()
