"""Why a file is refused: each a state of the file, with what to do about it."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Invalid


class FileRefused(Invalid):
    """The file cannot be read as a sheet; every cause has its own class."""

    code = "core.file_refused"
    message = _("这个文件读不了。")
    cure = _("用 Excel 或 WPS 打开，另存为 .xlsx 再传。")


class FileEmpty(FileRefused):
    """A file of no bytes, or a sheet without a row."""

    code = "core.file_empty"
    message = _("文件是空的，一行也没有。")
    cure = _("看看是不是选错了文件，或者内容在另一张工作表里。")


class NoRows(FileRefused):
    """There is a head and nothing below it."""

    code = "core.no_rows"
    message = _("工作表「%(sheet)s」里只有表头，下面一行也没有。")
    cure = _("在表头下面一行一条填好再传，或者看看内容是不是在另一张工作表里。")


class FileDamaged(FileRefused):
    """Cut off on its way, or not what its name says."""

    code = "core.file_damaged"
    message = _("文件不完整或已损坏，读不出来。")
    cure = _("用 Excel 或 WPS 打开，另存为 .xlsx 再传。")


class FileLocked(FileRefused):
    """Protected by a password."""

    code = "core.file_locked"
    message = _("文件加了打开密码。")
    cure = _("用 Excel 打开，在「文件 - 信息 - 保护工作簿」里去掉密码，存好再传。")


class FileIsWebPage(FileRefused):
    """HTML with the name of a workbook, as many systems export it."""

    code = "core.file_is_web_page"
    message = _("这是网页改名成的表格，不是真正的 Excel 文件。")
    cure = _("用 Excel 打开它，另存为 .xlsx 再传。")


class FileNotSheet(FileRefused):
    """Some other kind of file."""

    code = "core.file_not_sheet"
    message = _("这不是表格文件。")
    cure = _("可以传 .xlsx、.xls 或 .csv。")


class FileTooHeavy(FileRefused):
    """It would unpack or spread beyond what the machine may hold (also a zip bomb)."""

    code = "core.file_too_heavy"
    message = _("文件展开后太大，已拒收，没有影响别人。")
    cure = _("删掉空白的行列、图片和多余的工作表，或分成几个文件再传。")


class FileTooLarge(FileRefused):
    """More bytes than an upload may have."""

    code = "core.file_too_large"
    message = _("文件有 %(size)s MB，最多收 %(limit)s MB。")
    cure = _("分成几个文件再传。")


class TooManyRows(FileRefused):
    """More rows than one import takes."""

    code = "core.too_many_rows"
    message = _("工作表超过 %(limit)s 行。")
    cure = _("分成几个文件再传；同一个人传两次也只入册一次。")


class HeaderNotFound(FileRefused):
    """No row of this sheet holds the column names."""

    code = "core.header_not_found"
    message = _("工作表「%(sheet)s」里没有找到表头：要有「%(wanted)s」这样的列名。")
    cure = _("%(hint)s")
