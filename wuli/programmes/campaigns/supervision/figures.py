"""What is counted of supervision: items opened, answered in time, and steps that were missed."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Indicator, Period, Ratio, Strength, Unit

from ..models import Supervision, SupervisionStep

COLUMNS = ("title", "org", "opened_on", "answered_on", "state")
SEEN = "campaigns.view"

OPENED = Indicator(
    code="campaigns.supervisions_opened", version=1, name=_("发出的督办"), unit=Unit.ITEM,
    period=Period.WITHIN, recorded="", day="opened_on", rows=Supervision.objects.exclude(state="withdrawn"),
    meaning=_("期间内对本单位和下级发出的督办，按发起日期和被督办单位计，撤销的不计。"),
    columns=COLUMNS, view_capability=SEEN, strength=Strength.SUPERVISION, complete=True, order=84,
)  # fmt: skip
ANSWERED = Indicator(
    code="campaigns.supervisions_answered", version=1, name=_("答复了的督办"), unit=Unit.ITEM,
    period=Period.WITHIN, recorded="", day="opened_on",
    rows=Supervision.objects.filter(answered_on__isnull=False).exclude(state="withdrawn"),
    meaning=_("期间内发出、已经答复的督办，撤销的不计。"),
    columns=COLUMNS, view_capability=SEEN, strength=Strength.SUPERVISION, complete=True, order=85,
)  # fmt: skip
IN_TIME = Indicator(
    code="campaigns.supervisions_in_time", version=1, name=_("按期答复的督办"), unit=Unit.ITEM,
    period=Period.WITHIN, recorded="", day="opened_on",
    rows=Supervision.objects.filter(in_time=True).exclude(state="withdrawn"),
    meaning=_("期间内发出、第一次答复没有过期也没有上升的督办。"),
    columns=COLUMNS, view_capability=SEEN, strength=Strength.SUPERVISION, complete=True, order=86,
)  # fmt: skip
IN_TIME_RATE = Ratio(
    code="campaigns.supervisions_in_time_rate", version=1, name=_("督办按期答复率"),
    part=IN_TIME, whole=OPENED, meaning=_("按期答复的督办除以发出的督办。"),
    strength=Strength.SUPERVISION, key=True, order=87,
)  # fmt: skip
OVERDUE = Indicator(
    code="campaigns.supervisions_overdue", version=1, name=_("督办过期上升"), unit=Unit.ITEM,
    period=Period.WITHIN, recorded="", rows=SupervisionStep.objects.filter(kind="climbed"),
    meaning=_("期间内因为过期没办、上升一级的次数，按被督办单位计。"),
    columns=("item", "org", "occurred_on"), view_capability=SEEN, complete=True,
    strength=Strength.SUPERVISION, order=88,
)  # fmt: skip

ALL = (OPENED, ANSWERED, IN_TIME, IN_TIME_RATE, OVERDUE)
