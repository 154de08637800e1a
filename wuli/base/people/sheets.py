"""The register as a sheet: what the list shows, masked; whoever needs more says what for, one by one."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wuli.base.core.actions import require
from wuli.base.core.errors import RuleBroken

from .actions import EXPORT
from .codes import Tag
from .models import Person

MOST_ROWS = 20_000
HEADERS = [
    _("姓名"),
    _("工会"),
    _("性别"),
    _("出生日期"),
    _("证件号码"),
    _("手机号"),
    _("入会日期"),
    _("会籍"),
    _("标签"),
]


class TooManyRows(RuleBroken):
    """A sheet made while somebody waits has a limit."""

    code = "people.too_many_rows"
    message = _("有 %(rows)s 人，一张表最多 %(most)s 人。")
    cure = _("先按工会、标签或入会日期筛一下，再导出。")


def as_file(user: Any, people: QuerySet[Person], at: datetime) -> FileResponse:
    """The sheet as a download; refuses past the limit, and without the right to export."""
    require(user, EXPORT)
    rows = people.filter(pk__in=Person.objects.visible_to(user, EXPORT.code).values("pk"))
    count = rows.count()
    if count > MOST_ROWS:
        raise TooManyRows(rows=count, most=MOST_ROWS)
    name = _now("会员名册 %(day)s") % {"day": timezone.localdate(at).isoformat()}
    return FileResponse(_written(rows.iterator(chunk_size=2000)), as_attachment=True, filename=f"{name}.xlsx")


def _written(people: Iterable[Person]) -> BytesIO:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet(_now("会员"))
        text = book.add_format({"num_format": "@"})
        sheet.write_row(0, 0, [str(header) for header in HEADERS], book.add_format({"bold": True}))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(HEADERS) - 1, 16, text)
        for number, person in enumerate(people, start=1):
            for column, value in enumerate(_cells(person)):
                sheet.write_string(number, column, str(value or ""))
    out.seek(0)
    return out


def _cells(person: Any) -> list[Any]:
    latest = person.held[0] if person.held else None
    return [
        person.name, person.home or "", person.get_sex_display(), person.born_on, person.id_mask,
        person.phone_mask, latest and latest.joined_on, standing(person),
        "、".join(str(Tag(tag.tag).label) for tag in person.borne),
    ]  # fmt: skip


def standing(person: Any) -> Any:
    """In words: a member, how the last membership ended, or not one."""
    latest = person.held[0] if person.held else None
    if latest is None:
        return _("没入会")
    return _("会员") if latest.ended_on is None else latest.get_ended_display()


def is_key(text: str) -> bool:
    """Whether a text is a key at all."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
