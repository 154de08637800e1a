"""What is counted over tasks, plans, duties and reports; what belongs to a secluded plan is in no figure."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Dimension, Indicator, Period, Ratio, Strength, Unit, register

from .kind import kind_name
from .kinds import PROJECT
from .models import HANDED_IN, WAITING, DutyReport, Plan, Task, Turn
from .supervision.figures import ALL as SUPERVISION

COLUMNS = ("title", "owner", "due_on", "ended_on", "state")
OPEN = Q(plan=None) | Q(plan__secluded=False)

TASKS_DUE = Indicator(
    code="campaigns.tasks_due",
    version=1,
    name=_("到期的任务"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    recorded="",
    day="due_on",
    rows=Task.objects.filter(OPEN, state__in=[*WAITING, *HANDED_IN]),
    meaning=_("完成期限落在期间内的任务，按期限和承办单位计，不办了的不计。"),
    columns=COLUMNS,
    view_capability="campaigns.view",
    complete=True,
    order=80,
)
TASKS_IN_TIME = Indicator(
    code="campaigns.tasks_in_time",
    version=1,
    name=_("按期交的任务"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    recorded="",
    day="due_on",
    rows=Task.objects.filter(OPEN, state__in=HANDED_IN, ended_on__lte=F("due_on")),
    meaning=_("完成期限落在期间内、并且在期限前交来的任务；退回重办的，以最后一次交来为准。"),
    columns=COLUMNS,
    view_capability="campaigns.view",
    complete=True,
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
    rows=Task.objects.filter(OPEN, state__in=[*WAITING, *HANDED_IN]),
    meaning=_("当天已过期限还没有交来的任务。"),
    columns=COLUMNS,
    view_capability="campaigns.view",
    complete=True,
    order=83,
)

PROJECTS = Indicator(
    code="campaigns.projects",
    version=1,
    name=_("在推进的重点项目"),
    unit=Unit.ITEM,
    period=Period.AS_OF,
    span="running",
    rows=Plan.objects.filter(kind="project"),
    meaning=_("当天已启动、还没有结束的重点机制项目，按主办单位计。"),
    dimensions=(Dimension("stage", _("阶段"), "stage", PROJECT.stage_name),),
    columns=("title", "lead", "starts_on", "ends_on", "state"),
    view_capability="campaigns.view",
    strength=Strength.INNOVATION,
    key=True,
    complete=True,
    order=84,
)
PLANS = Indicator(
    code="campaigns.plans",
    version=1,
    name=_("在推进的计划"),
    unit=Unit.ITEM,
    period=Period.AS_OF,
    span="running",
    rows=Plan.objects.filter(secluded=False),
    meaning=_("当天已启动、还没有结束的计划，不含从严管理事项，按主办单位计。"),
    dimensions=(Dimension("kind", _("类别"), "kind", kind_name),),
    columns=("title", "lead", "starts_on", "ends_on", "state"),
    view_capability="campaigns.view",
    complete=True,
    order=85,
)

DUTIES_DUE = Indicator(
    code="campaigns.duties_due",
    version=1,
    name=_("应做的规定动作"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    recorded="",
    day="due_on",
    rows=Turn.objects.exclude(state="waived"),
    meaning=_("完成期限落在期间内的规定动作，一个单位一个周期计一次。"),
    columns=("duty", "org", "period_from", "due_on", "done_on", "state"),
    view_capability="campaigns.view",
    complete=True,
    order=86,
)
DUTIES_IN_TIME = Indicator(
    code="campaigns.duties_in_time",
    version=1,
    name=_("按期做的规定动作"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    recorded="",
    day="due_on",
    rows=Turn.objects.filter(state__in=["done", "checked"], done_on__lte=F("due_on")),
    meaning=_("完成期限落在期间内、并且在期限前做了的规定动作。"),
    columns=("duty", "org", "period_from", "due_on", "done_on", "state"),
    view_capability="campaigns.view",
    complete=True,
    order=87,
)
DUTIES_IN_TIME_RATE = Ratio(
    code="campaigns.duties_in_time_rate",
    version=1,
    name=_("规定动作按期率"),
    part=DUTIES_IN_TIME,
    whole=DUTIES_DUE,
    meaning=_("按期做的规定动作除以应做的规定动作。"),
    order=88,
)
DUTIES_LATE = Indicator(
    code="campaigns.duties_late",
    version=1,
    name=_("逾期的规定动作"),
    unit=Unit.ITEM,
    period=Period.AS_OF,
    span="late",
    rows=Turn.objects.exclude(state="waived"),
    meaning=_("当天已过期限还没有做的规定动作。"),
    columns=("duty", "org", "period_from", "due_on", "state"),
    view_capability="campaigns.view",
    complete=True,
    order=89,
)
REPORTS = Indicator(
    code="campaigns.reports",
    version=1,
    name=_("报送的履职报告"),
    unit=Unit.ITEM,
    period=Period.WITHIN,
    recorded="",
    day="submitted_on",
    rows=DutyReport.objects.filter(state__in=["submitted", "scored", "archived"]),
    meaning=_("期间内报送的履职报告，按最后一次报送的日期计，退回还没有再报的不计。"),
    columns=("holder", "org", "period_from", "submitted_on", "score", "state"),
    view_capability="campaigns.view",
    complete=True,
    order=90,
)

register(TASKS_DUE, TASKS_IN_TIME, TASKS_IN_TIME_RATE, TASKS_LATE, PROJECTS, PLANS)
register(DUTIES_DUE, DUTIES_IN_TIME, DUTIES_IN_TIME_RATE, DUTIES_LATE, REPORTS, *SUPERVISION)
