"""The sheet of units as officers fill it in: its columns, their other names, what may stand in them."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.columns import Column, Kind, Sheet

from .codes import OrgForm, OrgKind

IN_THE_REQUEST = 5_000  # rows; a sheet with more is checked and founded by jobs

UNITS = Sheet(
    code="orgs.units",
    name=_("组织"),
    max_rows=50_000,
    columns=(
        Column(
            "name",
            _("全称"),
            aliases=("单位全称", "工会全称", "工会名称", "单位名称", "名称"),
            required=True,
            max_length=100,
            example="江苏润禾食品有限公司工会委员会",
            width=34,
        ),
        Column("short_name", _("简称"), aliases=("工会简称", "单位简称"), max_length=40),
        Column(
            "kind",
            _("组织类型"),
            Kind.CHOICE,
            aliases=("类型", "工会类型", "单位类型"),
            required=True,
            choices=dict(OrgKind.choices),
            synonyms={
                "基层工会": "1",
                "联合工会": "2",
                "分会": "8",
                "小组": "8",
                "村工会": "V",
                "社区工会": "V",
            },
            width=18,
        ),
        Column(
            "form",
            _("组织形式"),
            Kind.CHOICE,
            aliases=("形式",),
            required=True,
            choices=dict(OrgForm.choices),
            width=16,
        ),
        Column(
            "parent",
            _("上级工会"),
            aliases=("上级", "上级单位", "隶属", "主管工会"),
            required=True,
            max_length=100,
            note=_("写全称或信用代码，可以是本表里的另一行"),
            example="正红镇总工会",
            width=24,
        ),
        Column(
            "uscc",
            _("统一社会信用代码"),
            Kind.DIGITS,
            aliases=("信用代码", "社会信用代码", "工会法人代码"),
            max_length=30,
            width=22,
        ),
        Column("region", _("行政区划代码"), Kind.DIGITS, aliases=("区划代码", "行政区划"), max_length=12),
        Column(
            "founded_on",
            _("成立日期"),
            Kind.DATE,
            aliases=("建会日期", "建会时间", "成立时间", "批准日期"),
            required=True,
            example="2010-05-01",
        ),
        Column("joined_on", _("从哪天起归它管"), Kind.DATE, aliases=("划入日期",)),
        Column("document_no", _("批复文号"), aliases=("文号",), max_length=60),
        Column("address", _("地址"), aliases=("单位地址",), max_length=200, width=28),
    ),
)
