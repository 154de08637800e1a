"""Dated rules that campaigns ask for."""

from django.utils.translation import gettext_lazy as _

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

declare(SUPERVISION_TIMES)
