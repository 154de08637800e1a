"""Keeping texts of packages, each once by its content; a step of the actions beside, not one of its own."""

import hashlib

from ..models import PackageText


def keep_text(text: bytes) -> PackageText:
    """The row of this text; equal texts are one."""
    row = PackageText(sha256=hashlib.sha256(text).hexdigest(), text=text.decode())
    PackageText.objects.bulk_create([row], ignore_conflicts=True)
    return row
