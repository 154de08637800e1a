"""What can be wrong with a row, as words: cause, cure, and the button that mends it at once.

Rows keep only code and arguments, so that each reader sees them in their own language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .cells import letter


@dataclass(frozen=True)
class Fault:
    """A kind of fault. `button` mends it in one click; `may_blank` and `may_accept` are ways out."""

    code: str
    title: str | Promise
    cure: str | Promise
    group: str | Promise
    button: str | Promise = ""
    may_blank: bool = False
    may_accept: bool = False


FAULTS: dict[str, Fault] = {}


def declare(*faults: Fault) -> None:
    """Make faults known; two with one code do not start."""
    for fault in faults:
        if FAULTS.setdefault(fault.code, fault) is not fault:
            raise ValueError(f"fault {fault.code} is declared twice")


@dataclass(frozen=True)
class Problem:
    """A fault at a place: column letter and name as in the file, the value masked, cause and cure."""

    fault: Fault
    column: str
    letter: str
    label: str
    value: str
    told: Mapping[str, Any]
    has_fix: bool

    @property
    def title(self) -> str:
        """The cause."""
        return str(self.fault.title) % self.told

    @property
    def cure(self) -> str:
        """What to do."""
        return str(self.fault.cure) % self.told

    @property
    def button(self) -> str:
        """The word on the button, when one click mends it."""
        return str(self.fault.button) % self.told if self.has_fix and self.fault.button else ""

    @property
    def sentence(self) -> str:
        """For the column 原因 of the error file."""
        where = f"{self.letter} {self.label}：" if self.letter else ""
        return f"{where}{self.title}。{self.cure}"


def problem(kept: Mapping[str, Any], mapping: Mapping[str, int], labels: Mapping[str, str]) -> Problem:
    """A kept problem with its words; `labels` are the file's own names of the columns."""
    column = kept.get("column", "")
    index = mapping.get(column)
    return Problem(
        fault=FAULTS[kept["code"]],
        column=column,
        letter="" if index is None else letter(index),
        label=labels.get(column, ""),
        value=kept.get("value", ""),
        told=kept.get("told", {}),
        has_fix=bool(kept.get("fix")),
    )


declare(
    Fault("required", _("必填没填"), _("补上再入"), _("必填没填")),
    Fault("wanted", _("没填"), _("可以补上，也可以先空着"), _("必填没填"), may_blank=True),
    Fault(
        "majority",
        _("没填"),
        _("同单位 %(count)s 人都是「%(guess)s」，可以一起填"),
        _("必填没填"),
        _("填%(guess)s"),
        may_blank=True,
    ),
    Fault("too_long", _("太长，有 %(length)s 个字"), _("最多 %(limit)s 个字"), _("其他")),
    Fault("not_a_date", _("这不是日期"), _("写成 2023-05-11 这样"), _("日期"), may_blank=True),
    Fault(
        "no_month",
        _("没有 %(month)s 月"),
        _("是不是 %(guess)s？"),
        _("日期"),
        _("改成 %(guess)s"),
        may_blank=True,
    ),
    Fault("no_such_month", _("没有 %(month)s 月"), _("照原件改"), _("日期"), may_blank=True),
    Fault("no_day", _("%(year)s 年 %(month)s 月没有 %(day)s 日"), _("照原件改"), _("日期"), may_blank=True),
    Fault(
        "not_a_choice",
        _("没有「%(found)s」这一项"),
        _("可以填：%(choices)s"),
        _("选项"),
        may_blank=True,
    ),
    Fault(
        "as_number",
        _("被 Excel 当成数字，后几位已经丢了"),
        _("把这一列设为文本后重填"),
        _("证件号码"),
    ),
)
