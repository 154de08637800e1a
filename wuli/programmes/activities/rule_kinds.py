"""Dated rules that activities ask for."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.rules_registry import Param, RuleKind, declare

CHECK_IN_OPENS = RuleKind(
    "activities.check_in_opens",
    _("提前签到"),
    (Param("hours", _("开始前"), "whole", _("小时"), 0, 72),),
    asks=_("活动开始前几小时可以签到"),
)
ASKED_ON_DESK = RuleKind(
    "activities.asked_on_desk",
    _("活动待办"),
    (
        Param("before", _("开始前提醒"), "whole", _("天"), 0, 60),
        Param("evidence", _("办完后催照片"), "whole", _("天"), 0, 90),
    ),
    asks=_("场次提前几天进待办，办完几天内要有照片"),
)

declare(CHECK_IN_OPENS, ASKED_ON_DESK)
