"""Files: judged by what they are, kept once, handed out only to who may have them."""

import hashlib
import struct
import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection, transaction
from PIL import Image

from wuli.base.core import file_access
from wuli.base.core.actions import Capability
from wuli.base.core.actions.files import plain_name, store_file
from wuli.base.core.errors import NotAllowed, WuliError
from wuli.base.core.models import StoredFile
from wuli.base.core.models.files import content_path
from wuli.base.core.sniffing import (
    EmptyFile,
    FileRefused,
    FileTooLarge,
    FileTypeUnknown,
    HasMacros,
    HiddenPage,
    PictureTooLarge,
    WrongEnding,
)

from . import build

ATTACH = Capability("tests.attach", "上传附件", roles={"officer"})
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def keep(officer: Any, federation: Any) -> Any:
    """Take a file in as the officer of the town."""

    def keep_it(content: bytes, name: str = "现场.jpg", **told: Any) -> StoredFile:
        upload = build.upload(content, name)
        return store_file(actor=officer, upload=upload, capability=ATTACH, org=federation.town, **told)

    return keep_it


@pytest.fixture
def guards() -> Any:
    """Forget what a test lets through."""
    before = dict(file_access.GUARDS)
    yield file_access.GUARDS
    file_access.GUARDS.clear()
    file_access.GUARDS.update(before)


def bomb() -> bytes:
    """A small PNG that says it has 30,000 by 30,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(3751) * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_photo_is_kept_with_hash_size_and_the_time_it_was_taken(keep: Any, officer: Any) -> None:
    content = build.photo_with_place_and_time("2026:03:08 09:30:00")
    file = keep(content, "三八节讲座.jpg")
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert file.path.read_bytes() == content
    assert file.taken_at == datetime(2026, 3, 8, 9, 30, tzinfo=SHANGHAI)
    assert (file.taken_from, file.uploader) == ("camera", officer)
    assert file.uploaded_at > file.taken_at


def test_what_the_person_says_counts_where_the_camera_is_silent(keep: Any) -> None:
    told = datetime(2026, 1, 5, 8, 0, tzinfo=SHANGHAI)
    file = keep(build.picture(), taken_at=told)
    assert (file.taken_at, file.taken_from) == (told, "told")
    assert keep(build.picture("PNG"), "a.png").taken_from == "unknown"


def test_the_small_picture_has_no_place_and_no_time_in_it(keep: Any) -> None:
    file = keep(build.photo_with_place_and_time())
    assert dict(Image.open(file.path).getexif().get_ifd(0x8825))
    small = Image.open(content_path(file.sha256, kind="small"))
    assert dict(small.getexif()) == {}
    assert small.format == "JPEG"


def test_equal_contents_lie_on_the_disk_once(keep: Any, media: Path) -> None:
    first, second = keep(build.picture(), "甲.jpg"), keep(build.picture(), "乙.jpg")
    assert (first.sha256, first.pk == second.pk) == (second.sha256, False)
    assert len([path for path in (media / "whole").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "空.jpg", EmptyFile),
        (build.picture(), "照片.png", WrongEnding),
        (build.picture(), "照片", WrongEnding),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "照片.jpg", FileTypeUnknown),
        (b"<html><body>hi</body></html>", "说明.txt", FileTypeUnknown),
        (b"plain words <script>x</script>", "说明.txt", FileTypeUnknown),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "图.png", FileTypeUnknown),
        (build.picture() + b"<script>alert(1)</script>", "照片.jpg", HiddenPage),
        (build.picture("GIF") + build.archive(a=b"b"), "动图.gif", HiddenPage),
        (build.picture()[:200], "半张.jpg", FileRefused),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "坏.png", FileRefused),
        (bomb(), "炸弹.png", PictureTooLarge),
        (b"MZ\x90\0" + b"\0" * 300, "工具.jpg", FileTypeUnknown),
        (b"\x7fELF" + b"\0" * 300, "工具.pdf", FileTypeUnknown),
        (build.archive(a=b"b"), "包.zip", FileTypeUnknown),
        (build.archive(a=b"b"), "名册.xlsx", FileTypeUnknown),
        (build.archive(word__document=b"x", word__vbaProject=b""), "公文.pdf", WrongEnding),
        (bytes(range(256)) * 9, "未知.txt", FileTypeUnknown),
    ],
)
def test_what_is_not_what_it_seems_is_refused_with_a_cure(
    keep: Any, content: bytes, name: str, refusal: type[WuliError]
) -> None:
    with pytest.raises(refusal) as refused:
        keep(content, name)
    assert name in str(refused.value)
    assert refused.value.how_to_mend
    assert not StoredFile.objects.exists()


def test_a_document_with_macros_is_refused(keep: Any) -> None:
    content = build.archive(**{"word__document.xml": b"x", "word__vbaProject.bin": b"x"})
    with pytest.raises(HasMacros):
        keep(content, "通知.docx")


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", "决议.pdf", "application/pdf"),
        (build.archive(**{"xl__workbook.xml": b"x"}), "名册.xlsx", "sheet"),
        (build.archive(**{"word__document.xml": b"x"}), "通知.docx", "wordprocessingml"),
        (build.archive(**{"OFD.xml": b"x"}), "公文.ofd", "application/ofd"),
        ("会员,电话\n陈,1".encode("gb18030"), "名单.csv", "text/csv"),
        ("情况说明".encode(), "说明.txt", "text/plain"),
        (build.picture("WEBP"), "图.webp", "image/webp"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧表.xls", "application/vnd.ms-excel"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 99, "讲座.mp4", "video/mp4"),
    ],
)
def test_what_offices_send_is_taken_in(keep: Any, content: bytes, name: str, content_type: str) -> None:
    assert content_type in keep(content, name).content_type


def test_the_limit_of_size_is_a_dated_rule_for_each_kind(keep: Any) -> None:
    with pytest.raises(FileTooLarge) as refused:
        keep(build.picture() + b"\0" * (21 * 1024 * 1024), "大.jpg")
    assert "20" in str(refused.value)
    with pytest.raises(FileTooLarge):
        keep(b"%PDF-1.7\n" + b" " * (51 * 1024 * 1024), "大.pdf")


def test_who_may_not_attach_stores_nothing(neighbour: Any, federation: Any, media: Path) -> None:
    with pytest.raises(NotAllowed):
        store_file(
            actor=neighbour,
            upload=build.upload(build.picture(), "a.jpg"),
            capability=ATTACH,
            org=federation.town,
        )
    assert not list(media.rglob("*.*"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\我的文档\\照片.jpg", "照片.jpg"),
        ('a"b\r\nSet-Cookie: x.jpg', "abSet-Cookie x.jpg"),
        ("...", "file"),
        ("长" * 300 + ".jpeg", "长" * 145 + ".jpeg"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_file_is_handed_out_only_to_who_may_have_it(
    keep: Any, officer: Any, colleague: Any, neighbour: Any, client_for: Any, guards: Any
) -> None:
    file = keep(build.picture(), "现场 照片.jpg")
    assert client_for(officer).get(file.url).status_code == 200
    assert client_for(colleague).get(file.url).status_code == 404
    file_access.guard_files("tests", lambda user, asked: user == colleague and asked == file)
    assert client_for(colleague).get(file.url).status_code == 200
    assert client_for(neighbour).get(file.url).status_code == 404
    assert client_for(neighbour).get(file.thumbnail_url).status_code == 404


def test_strangers_are_sent_to_sign_in(keep: Any, client: Any) -> None:
    assert client.get(keep(build.picture()).url).status_code == 302


def test_what_is_handed_out_cannot_run(keep: Any, officer: Any, client_for: Any) -> None:
    answer = client_for(officer).get(keep(build.picture(), "现场.jpg").url)
    assert b"".join(answer.streaming_content) == build.picture()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
    text = client_for(officer).get(keep("字".encode(), "说明.txt").url)
    assert text["Content-Disposition"].startswith("attachment")
    small = client_for(officer).get(keep(build.picture(), "现场.jpg").thumbnail_url)
    assert Image.open(BytesIO(b"".join(small.streaming_content))).size == (60, 40)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_storedfile SET sha256 = repeat('0', 64)",
        "DELETE FROM core_storedfile",
        "INSERT INTO core_storedfile SELECT gen_random_uuid(), created_at, 'not a hash', 1, 'x', 'x', 1, 1,"
        " null, 'unknown', now(), null, null FROM core_storedfile",
    ],
)
def test_raw_sql_cannot_change_a_file(keep: Any, statement: str) -> None:
    keep(build.picture())
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_two_guards_of_one_code_do_not_start(guards: Any) -> None:
    file_access.guard_files("tests", lambda user, file: True)
    with pytest.raises(ValueError, match="twice"):
        file_access.guard_files("tests", lambda user, file: False)
