"""What is counted over tasks."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Indicator, Period, Ratio, Unit, register

from .models import HANDED_IN, WAITING, Task
from .supervision.figures import ALL as SUPERVISION

COLUMNS = ("title", "owner", "due_on", "ended_on", "state")

TASKS_DUE = Indicator(
    code="campaigns.tasks_due",
    version=1,
    name=_("到期的任务"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    day="due_on",
    rows=Task.objects.exclude(state="dropped"),
    meaning=_("完成期限落在期间内的任务，按期限和承办单位计，不办了的不计。"),
    columns=COLUMNS,
    view_capability="campaigns.view",
    order=80,
)
TASKS_IN_TIME = Indicator(
    code="campaigns.tasks_in_time",
    version=1,
    name=_("按期交的任务"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    day="due_on",
    rows=Task.objects.filter(state__in=HANDED_IN, ended_on__lte=F("due_on")),
    meaning=_("完成期限落在期间内、并且在期限前交来的任务；退回重办的，以最后一次交来为准。"),
    columns=COLUMNS,
    view_capability="campaigns.view",
    order=81,
)
TASKS_IN_TIME_RATE = Ratio(
    code="campaigns.tasks_in_time_rate",
    version=1,
    name=_("任务按期率"),
    part=TASKS_IN_TIME,
    whole=TASKS_DUE,
    meaning=_("按期交的任务除以到期的任务。"),
    order=82,
)
TASKS_LATE = Indicator(
    code="campaigns.tasks_late",
    version=1,
    name=_("逾期的任务"),
    unit=Unit.ITEM,
    period=Period.AS_OF,
    span="late",
    rows=Task.objects.filter(state__in=[*WAITING, *HANDED_IN]),
    meaning=_("当天已过期限还没有交来的任务。"),
    columns=COLUMNS,
    view_capability="campaigns.view",
    order=83,
)

register(TASKS_DUE, TASKS_IN_TIME, TASKS_IN_TIME_RATE, TASKS_LATE, *SUPERVISION)
