"""A tiny writer of real .xls files (BIFF8 in an OLE container), for tests: nothing else makes them today."""

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_book(rows: Sequence[Sequence[str]], sheet: str = "在册") -> bytes:
    """An .xls with one sheet of texts."""
    return _container("Workbook", _workbook(rows, sheet))


def locked_book() -> bytes:
    """What Excel makes of an .xlsx with a password: an OLE container with an EncryptedPackage."""
    return _container("EncryptedPackage", b"\x40\x00" * 3_000)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(rows: Sequence[Sequence[str]], sheet: str) -> bytes:
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    head = _record(0x0809, bof) + _record(0x0042, struct.pack("<H", 1200))
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    where = len(head) + 4 + 6 + len(name) + 4
    bound = _record(0x0085, struct.pack("<IBB", where, 0, 0) + name)
    return head + bound + _record(0x000A, b"") + _sheet(rows)


def _sheet(rows: Sequence[Sequence[str]]) -> bytes:
    bof = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)
    width = max(len(row) for row in rows)
    out = _record(0x0809, bof) + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            body = struct.pack("<HHHHB", number, column, 0, len(text), 1) + text.encode("utf-16-le")
            out += _record(0x0204, body)
    return out + _record(0x000A, b"")


def _container(name: str, stream: bytes) -> bytes:
    stream = stream.ljust(4096, b"\0")  # shorter ones would need the mini stream
    stream = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    count = len(stream) // SECTOR
    fats = -(-(count + 2) // 126)
    chain = [FAT] * fats + [END] + [fats + 2 + n for n in range(count - 1)] + [END]
    fat = b"".join(struct.pack("<I", n) for n in chain).ljust(fats * SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, child=1, start=END, size=0) + _entry(
        name, 2, child=FREE, start=fats + 1, size=len(stream)
    )
    directory += _entry("", 0, child=FREE, start=0, size=0) * 2
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, END, 0, END, 0)
    head += b"".join(struct.pack("<I", n) for n in range(fats)).ljust(SECTOR - len(head), b"\xff")
    return head + fat + directory + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    told = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return told + b"\0" * 36 + struct.pack("<IQ", start, size)
