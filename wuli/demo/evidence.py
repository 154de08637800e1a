"""Small files of the sample, the same each time: a photo, a report of a few lines."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from PIL import Image

ALWAYS = datetime(2026, 1, 5, 9, tzinfo=UTC)


def photo(name: str, shade: int = 0) -> BytesIO:
    """A small picture, as evidence; another `shade` is another picture."""
    raw = BytesIO()
    Image.new("RGB", (320, 200), (20, 80 + shade % 128, 92 + shade // 128)).save(raw, "JPEG")
    return _named(raw, name)


def report(name: str, title: str, *lines: str) -> BytesIO:
    """A Word file with a title and some lines."""
    made = Document()
    made.core_properties.created = made.core_properties.modified = ALWAYS
    made.add_heading(title, 0)
    for line in lines:
        made.add_paragraph(line)
    raw = BytesIO()
    made.save(raw)
    return _named(_without_clock(raw), name)


def _without_clock(raw: BytesIO) -> BytesIO:
    """The same file, whose parts all bear one time: two builds give one checksum."""
    kept = BytesIO()
    with ZipFile(raw) as old, ZipFile(kept, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, ALWAYS.timetuple()[:6]), old.read(name), ZIP_DEFLATED)
    return kept


def _named(raw: BytesIO, name: str) -> BytesIO:
    raw.seek(0)
    raw.name = name
    return raw
