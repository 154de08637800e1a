"""Sheets of units as officers send them."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = ["工会全称", "组织类型", "组织形式", "上级", "信用代码", "建会时间"]
VILLAGE = ["友谊村工会", "村（社区）工会", "工会委员会", "正红镇总工会", "", "2010-05-01"]
UNION = ["友谊厂工会", "基层工会", "工会委员会", "友谊村工会", "81320922MC0000001M", "2011年6月1日"]


def book(*rows: list[Any]) -> SimpleUploadedFile:
    """A workbook with a title above its head, as officers send it."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet("单位")
        sheet.write(0, 0, "正红镇单位一览")
        for number, row in enumerate([HEAD, *rows], start=1):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("单位.xlsx", file.getvalue())
