"""What is counted over sessions and attendances."""

from django.utils.translation import gettext_lazy as _

from wuli.base.core.figures import Dimension, Indicator, Period, Strength, Unit, register
from wuli.base.people.codes import Sex

from .models import Attendance, Session

LECTURES = Indicator(
    code="activities.technology_lectures",
    version=1,
    name=_("实用科技讲座"),
    unit=Unit.SESSION,
    period=Period.WITHIN,
    rows=Session.objects.filter(kind="technology_lecture", state="held"),
    meaning=_("期间内已举办的职工实用科技讲座，按举办日期和举办单位计。"),
    columns=("title", "speaker", "place", "occurred_on"),
    evidence="evidence",
    view_capability="activities.view",
    public=True,
    strength=Strength.CENTRIPETAL,
    key=True,
    order=10,
)
ATTENDANCES = Indicator(
    code="activities.lecture_attendances",
    version=1,
    name=_("讲座到场"),
    unit=Unit.PERSON_TIMES,
    period=Period.WITHIN,
    rows=Attendance.objects.filter(state="attended", session__kind="technology_lecture"),
    meaning=_("期间内讲座签到的人次，一人一场计一次；撤销的签到不计。"),
    dimensions=(Dimension("sex", _("性别"), "person__sex", Sex),),
    columns=("person", "session", "occurred_on"),
    view_capability="activities.view",
    public=True,
    strength=Strength.CENTRIPETAL,
    key=True,
    order=11,
)
ATTENDEES = Indicator(
    code="activities.lecture_attendees",
    version=1,
    name=_("听过讲座的职工"),
    unit=Unit.PERSON,
    period=Period.WITHIN,
    rows=Attendance.objects.filter(state="attended", session__kind="technology_lecture"),
    person="person",
    distinct=True,
    meaning=_("期间内至少听过一场讲座的人，同一人只计一次。"),
    columns=("person", "session", "occurred_on"),
    view_capability="activities.view",
    public=True,
    strength=Strength.CENTRIPETAL,
    order=12,
)

register(LECTURES, ATTENDANCES, ATTENDEES)
