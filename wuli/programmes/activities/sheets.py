"""The register and the attendance list as Excel sheets."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet

from .filters import SessionFilter
from .models import Attendance, Session


def session_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Session]:
    """Sessions the user may see, narrowed as on the page, newest first."""
    found = SessionFilter(query, queryset=Session.objects.visible_to(user)).qs
    if query.get("state") in Session.State.values:
        found = found.filter(state=query["state"])
    return found.with_people().select_related("org", "responsible").order_by("-occurred_on", "-pk")


def attendance_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Attendance]:
    """Who attended the session named by `session`, in the order they came."""
    seen = Attendance.objects.visible_to(user).counted().filter(session=query["session"])  # type: ignore[misc]
    return seen.select_related("person__home").order_by("recorded_at", "pk")


def _minute(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


SESSIONS = offer_sheet(
    SheetOut(
        "activities.sessions",
        _("活动场次"),
        (
            (_("题目"), lambda s: s.title),
            (_("类别"), lambda s: s.declared.name),
            (_("门类"), lambda s: s.topic_name),
            (_("举办单位"), lambda s: s.org.name),
            (_("开始时间"), lambda s: _minute(s.starts_at)),
            (_("结束时间"), lambda s: _minute(s.ends_at)),
            (_("地点"), lambda s: s.place),
            (_("主讲人"), lambda s: s.speaker),
            (_("责任人"), lambda s: s.responsible_name),
            (_("到场（人次）"), lambda s: s.people),
            (_("状态"), lambda s: s.get_state_display()),
        ),
        session_rows,
    )
)
ATTENDANCES = offer_sheet(
    SheetOut(
        "activities.attendances",
        _("到场名单"),
        (
            (_("姓名"), lambda a: a.person.name),
            (_("工会"), lambda a: a.person.home and a.person.home.name),
            (_("签到"), lambda a: _minute(a.recorded_at)),
            (_("怎么签的"), lambda a: a.get_method_display()),
        ),
        attendance_rows,
    )
)
