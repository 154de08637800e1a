"""Taking files in. Contents lie on the disk once, by their SHA-256; the row says who brought them when."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import rules
from ..errors import Invalid
from ..models.files import StoredFile, content_path
from ..sniffing import EmptyFile, FileTooLarge, small_picture, sniff
from .kernel import Actor, Capability, action, require

MB = 1024 * 1024
NAME_LIMIT = 150


@action("core.store_file")
def store_file(
    *,
    actor: Actor,
    upload: Any,
    capability: Capability,
    org: Any = None,
    taken_at: datetime | None = None,
    at: datetime | None = None,
) -> StoredFile:
    """Take in `upload` for a record of `org` that `actor` may change by `capability`; see `keep_file`."""
    require(actor, capability, org)
    return keep_file(actor=actor, upload=upload, org=org, taken_at=taken_at, at=at)


def keep_file(
    *,
    actor: Actor,
    upload: Any,
    org: Any = None,
    taken_at: datetime | None = None,
    at: datetime | None = None,
) -> StoredFile:
    """Keep `upload` (an uploaded file, or anything with `name` and `read`) inside an action that has judged
    who may do so, such as a member adding to their own case.

    Judged by contents against the dated limits `core.file_limits`. `taken_at` is what the person says;
    the camera's own time comes first. Raises subclasses of `sniffing.FileRefused`.
    """
    at = at or timezone.now()
    if taken_at is not None and taken_at > at:
        raise Invalid({"taken_at": [_("拍摄时间还没到，看看年份对不对。")]})
    name = plain_name(upload.name)
    limits = rules.at("core.file_limits", org, timezone.localdate(at))
    content = _read(upload, name, most=max(limits["image_mb"], limits["document_mb"], limits["video_mb"]))
    seen = sniff(content, name, megapixels=limits["megapixels"])
    _check_size(len(content), name, limits[_limit_of(seen.content_type)])
    digest = hashlib.sha256(content).hexdigest()
    _put(content_path(digest), content)
    if seen.width:
        _put(content_path(digest, kind="small"), small_picture(content))
    known = seen.taken_at or taken_at
    return StoredFile.objects.create(
        sha256=digest,
        size=len(content),
        content_type=seen.content_type,
        name=name,
        width=seen.width,
        height=seen.height,
        taken_at=known,
        taken_from=_taken_from(seen.taken_at, taken_at),
        uploaded_at=at,
        uploader_id=actor.pk,
        org_id=getattr(org, "pk", org),
    )


def plain_name(name: str) -> str:
    """The last part of `name` without control characters, short enough to keep, its ending intact."""
    last = PurePath(str(name).replace("\\", "/")).name
    kept = (
        "".join(char for char in last if char.isprintable() and char not in '"<>|:*?').strip(" .") or "file"
    )
    ending = PurePath(kept).suffix[:12]
    return kept if len(kept) <= NAME_LIMIT else kept[: NAME_LIMIT - len(ending)] + ending


def _read(upload: BinaryIO, name: str, *, most: int) -> bytes:
    content = upload.read(most * MB + 1)
    if not content:
        raise EmptyFile(name=name)
    _check_size(getattr(upload, "size", None) or len(content), name, most)
    return content


def _check_size(size: int, name: str, limit: int) -> None:
    if size > limit * MB:
        raise FileTooLarge(name=name, size=f"{size / MB:.1f}", limit=limit)


def _limit_of(content_type: str) -> str:
    kind = content_type.split("/")[0]
    return {"image": "image_mb", "video": "video_mb", "audio": "video_mb"}.get(kind, "document_mb")


def _taken_from(camera: datetime | None, told: datetime | None) -> str:
    if camera:
        return StoredFile.TakenFrom.CAMERA
    return StoredFile.TakenFrom.TOLD if told else StoredFile.TakenFrom.UNKNOWN


def _put(path: Path, content: bytes) -> None:
    """Write `content` whole or not at all; what is there already is the same content."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(draft, 0o640)
    os.replace(draft, path)
