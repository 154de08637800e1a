"""Sheets of tasks as officers send them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from wuli.programmes.campaigns.tests import build

HEAD = ["序号", "工作任务", "责任单位", "完成时限", "责任人", "所属计划", "具体要求"]


def soon(days: int = 30) -> str:
    """A day to come, as officers write it."""
    return f"{build.today() + timedelta(days=days):%Y/%m/%d}"


def row(title: str, org: Any, due_on: str = "", owner: str = "", plan: str = "", detail: str = "") -> list:
    """A row of the sheet."""
    return ["1", title, str(getattr(org, "name", org)), due_on or soon(), owner, plan, detail]


def book(*rows: list) -> SimpleUploadedFile:
    """A workbook with a title above its head."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet("任务分解")
        sheet.write(0, 0, "四季度任务分解表")
        for number, cells in enumerate([HEAD, *rows], start=1):
            sheet.write_row(number, 0, cells)
    return SimpleUploadedFile("任务.xlsx", file.getvalue())
