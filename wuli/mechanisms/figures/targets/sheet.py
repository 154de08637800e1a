"""The parts of a split as an Excel sheet: a unit and its target a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel import cells
from wuli.base.core.excel.cells import CellProblem
from wuli.base.core.excel.columns import Column, Sheet
from wuli.base.core.excel.export import written_xlsx
from wuli.base.core.excel.layout import find_header
from wuli.base.core.excel.reader import heads, open_rows
from wuli.base.core.excel.rows import RowReader
from wuli.base.core.excel.sniff import sniff
from wuli.base.orgs.models import Org

# Both languages: a sheet may have been made by somebody who reads the other one.
VALUE_NAMES = ("目标值", "目标", "任务", "任务数", "指标数", "数量", "Target value", "Target")
PARTS = Sheet(
    code="figures.parts",
    name=_("分解表"),
    max_rows=5_000,
    columns=(
        Column(
            "org",
            _("单位"),
            aliases=("单位", "单位名称", "工会", "镇", "镇（区、街道）", "全称", "简称", "Unit"),
            required=True,
            width=34,
        ),
        Column("value", _("目标值"), aliases=VALUE_NAMES, required=True),
    ),
)


@dataclass
class ReadParts:
    """What a sheet gives: values by unit, and the rows that could not be read, in words."""

    values: dict[UUID, Decimal] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def parts_of_sheet(upload: Any, units: Sequence[Org]) -> ReadParts:
    """Read a sheet for these units. Raises a FileRefused (Invalid) when it is no such sheet at all."""
    data = upload.read()
    file = sniff(data)
    header = find_header(PARTS, heads(data, file, name=upload.name))
    reader = RowReader(PARTS, header.mapping, parsers={"value": _number}, masks={})
    named: dict[str, list[Org]] = {}
    for org in units:
        for name in {org.name, org.short_name} - {""}:
            named.setdefault(cells.header_key(name), []).append(org)
    found = ReadParts()
    rowno = 0
    with open_rows(data, file, sheet=header.sheet, limit=PARTS.max_rows) as rows:
        for chunk in rows.chunks:
            for row in chunk:
                rowno += 1
                if rowno > header.row and not reader.is_blank(row):
                    _take(found, rowno, reader.read(rowno, row), named)
    return found


def _take(found: ReadParts, rowno: int, draft: Any, named: Mapping[str, list[Org]]) -> None:
    words = str(draft.values.get("org", ""))
    hits = named.get(cells.header_key(words), []) if words else []
    told = {"row": rowno, "unit": words}
    if not words:
        found.faults.append(_now("第 %(row)s 行没有写单位。") % told)
    elif len(hits) != 1:
        found.faults.append(_now("第 %(row)s 行：下面没有叫“%(unit)s”的单位，或者不止一个。") % told)
    elif "value" not in draft.values:
        found.faults.append(_now("第 %(row)s 行 %(unit)s：目标值要写数字。") % told)
    elif hits[0].pk in found.values:
        found.faults.append(_now("第 %(row)s 行 %(unit)s：前面已经写过一次，用了前面的。") % told)
    else:
        found.values[hits[0].pk] = draft.values["value"]


def _number(cell: Any) -> Decimal:
    words = cells.text(cell).replace(",", "").replace("，", "").rstrip("%％")
    try:
        value = Decimal(words)
    except InvalidOperation as error:
        raise CellProblem("not_a_choice", found=words[:20], choices="") from error
    if not value.is_finite():
        raise CellProblem("not_a_choice", found=words[:20], choices="")
    return value.quantize(Decimal("0.01")) if value.as_tuple().exponent < -2 else value  # type: ignore[operator]


def parts_template(units: Sequence[Org], present: Mapping[UUID, Decimal]) -> bytes:
    """The sheet to fill in, with the parts as they are now."""
    titles = [str(column.name) for column in PARTS.columns]
    lines = [[org.name, _plain(present.get(org.pk))] for org in units]
    return written_xlsx(str(PARTS.name), [titles, *lines])


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
