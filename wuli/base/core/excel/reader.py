"""Reads a sniffed file through the child process: names of sheets, first rows, or all rows as a stream."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from . import child
from .errors import FileDamaged, FileEmpty, FileLocked, FileTooHeavy, TooManyRows
from .sniff import SheetFile

MEGABYTES = 2_048
HEAD_ROWS = 40
PIPE = 1 << 20
Row = list[Any]


@dataclass(frozen=True)
class SheetHead:
    """The first rows of one sheet."""

    name: str
    rows: list[Row]


def heads(data: bytes, file: SheetFile, *, name: str, seconds: float = 60) -> list[SheetHead]:
    """The first rows of every sheet; `name` stands for the one sheet of a CSV."""
    with _lines(data, file, {"name": name, "limit": HEAD_ROWS}, seconds) as lines:
        next(lines, None)
        found = [SheetHead(line[0], line[1:]) for line in lines]
    if not any(cell != "" for head in found for row in head.rows for cell in row):
        raise FileEmpty()
    return found


@dataclass(frozen=True)
class SheetRows:
    """All rows of a sheet, from Excel's row 1 on, in chunks; `total` is how many the file says there are."""

    total: int
    chunks: Iterator[list[Row]]


@contextmanager
def open_rows(
    data: bytes, file: SheetFile, *, sheet: str, limit: int, seconds: float = 300
) -> Iterator[SheetRows]:
    """Stream the rows of `sheet`; TooManyRows past `limit`."""
    told = {"name": sheet, "sheet": sheet, "limit": limit + 1}
    with _lines(data, file, told, seconds) as lines:
        next(lines, None)
        total = next(lines, 0)
        if total > 4 * limit:
            raise TooManyRows(limit=limit)
        yield SheetRows(min(total, limit), _at_most(limit, lines))


def _at_most(limit: int, lines: Iterator[list[Row]]) -> Iterator[list[Row]]:
    seen = 0
    for chunk in lines:
        seen += len(chunk)
        if seen > limit:
            raise TooManyRows(limit=limit)
        yield chunk


@contextmanager
def _lines(data: bytes, file: SheetFile, told: dict[str, Any], seconds: float) -> Iterator[Iterator[Any]]:
    """The child's JSON lines. It gets no environment, so no secret, and is killed when it is late."""
    told |= {"kind": file.kind, "encoding": file.encoding, "megabytes": MEGABYTES}
    process = subprocess.Popen(  # our own file, our own interpreter
        [sys.executable, "-I", "-X", "utf8", str(Path(child.__file__)), json.dumps(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=PIPE,
        env={},
    )
    _widen(process.stdout)
    feeder = threading.Thread(target=_feed, args=(process, data), daemon=True)
    timer = threading.Timer(seconds, process.kill)
    feeder.start()
    timer.start()
    try:
        yield _decoded(process)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        feeder.join()
        process.stdout.close()  # type: ignore[union-attr]


def _widen(pipe: Any) -> None:
    """Let the child run a chunk or two ahead; where that cannot be asked for, it waits more often."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    try:
        with process.stdin as stdin:  # type: ignore[union-attr]
            stdin.write(data)  # type: ignore[union-attr]
    except OSError:
        return  # the child has ended early; its exit code says why


def _decoded(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    for line in process.stdout:  # type: ignore[union-attr]
        if not line.endswith(b"\n"):
            break  # cut off in the middle: the child died
        yield orjson.loads(line)
    code = process.wait()
    if code == child.PASSWORD:
        raise FileLocked()
    if code == child.DAMAGED:
        raise FileDamaged()
    if code:
        raise FileTooHeavy()
