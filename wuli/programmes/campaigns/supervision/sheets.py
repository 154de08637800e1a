"""Items of supervision as an Excel sheet."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuli.base.core.excel.export import SheetOut, offer_sheet

from ..models import OPEN_STATES, Supervision
from .filters import SupervisionFilter


def supervision_rows(user: Any, query: Mapping[str, str]) -> QuerySet[Supervision]:
    """Items the user may see, narrowed as on the page: open ones by their time, then the settled."""
    found = SupervisionFilter(query, queryset=Supervision.objects.visible_to(user)).qs
    if query.get("state") in Supervision.State.values:
        found = found.filter(state=query["state"])
    settled = Case(
        When(state__in=OPEN_STATES, then=Value(False)), default=Value(True), output_field=BooleanField()
    )
    return found.select_related("org", "asked_by", "with_org", "person").order_by(settled, "due_at", "pk")


def _minute(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


SUPERVISIONS = offer_sheet(
    SheetOut(
        "campaigns.supervisions",
        _("督办清单"),
        (
            (_("督办事项"), lambda s: s.title),
            (_("被督办单位"), lambda s: s.org.name),
            (_("发起单位"), lambda s: s.asked_by.name),
            (_("缘由"), lambda s: s.get_cause_display()),
            (_("发起日期"), lambda s: s.opened_on),
            (_("现在该谁办"), lambda s: s.with_org.name if s.is_open else ""),
            (_("责任人"), lambda s: s.person.name if s.person and s.is_open else ""),
            (_("办理期限"), lambda s: _minute(s.due_at) if s.is_open else ""),
            (_("上升级数"), lambda s: s.level),
            (_("首次答复日期"), lambda s: s.answered_on),
            (_("办结日期"), lambda s: s.closed_on),
            (_("状态"), lambda s: s.get_state_display()),
        ),
        supervision_rows,
    )
)
