"""The columns of a roster, the names officers give them, and what can be wrong with them."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel import cells
from wuli.base.core.excel.cells import CellProblem
from wuli.base.core.excel.columns import Column, Kind, Sheet
from wuli.base.core.excel.faults import Fault, declare

from .. import rules
from ..codes import EDUCATION, MARITAL, NATIONS, POLITICAL, SKILL, Tag, in_chinese

PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
ROSTER = Sheet(
    code="people.roster",
    name=_("会员名册"),
    ignored=("序号", "性别", "出生日期", "出生年月", "年龄", "备注"),  # birth and sex are in the ID number
    columns=(
        Column(
            "name",
            _("姓名"),
            aliases=("会员姓名", "职工姓名", "名字", "员工姓名"),
            required=True,
            max_length=64,
            example="张示例",
            width=12,
        ),
        Column(
            "id_number",
            _("证件号码"),
            kind=Kind.DIGITS,
            aliases=(
                "身份证号",
                "身份证号码",
                "身份证",
                "证件号",
                "公民身份号码",
                "居民身份证号码",
                "有效证件号码",
            ),
            required=True,
            sensitive=True,
            max_length=20,
            note=_("身份证、港澳台居民居住证、外国人永久居留证都可以。性别和出生日期由它得出，不用填。"),
            example="110101194912310021",
            width=24,
        ),
        Column(
            "phone",
            _("手机号"),
            kind=Kind.DIGITS,
            aliases=("手机", "手机号码", "联系电话", "电话", "移动电话", "联系方式", "本人手机"),
            sensitive=True,
            max_length=20,
            note=_("可以空着，本人以后自己补。"),
            example="13800000000",
            width=16,
        ),
        Column(
            "org",
            _("所属工会"),
            aliases=("工会名称", "所在工会", "基层工会", "所属工会组织", "工会"),
            max_length=100,
            note=_("空着就入到导入时选的工会。可以写全称、简称或统一社会信用代码。"),
            width=28,
        ),
        Column(
            "employer",
            _("用人单位"),
            aliases=("工作单位", "单位名称", "单位", "所在单位", "企业名称"),
            max_length=100,
            width=28,
        ),
        Column(
            "joined_on",
            _("入会日期"),
            kind=Kind.DATE,
            aliases=("入会时间", "入会年月", "加入工会时间", "加入工会日期"),
            note=_("空着按入册当天。"),
            example="2023-05-11",
        ),
        Column("card_no", _("会员证号"), aliases=("会员证编号", "会员卡号", "工会会员证号"), max_length=30),
        Column(
            "job",
            _("工种"),
            aliases=("岗位", "岗位工种", "职业", "从事工种", "岗位名称"),
            wanted=True,
            max_length=40,
            example="焊工",
        ),
        Column(
            "nation",
            _("民族"),
            kind=Kind.CHOICE,
            choices=in_chinese(NATIONS),
            synonyms={f"{name}族": code for code, name in in_chinese(NATIONS).items()},
            width=10,
        ),
        Column(
            "education",
            _("学历"),
            kind=Kind.CHOICE,
            aliases=("文化程度", "最高学历", "学历层次"),
            choices=in_chinese(EDUCATION),
            synonyms={
                "大专": "30",
                "大学专科": "30",
                "专科毕业": "30",
                "大学": "20",
                "大学本科": "20",
                "研究生": "10",
                "硕士": "14",
                "硕士研究生": "14",
                "博士": "11",
                "博士研究生": "11",
                "中专": "41",
                "高中": "60",
                "职高": "44",
                "技校": "47",
                "中技": "47",
                "初中及以下": "70",
            },
            width=10,
        ),
        Column(
            "political",
            _("政治面貌"),
            kind=Kind.CHOICE,
            choices=in_chinese(POLITICAL),
            synonyms={"党员": "01", "预备党员": "02", "团员": "03", "无党派": "12", "无": "13"},
            width=12,
        ),
        Column(
            "marital",
            _("婚姻状况"),
            kind=Kind.CHOICE,
            aliases=("婚否", "婚姻"),
            choices=in_chinese(MARITAL),
            synonyms={"已": "20", "未": "10", "离异": "40"},
            width=10,
        ),
        Column(
            "skill",
            _("技能等级"),
            kind=Kind.CHOICE,
            aliases=("职业技能等级", "技术等级", "技术工人等级"),
            choices=in_chinese(SKILL),
            synonyms={"五级": "2", "四级": "3", "三级": "4", "二级": "5", "一级": "6"},
            width=12,
        ),
        Column(
            "work_started_on",
            _("参加工作日期"),
            kind=Kind.DATE,
            aliases=("参加工作时间", "工作时间", "参工时间"),
        ),
        Column(
            "tags",
            _("职工标签"),
            kind=Kind.CHOICES,
            aliases=("标签", "职工类别", "人员类别"),
            choices=dict(Tag.choices),
            synonyms={
                "新就业": "new_form",
                "新业态": "new_form",
                "劳模": "model_worker",
                "派遣": "dispatched",
                "劳务派遣工": "dispatched",
            },
            note=_("可填几个，用「、」隔开。"),
            width=20,
        ),
        Column(
            "bank_account",
            _("银行账号"),
            kind=Kind.DIGITS,
            aliases=("银行卡号", "工资卡号", "开户账号", "卡号"),
            sensitive=True,
            max_length=30,
            width=24,
        ),
    ),
)

ID, PHONE, DATE, UNIT, SAME = (
    _("证件号码"),
    _("手机号"),
    _("日期"),
    _("单位"),
    _("可能同一人"),
)
declare(
    Fault("id_short", _("少了 %(less)s 位，只有 %(length)s 位"), _("看原件补上，多半漏了最后几位"), ID),
    Fault("id_long", _("多了 %(more)s 位，有 %(length)s 位"), _("看原件去掉多余的"), ID),
    Fault("id_form", _("有不该有的字符"), _("只能是数字，最后一位可以是 X"), ID),
    Fault("id_region", _("开头 %(region)s 不是任何省份"), _("照证件核对前两位"), ID),
    Fault("id_birth", _("第 7 到 14 位不是日期"), _("照证件核对出生日期"), ID),
    Fault(
        "id_check_digit",
        _("最后一位对不上"),
        _("校验码应为 %(should_be)s，不是 %(given)s，点一下改正"),
        ID,
        _("改成 %(should_be)s"),
    ),
    Fault("phone_short", _("不像手机号，有 %(length)s 位"),
          _("空着也能入册，本人以后自己补"), PHONE, may_blank=True),
    Fault("account_form", _("不像银行账号"), _("只填 8 到 30 位数字，也可以先空着"), PHONE, may_blank=True),
    Fault("name_form", _("不像人名"), _("填证件上的姓名，间隔点用「·」"), _("姓名")),
    Fault("joined_future", _("入会日期还没到"), _("今天是 %(today)s"), DATE, may_blank=True),
    Fault("joined_before_founded", _("早于工会成立"), _("该工会 %(founded)s 成立"), DATE, may_blank=True),
    Fault("joined_too_young", _("那时才 %(age)s 岁"),
          _("满 16 岁才能入会，核对日期和证件号"), DATE, may_blank=True),
    Fault("joined_in_membership", _("那时还在原来的工会"), _("上一段会籍到 %(until)s 才结束"), DATE),
    Fault("started_impossible", _("参加工作日期不可能"), _("在出生和今天之间"), DATE, may_blank=True),
    Fault("org_unknown", _("没有找到这个工会"),
          _("写全称或信用代码；只能是您范围内的工会"), UNIT, may_blank=True),
    Fault("org_ambiguous", _("有 %(count)s 个工会叫这个名字"),
          _("改写统一社会信用代码"), UNIT, may_blank=True),
    Fault("org_closed", _("这个工会已于 %(closed)s 撤销"), _("改成接收它的工会"), UNIT, may_blank=True),
    Fault("employer_unknown", _("没有登记这个单位"), _("核对名称，也可以先空着"), UNIT, may_blank=True),
    Fault("twice", _("和第 %(row)s 行证件号一样"), _("留一行就够，这一行不入"), SAME),
    Fault(
        "maybe_same",
        _("和第 %(row)s 行可能是同一人"),
        _("姓名、出生日期、手机号都一样，证件号不同"),
        SAME,
        may_accept=True,
    ),
    Fault(
        "other_name",
        _("这个证件号在册的姓名是「%(name)s」"),
        _("核对证件；确是改名，先在人员页更正"),
        SAME,
    ),
    Fault("merged_away", _("这个人已合并到另一份档案"), _("用合并后保留的证件号"), SAME),
    Fault("taken_meanwhile", _("刚才别处登记了同一个人"), _("再查一次，看现在在哪家工会"), SAME),
    Fault(
        "other_union",
        _("已是%(union)s会员"),
        _("不能同时在两家。要本人同意，再转会"),
        SAME,
    ),
)  # fmt: skip


def parsers(today: date) -> dict[str, Callable[[Any], Any]]:
    """How the cells are read whose meaning is ours."""
    return {
        "name": _name,
        "id_number": partial(_id_number, today=today),
        "phone": _phone,
        "bank_account": _account,
    }


def _name(cell: Any) -> str:
    if type(cell) is str and PLAIN_NAME.fullmatch(cell):
        return cell
    words = cells.text(cell)
    try:
        return rules.normalise_name(words)
    except rules.BadName:
        raise CellProblem("name_form") from None


def _id_number(cell: Any, *, today: date) -> rules.IdNumber:
    words = cells.digits(cell)
    try:
        return rules.parse_id_number(words, today)
    except rules.BadIdNumber as error:
        raise _id_problem(error, rules.tidy(words)) from None


def _id_problem(error: rules.BadIdNumber, number: str) -> CellProblem:
    if error.reason == "check_digit":
        return CellProblem("id_check_digit", fix="check_digit", **error.params)
    if error.reason == "scientific":
        return CellProblem("as_number")
    if error.reason in ("region", "birth"):
        return CellProblem(f"id_{error.reason}", **error.params)
    length = len(number)
    if length < 18 and number[:-1].isdigit():
        return CellProblem("id_short", length=length, less=18 - length)
    if length > 18 and number[:-1].isdigit():
        return CellProblem("id_long", length=length, more=length - 18)
    return CellProblem("id_form")


def _phone(cell: Any) -> str:
    words = cells.digits(cell)
    try:
        return rules.normalise_phone(words)
    except rules.BadPhone as error:
        raise CellProblem("phone_short", **error.params) from None


def _account(cell: Any) -> str:
    try:
        return rules.normalise_account(cells.digits(cell))
    except rules.BadAccount:
        raise CellProblem("account_form") from None


def mask_digits(words: str) -> str:
    """A sensitive value that may be too short, too long or no number at all: its ends, at most half of it."""
    shown = max(0, min(10, len(words) // 2))
    head, tail = shown - shown // 3, shown // 3
    return f"{words[:head]}{'*' * (len(words) - shown)}{words[len(words) - tail :] if tail else ''}"


MASKS = {"id_number": mask_digits, "phone": mask_digits, "bank_account": mask_digits}


def labels_of(mapping: dict[str, int], labels: list[str]) -> dict[str, str]:
    """The file's own name of each column that is taken."""
    return {code: labels[index] if index < len(labels) else "" for code, index in mapping.items()}
