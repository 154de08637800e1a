"""What people are told of, in words."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.notices import Event

TASK_GIVEN = Event("campaigns.task_given", _("交给您一件任务：%(title)s，%(due)s前办好"), glyph="任")
TASKS_GIVEN = Event("campaigns.tasks_given", _("交给您 %(n)s 件任务，最早的%(due)s前办好"), glyph="任")
TASK_HANDED_IN = Event("campaigns.task_handed_in", _("%(org)s交来了：%(title)s，等您验收"), glyph="任")
TASK_RETURNED = Event("campaigns.task_returned", _("退回重办：%(title)s。%(words)s"), glyph="任")
TASK_ACCEPTED = Event("campaigns.task_accepted", _("已验收：%(title)s"), glyph="任")
TASK_SOON = Event("campaigns.task_soon", _("快到期了：%(title)s，%(due)s前办好"), glyph="任")
TURN_SOON = Event("campaigns.turn_soon", _("规定动作快到期：%(title)s，%(due)s前做好"), glyph="规")
REPORT_SCORED = Event("campaigns.report_scored", _("履职报告评了 %(score)s 分：%(title)s"), glyph="履")
REPORT_RETURNED = Event("campaigns.report_returned", _("履职报告退回重写：%(title)s"), glyph="履")
