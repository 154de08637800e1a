"""The sheet of tasks as officers fill it in: its columns, their other names, what may stand in them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuli.base.core.excel.columns import Column, Kind, Sheet

TASK_SHEET = Sheet(
    code="campaigns.task_sheet",
    name=pgettext_lazy("tasks", "任务"),
    max_rows=1_000,
    ignored=("序号", "备注", "交办单位", "状态", "办结日期"),  # also of the list as it is exported
    columns=(
        Column(
            "title", pgettext_lazy("task", "任务"), Kind.PROSE,
            aliases=("任务名称", "工作任务", "事项", "工作内容"),
            required=True, max_length=80, note=_("一句话说清要办成什么"), example="摸清外卖骑手底数",
            width=30,
        ),
        Column(
            "org", _("承办单位"), Kind.PROSE, aliases=("责任单位", "单位", "单位名称", "牵头单位"),
            required=True, max_length=100, note=_("写全称、简称或信用代码"), example="正红镇总工会", width=24,
        ),
        Column(
            "due_on", _("完成期限"), Kind.DATE, aliases=("期限", "完成时间", "截止日期", "完成时限"),
            required=True, example="2027-03-31", width=14,
        ),
        Column(
            "owner", _("负责人"), aliases=("责任人", "承办人", "经办人"), max_length=60,
            note=_("写姓名或账号；空着就交给承办单位的干事"), width=14,
        ),
        Column(
            "plan", _("所属计划"), Kind.PROSE, aliases=("计划", "专项"), max_length=80,
            note=_("属于哪个计划；不属于就空着"), width=24,
        ),
        Column(
            "detail", _("要求"), Kind.PROSE, aliases=("具体要求", "说明"), max_length=2000,
            note=_("办到什么程度、交什么"), width=40,
        ),
        Column(
            "source_doc", _("依据"), Kind.PROSE, aliases=("文号", "来源"), max_length=120,
            note=_("文号或会议"), example="滨工〔2026〕12号", width=20,
        ),
    ),
)  # fmt: skip
