"""Dated rules that people asks for."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.rules_registry import Param, RuleKind, declare

TERM_WARNING = RuleKind(
    "people.term_warning",
    _("任期到期提醒"),
    (Param("days", _("到期前"), "whole", _("天"), 1, 730),),
    asks=_("任期到期前几天提醒安排换届"),
)
ROSTER_UNDO = RuleKind(
    "people.roster_undo",
    _("名册整批撤回"),
    (Param("hours", _("入册后不超过"), "whole", _("小时"), 1, 720),),
    asks=_("入册后几小时内可以整批撤回"),
)
WORKING_AGE = RuleKind(
    "people.working_age",
    _("最低就业年龄"),
    (Param("years", _("年满"), "whole", _("周岁"), 14, 20),),
    asks=_("多大才能是职工、才能入会"),
)

declare(TERM_WARNING, ROSTER_UNDO, WORKING_AGE)
