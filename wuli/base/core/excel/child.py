"""Parses one workbook in a process of its own, with a memory limit: a hostile file kills only this process.

Run by path, so it loads neither Django nor any key. Reads the file from stdin, writes JSON lines (JSON,
for its reader need not trust it):
first the list of sheets, then chunks of rows. Told what to do by one JSON argument.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

CHUNK = 2_000
PASSWORD, DAMAGED = 3, 4  # exit codes, told apart by reader.py


def limit_memory(megabytes: int) -> None:
    """Let this process die rather than take the machine's memory; not every system can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    except (ImportError, ValueError, OSError):
        return


def plain(value: Any) -> Any:
    """JSON for what JSON does not know: a date is ["d", "2023-05-11"], other times are text."""
    if isinstance(value, datetime | date):
        return ["d", value.isoformat()[:10]]
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


def say(value: Any) -> None:
    """One JSON line to the parent."""
    how = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
    sys.stdout.buffer.write(orjson.dumps(value, default=plain, option=how))


def say_rows(rows: Iterable[list[Any]], limit: int) -> None:
    """Rows in chunks, at most `limit`."""
    chunk: list[list[Any]] = []
    for number, row in enumerate(rows):
        if number >= limit:
            break
        chunk.append(row)
        if len(chunk) == CHUNK:
            say(chunk)
            chunk = []
    if chunk:
        say(chunk)


def text_rows(data: bytes, encoding: str) -> Iterator[list[str]]:
    """Rows of a CSV, by comma, semicolon or tab, whichever its first lines hold most of."""
    text = data.decode(encoding)
    head = text[:4_000]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(1_000_000)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def sheet_rows(sheet: Any) -> Iterator[list[Any]]:
    """Rows of a sheet as Excel counts them: from row 1 and column A, also when the cells begin later."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield before + row if before else row


def sheet_names(book: Any) -> list[str]:
    """Names of the sheets that hold cells; charts and macros are left out."""
    return [each.name for each in book.sheets_metadata if "WorkSheet" in str(each.typ)]


def read(data: bytes, told: dict[str, Any]) -> None:
    """Say the sheets, then the rows of the wanted one, or the heads of all."""
    limit = told["limit"]
    if told["kind"] == "csv":
        say([told["name"]])
        if told.get("sheet"):
            say(data.count(b"\n") + 1)
            say_rows(text_rows(data, told["encoding"]), limit)
        else:
            say([told["name"], *islice(text_rows(data, told["encoding"]), limit)])
        return
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = sheet_names(book)
    say(names)
    if told.get("sheet"):
        sheet = book.get_sheet_by_name(told["sheet"])
        say(sheet.end[0] + 1 if sheet.end else 0)
        say_rows(sheet_rows(sheet), limit)
        return
    for name in names[:20]:
        say([name, *islice(sheet_rows(book.get_sheet_by_name(name)), limit)])


def islice(rows: Iterable[list[Any]], limit: int) -> Iterator[list[Any]]:
    """The first `limit` rows."""
    for number, row in enumerate(rows):
        if number >= limit:
            return
        yield row


def main() -> int:
    """Read what stdin holds; the exit code says why it could not be."""
    told = orjson.loads(sys.argv[1])
    limit_memory(told["megabytes"])
    data = sys.stdin.buffer.read()
    try:
        read(data, told)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a foreign parser on a foreign file: the parent says it plainly
        return PASSWORD if "Password" in type(error).__name__ else DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
