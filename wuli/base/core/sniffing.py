"""What a file really is, judged by its contents; the name only has to agree."""

import io
import warnings
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import puremagic
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from .errors import Invalid

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

# What may come in: the endings that may stand for each type.
ENDINGS: dict[str, set[str]] = {
    "image/jpeg": {".jpg", ".jpeg", ".jfif"},
    "image/png": {".png"},
    "image/gif": {".gif"},
    "image/webp": {".webp"},
    "application/pdf": {".pdf"},
    "application/ofd": {".ofd"},
    WORD: {".docx", ".wps"},
    SHEET: {".xlsx", ".et"},
    SLIDES: {".pptx", ".dps"},
    "application/msword": {".doc", ".wps"},
    "application/vnd.ms-excel": {".xls", ".et"},
    "application/vnd.ms-powerpoint": {".ppt", ".dps"},
    "text/plain": {".txt"},
    "text/csv": {".csv"},
    "video/mp4": {".mp4", ".m4v", ".mov"},
    "audio/mpeg": {".mp3"},
    "audio/mp4": {".m4a"},
}
INSIDE_ZIP = {"word/": WORD, "xl/": SHEET, "ppt/": SLIDES, "OFD.xml": "application/ofd"}
INSIDE_OLE = {
    ".doc": "application/msword",
    ".wps": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".dps": "application/vnd.ms-powerpoint",
}
# Words with which a file would be run as a page by a careless reader.
PAGE_MARKS = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"<iframe")
MAX_ZIP_ENTRIES = 2000
MAX_UNZIPPED = 500 * 1024 * 1024


class FileRefused(Invalid):
    """A file that is not taken in; the subclasses say why."""

    code = "core.attachment_refused"
    message = _("“%(name)s”打不开，文件可能坏了。")
    cure = _("请在电脑或手机上先打开看一下，另存一份再上传。")


class EmptyFile(FileRefused):
    """There is nothing in it."""

    code = "core.attachment_empty"
    message = _("“%(name)s”是空的，一个字节也没有。")
    cure = _("请重新选文件；从聊天软件里转存的，先点开下载完再传。")


class FileTooLarge(FileRefused):
    """More bytes than the dated limit for its kind."""

    code = "core.attachment_too_large"
    message = _("“%(name)s”有 %(size)s MB，超过了 %(limit)s MB。")
    cure = _("照片请选“压缩”或降低画质，视频请剪短后再传。")


class FileTypeUnknown(FileRefused):
    """Its contents are of no kind that is taken in."""

    code = "core.attachment_type"
    message = _("“%(name)s”不是这里收的那几种文件。")
    cure = _("请传照片（JPG、PNG）、PDF、Word、Excel 或 MP4。苹果手机的 HEIC 照片请先转成 JPG。")


class WrongEnding(FileRefused):
    """The name says one thing, the contents another."""

    code = "core.attachment_wrong_ending"
    message = _("“%(name)s”的后缀和内容对不上：内容其实是 %(found)s。")
    cure = _("请不要直接改后缀，用原来的软件另存为需要的格式。")


class HiddenPage(FileRefused):
    """A picture or text that carries a web page, a program or an archive inside."""

    code = "core.attachment_hidden_page"
    message = _("“%(name)s”里夹带了网页代码或压缩包，不能上传。")
    cure = _("请重新拍照或截图，或者另存为一张新图片再传。")


class PictureTooLarge(FileRefused):
    """So many pixels that opening it would exhaust the machine."""

    code = "core.picture_too_large"
    message = _("“%(name)s”有 %(width)s × %(height)s 个像素，超过了 %(limit)s 百万。")
    cure = _("请缩小后再传。")


class HasMacros(FileRefused):
    """An office document with programs in it."""

    code = "core.attachment_macros"
    message = _("“%(name)s”里有宏程序，不能上传。")
    cure = _("请另存为不带宏的 .docx 或 .xlsx。")


@dataclass(frozen=True)
class Sniffed:
    """What a file is: its type, and for a picture its size and when the camera says it was taken."""

    content_type: str
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def sniff(content: bytes, name: str, *, megapixels: int) -> Sniffed:
    """Judge `content`; raises the subclass of FileRefused that says what is wrong and how to mend it."""
    if not content:
        raise EmptyFile(name=name)
    ending = PurePath(name).suffix.lower()
    found = _type_of(content, ending)
    if found not in ENDINGS:
        raise FileTypeUnknown(name=name, found=found)
    if ending not in ENDINGS[found]:
        raise WrongEnding(name=name, found=found)
    if found.startswith("image/"):
        return _picture(content, name, found, megapixels)
    if found.startswith("text/") and _looks_like_page(content[:4096]):
        raise HiddenPage(name=name)
    if zipfile.is_zipfile(io.BytesIO(content)):
        _check_archive(content, name)
    return Sniffed(found)


def _type_of(content: bytes, ending: str) -> str:
    if content.startswith(OLE_MAGIC):
        return INSIDE_OLE.get(ending, "application/x-ole-storage")
    if content.startswith(b"PK\x03\x04"):
        return _type_in_zip(content)
    try:
        found = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found and not found.startswith("text/"):
        return found
    if _looks_like_page(content[:1024]):
        return "text/html"
    if _is_text(content):
        return "text/csv" if ending == ".csv" else "text/plain"
    return found or "application/octet-stream"


def _type_in_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()[:MAX_ZIP_ENTRIES]
    except (zipfile.BadZipFile, ValueError):
        return "application/zip"
    for start, kind in INSIDE_ZIP.items():
        if any(each.startswith(start) for each in names):
            return kind
    return "application/zip"


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _looks_like_page(content: bytes) -> bool:
    lowered = content.lower()
    return any(mark in lowered for mark in PAGE_MARKS)


def _check_archive(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
    if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
        raise FileRefused(name=name)
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise HasMacros(name=name)


def _picture(content: bytes, name: str, found: str, megapixels: int) -> Sniffed:
    if _looks_like_page(content) or content[:1024].find(b"%PDF-") >= 0:
        raise HiddenPage(name=name)
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise HiddenPage(name=name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                width, height = image.size
                if width * height > megapixels * 1_000_000:
                    raise PictureTooLarge(name=name, width=width, height=height, limit=megapixels)
                if Image.MIME.get(image.format or "") not in {found, "image/mpo"}:
                    raise WrongEnding(name=name, found=image.format)
                image.load()
                return Sniffed(found, width, height, _taken_at(image))
    except Image.DecompressionBombError as error:
        raise PictureTooLarge(name=name, width="?", height="?", limit=megapixels) from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, MemoryError, LookupError) as error:
        raise FileRefused(name=name) from error


DATE_TIME_ORIGINAL, OFFSET_TIME_ORIGINAL, EXIF_PART = 36867, 36881, 0x8769


def _taken_at(image: Image.Image) -> datetime | None:
    try:
        exif = image.getexif().get_ifd(EXIF_PART)
        told = str(exif[DATE_TIME_ORIGINAL]).strip("\0 ")
        offset = str(exif.get(OFFSET_TIME_ORIGINAL, "")).strip("\0 ")
        if offset:
            return datetime.strptime(f"{told} {offset}", "%Y:%m:%d %H:%M:%S %z")
        naive = datetime.strptime(told, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - made aware below
        return timezone.make_aware(naive)
    except (KeyError, ValueError, TypeError, SyntaxError, OSError):
        return None


def small_picture(content: bytes, *, side: int = 640) -> bytes:
    """A JPEG of at most `side` pixels, turned upright, with nothing of the original's data (no GPS)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content)) as image:
            image.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((side, side))
            ground = Image.new("RGB", upright.size, "white")
            layer = upright.convert("RGBA")
            ground.paste(layer, mask=layer.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=82)
    return out.getvalue()
