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

declare(PROGRESS_COLOURS)
