"""What a file really is, by its bytes and not by its name; refuses what must not be opened."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

from .errors import (
    FileDamaged,
    FileEmpty,
    FileIsWebPage,
    FileLocked,
    FileNotSheet,
    FileTooHeavy,
    FileTooLarge,
)

MAX_UPLOAD = 30 << 20
MAX_UNZIPPED = 200 << 20
MAX_ENTRIES = 1_000
MAX_RATIO = 200
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}


@dataclass(frozen=True)
class SheetFile:
    """A file that may be parsed: a workbook, or a CSV in a known encoding."""

    kind: str  # book or csv
    encoding: str = ""


def sniff(data: bytes) -> SheetFile:
    """Judge the bytes; raises a FileRefused that names the cause and the cure."""
    if not data.strip():
        raise FileEmpty()
    if len(data) > MAX_UPLOAD:
        raise FileTooLarge(size=len(data) >> 20, limit=MAX_UPLOAD >> 20)
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(OLE):
        return _ole(data)
    return _text(data)


def _zipped(data: bytes) -> SheetFile:
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileDamaged() from error
    unzipped = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unzipped > MAX_UNZIPPED or unzipped > MAX_RATIO * len(data):
        raise FileTooHeavy()
    if not BOOK_PARTS & {entry.filename for entry in entries}:
        raise FileNotSheet()
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileLocked()
    return SheetFile("book")


def _ole(data: bytes) -> SheetFile:
    """Old .xls and encrypted .xlsx share their first bytes; the names inside tell them apart."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileLocked()
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return SheetFile("book")
    raise FileNotSheet()


def _text(data: bytes) -> SheetFile:
    head = data[:2_000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style", b"mime-version")):
        raise FileIsWebPage()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return SheetFile("csv", _decodes(data, "utf-16"))
    if b"\0" in data or head.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"gif8", b"\xff\xd8")):
        raise FileNotSheet()
    return SheetFile("csv", _decodes(data, "utf-8-sig", "gb18030"))


def _decodes(data: bytes, *encodings: str) -> str:
    for encoding in encodings:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileNotSheet()
