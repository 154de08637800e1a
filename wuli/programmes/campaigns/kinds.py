"""The kinds of plans, as declarations."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .kind import Criterion, Need, PlanKind, StageKind, declare

CAMPAIGN = PlanKind(
    code="campaign",
    row="B09",
    glyph="专",
    name=_("专项行动"),
    about=_("开会发动，任务分到各单位，每周看进展，督查，验收。"),
    stages=(
        StageKind("kick_off", _("会议发动"), Need.MEETING),
        StageKind("split", _("任务分解"), Need.TASKS),
        StageKind("progress", _("推进")),
        StageKind("check", _("督查"), Need.CHECK),
        StageKind("acceptance", _("验收"), Need.ACCEPTED),
    ),
    split=True,
    meetings=True,
)
FIVE_YEAR = PlanKind(
    code="five_year",
    row="N14",
    glyph="规",
    name=_("多年规划"),
    about=_("分年定目标，中期评一次，到期总结。"),
    stages=(
        StageKind("set", _("制定")),
        StageKind("yearly", _("逐年推进")),
        StageKind("mid", _("中期评估"), Need.EVALUATION),
        StageKind("final", _("总结评估"), Need.EVALUATION),
    ),
    milestones=True,
    criteria=(
        Criterion("progress", _("目标完成"), 50),
        Criterion("quality", _("质量"), 30),
        Criterion("mechanism", _("机制保障"), 20),
    ),
)
JOINT_CONFERENCE = PlanKind(
    code="joint_conference",
    row="N06",
    glyph="联",
    name=_("联席会议"),
    about=_("成员单位开会议事，议定事项变成任务，下次会上先看逾期的。"),
    stages=(
        StageKind("set_up", _("建立机制")),
        StageKind("consult", _("会商推进"), Need.MEETING),
        StageKind("summary", _("总结"), Need.ACCEPTED),
    ),
    meetings=True,
    bureaus=True,
)
PROJECT = PlanKind(
    code="project",
    row="N32",
    glyph="项",
    name=_("重点项目"),
    about=_("申报、遴选、建设，中期和终期由几个人分别打分，做成了再推广。"),
    stages=(
        StageKind("apply", _("申报")),
        StageKind("select", _("遴选"), Need.EVALUATION),
        StageKind("build", _("建设")),
        StageKind("mid", _("中期评估"), Need.EVALUATION),
        StageKind("final", _("终期评估"), Need.EVALUATION),
        StageKind("spread", _("推广")),
    ),
    milestones=True,
    criteria=(
        Criterion("original", _("创新"), 30),
        Criterion("effect", _("成效"), 40),
        Criterion("spread", _("可推广"), 30),
    ),
    gallery=True,
)
RESEARCH = PlanKind(
    code="research",
    row="N23",
    glyph="研",
    name=_("调研"),
    about=_("定题，下去调研，报告一稿一稿改到定稿。"),
    stages=(
        StageKind("plan", _("定题")),
        StageKind("field", _("调研")),
        StageKind("report", pgettext_lazy("stage", "报告"), Need.DRAFT),
    ),
    report=True,
)
STRICT_CARE = PlanKind(
    code="strict_care",
    row="C08",
    glyph="严",
    name=_("从严管理"),
    about=_("定计划，做检查，留记录。名单以外的人不知道有这件事。"),
    stages=(StageKind("plan", _("制定")), StageKind("check", _("检查")), StageKind("record", _("归档"))),
    secluded=True,
)

declare(CAMPAIGN, FIVE_YEAR, JOINT_CONFERENCE, PROJECT, RESEARCH, STRICT_CARE)

# What a duty report tells without anybody typing it, in this order; codes that nobody declares stay away.
REPORT_FIGURES = (
    "orgs.unions",
    "people.members",
    "people.members_new_form",
    "activities.technology_lectures",
    "activities.lecture_attendances",
    "campaigns.tasks_due",
    "campaigns.tasks_in_time_rate",
    "campaigns.duties_due",
    "campaigns.duties_in_time_rate",
    "campaigns.duties_late",
)
