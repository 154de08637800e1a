"""Words of the accounts pages."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from wuli.base.core.said import day, moment

register = template.Library()


@register.filter
def told(value: Any) -> str:
    """Any kept value as people read it: moments, days, yes and no, a dash for nothing."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return str(value) if value not in (None, "") else "—"
