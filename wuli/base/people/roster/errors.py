"""Why a step of a roster import is refused."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.errors import Conflict, Invalid, RuleBroken


class FileGone(Conflict):
    """The uploaded file was deleted, as promised, some days after it came."""

    code = "people.roster_file_gone"
    message = _("原文件已按约定删除，不能再读一遍。")
    cure = _("请重新上传一次；已经入册的人不会重复入。")


class ColumnsMissing(Invalid):
    """A column without which nobody can be entered is not told."""

    code = "people.roster_columns_missing"
    message = _("还没有指出这几列在哪里：%(columns)s。")
    cure = _("在左边选文件里对应的列。")


class ColumnTwice(Invalid):
    """One column of the file stands for two of ours."""

    code = "people.roster_column_twice"
    message = _("文件里的%(letter)s列被用了两次：%(columns)s。")
    cure = _("给其中一个换一列，或者选「不导入」。")


class NothingToEnter(RuleBroken):
    """No row is ready."""

    code = "people.roster_nothing_to_enter"
    message = _("没有可以入册的行。")
    cure = _("先改好问题行，或者这份名册里的人都已在册。")


class UndoTooLate(RuleBroken):
    """The day for taking it back has passed."""

    code = "people.roster_undo_too_late"
    message = _("入册已满 %(hours)s 小时，不能整批撤回。")
    cure = _("请逐个办理退会或转会。")


class NothingToFix(Conflict):
    """The row has been mended, skipped or entered meanwhile."""

    code = "people.roster_nothing_to_fix"
    message = _("这一行刚才已经处理过了。")
    cure = _("刷新页面看最新情况。")
