"""Sheets for tests and benchmarks, made on the fly: rosters good and bad, in every format officers send."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from wuli.base.people.rules import id_check_digit

HEADERS = ("序号", "姓名", "身份证号", "手机号", "入会日期", "工种", "民族", "学历", "政治面貌", "备注")
WIDE = (
    *HEADERS[:-1], "婚姻状况", "技能等级", "参加工作日期", "会员证号", "家庭住址", "家庭成员", "紧急联系人",
    "部门", "职务", "劳动合同起始", "备注",
)  # fmt: skip
SURNAMES = (
    "陈李王张刘赵孙周吴郑冯蒋沈韩杨朱秦许何吕施孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭鲁韦马方俞任袁柳唐"
)
GIVEN = "志明建国秀英丽华文军海燕红梅国强小芳玉兰春霞冬生爱民永福德胜桂珍雪松晓东立新佳怡子涵雨桐"
JOBS = ("焊工", "钳工", "电工", "包装工", "质检员", "操作工", "驾驶员", "仓管员")


def id_of(n: int, *, female: bool | None = None) -> str:
    """The `n`th synthetic ID number: a county code nobody holds, a right check digit."""
    born = date(1966, 1, 1) + timedelta(days=n % 14_000)
    serial = n // 14_000 * 2 + (n % 2 if female is None else int(not female))
    first_17 = f"320990{born:%Y%m%d}{serial:03d}"
    return first_17 + id_check_digit(first_17)


def name_of(n: int) -> str:
    """The `n`th name."""
    return SURNAMES[n % len(SURNAMES)] + GIVEN[n // 7 % len(GIVEN)] + GIVEN[n // 11 % len(GIVEN)]


def row_of(n: int, **changed: Any) -> list[Any]:
    """The `n`th row under HEADERS; `changed` replaces cells by header."""
    told = {
        "序号": n + 1,
        "姓名": name_of(n),
        "身份证号": id_of(n),
        "手机号": f"138{n:08d}",
        "入会日期": "2023-05-11",
        "工种": JOBS[n % len(JOBS)],
        "民族": "汉族",
        "学历": "大专",
        "政治面貌": "群众",
        "备注": "",
    }
    return [(told | changed)[header] for header in HEADERS]


def wide_row(n: int) -> list[Any]:
    """The `n`th row under WIDE, 20 columns, as the benchmark reads."""
    row = row_of(n)[:-1]
    return [*row, "已婚", "中级工", "2010-07-01", f"BH{n:07d}", f"东坎街道{n % 300}号", "配偶",
            name_of(n + 5), "一车间", "班组长", "2020-01-01", ""]  # fmt: skip


def rows_of(count: int, first: int = 0) -> list[list[Any]]:
    """`count` good rows."""
    return [row_of(n) for n in range(first, first + count)]


def book(
    rows: Iterable[Sequence[Any]], *, headers: Sequence[str] = HEADERS, sheet: str = "在册", **sheets: Any
) -> bytes:
    """An .xlsx with `headers` in row 1; `sheets` are more sheets before it, by name."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as work:
        for name, lines in sheets.items():
            _fill(work.add_worksheet(name), lines)
        _fill(work.add_worksheet(sheet), [headers, *rows] if headers else rows)
    return kept.getvalue()


def _fill(worksheet: Any, lines: Iterable[Sequence[Any]]) -> None:
    for place, line in enumerate(lines):
        worksheet.write_row(place, 0, line)


def comma_separated(rows: Iterable[Sequence[Any]], *, encoding: str = "gb18030") -> bytes:
    """A .csv as WPS and Excel write it in China."""
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *rows])
    return text.getvalue().encode(encoding)


def wide_book(count: int) -> bytes:
    """An .xlsx of `count` good rows and 20 columns."""
    return book(wide_rows(count), headers=WIDE)


def wide_rows(count: int) -> Iterator[list[Any]]:
    """`count` rows of 20 columns."""
    for n in range(count):
        yield wide_row(n)
