"""Dated rules that figures ask for."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.rules_registry import Param, RuleKind, declare

PROGRESS_COLOURS = RuleKind(
    "figures.progress_colours",
    _("进度怎么分档"),
    (
        Param("ahead_from", _("走在前面"), "whole", _("%起"), 100, 200),
        Param("on_time_from", _("按时"), "whole", _("%起"), 50, 100),
        Param("slow_from", _("稍慢"), "whole", _("%起，再低算落后"), 1, 99),
    ),
    asks=_("完成数占到现在该完成数的百分之几，算走在前面、按时、稍慢"),
)

RECORD_QUALITY = RuleKind(
    "figures.record_quality",
    _("记录质量"),
    (
        Param("late_days", _("补记算晚"), "whole", _("天后"), 1, 365),
        Param("silent_days", _("没有记录算停"), "whole", _("天"), 7, 366),
        Param("outlier_times", _("偏离平常"), "whole", _("倍"), 2, 100),
    ),
    asks=_("办完几天后才记算晚，几天没有记录算停，一个月是平常几倍要核对"),
)

declare(PROGRESS_COLOURS, RECORD_QUALITY)
