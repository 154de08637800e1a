"""Builders of core's tests."""

import io
import zipfile
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wuli.base.core.actions import SYSTEM
from wuli.base.core.actions.calendar import set_day
from wuli.base.core.models import Holiday


def day(on: date = date(2030, 5, 6), **told: Any) -> Holiday:
    """A day off, put into the calendar by the platform."""
    return set_day(actor=SYSTEM, day=on, **({"kind": "holiday", "name": "县庆", "source": "滨政发"} | told))


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **told: Any) -> bytes:
    """A picture in the format `form`."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **told)
    return out.getvalue()


def photo_with_place_and_time(taken: str = "2026:03:08 09:30:00") -> bytes:
    """A photo as a phone makes it: with the time and the place in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = taken
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 59.0, 0.0), 3: "E", 4: (119.0, 50.0, 0.0)})
    return picture(exif=exif)


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    """What a browser sends."""
    return SimpleUploadedFile(name, content)


def archive(**members: bytes) -> bytes:
    """A zip with the members `name`, a double underscore standing for the slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()
