"""Dated rules that campaigns ask for, and the series in which rule documents are numbered."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.numbering import Series
from wuli.base.core.numbering import declare as declare_series
from wuli.base.core.rules_registry import Param, RuleKind, declare

SUPERVISION_TIMES = RuleKind(
    "campaigns.supervision_times",
    _("督办时限"),
    (
        Param("answer_hours", _("答复"), "whole", _("个工作小时"), 1, 400),
        Param("review_hours", _("审核答复"), "whole", _("个工作小时"), 1, 400),
        Param("climb_hours", _("上升一级以后"), "whole", _("个工作小时"), 1, 400),
    ),
    asks=_("督办多久要答复、审核，过期上升一级以后再给多久"),
)

DUTY_REPORT = RuleKind(
    "campaigns.duty_report",
    _("履职报告报送"),
    (
        Param("within", _("期满后几个工作日内报送"), "whole", _("天"), 1, 60),
        Param("warned", _("到期前提醒"), "whole", _("天"), 1, 60),
    ),
    asks=_("履职报告在期满后几个工作日内报送，到期前几天提醒"),
)
DUTY_WARNING = RuleKind(
    "campaigns.duty_warning",
    _("规定动作提醒"),
    (Param("days", _("到期前提醒"), "whole", _("天"), 1, 30),),
    asks=_("规定动作和任务到期前几天提醒"),
)
RULE_SERIES = Series("campaigns.rule", _("制度"), "{word}制〔{year}〕{number}号")

declare(SUPERVISION_TIMES, DUTY_REPORT, DUTY_WARNING)
declare_series(RULE_SERIES)
