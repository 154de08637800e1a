"""What the portal itself offers: the desk at the top of the menu, and an officer's first steps."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wuli.base.core.desk import FirstStep, MenuEntry, offer
from wuli.base.people.roster.actions import IMPORT
from wuli.base.people.roster.models import RosterImport
from wuli.programmes.activities.actions import CHECK_IN
from wuli.programmes.activities.models import Attendance


def has_brought_a_roster(user: Any) -> bool:
    """Whether `user` has uploaded a roster, whatever became of it."""
    return RosterImport.objects.filter(owner=user).exists()


def has_checked_somebody_in(user: Any) -> bool:
    """Whether `user` has recorded an attendance."""
    return Attendance.objects.filter(recorded_by=user).exists()


offer(
    MenuEntry("portal.desk", _("工作台"), "portal:desk", "layout-board", "work", order=1),
    FirstStep(
        "portal.roster",
        _("导入一份会员名册，页面上有样表"),
        "people:rosters",
        has_brought_a_roster,
        IMPORT.code,
        10,
    ),
    FirstStep(
        "portal.check_in",
        _("给一场讲座签一次到"),
        "activities:sessions",
        has_checked_somebody_in,
        CHECK_IN.code,
        20,
    ),
)
